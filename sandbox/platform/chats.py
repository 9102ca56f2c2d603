"""What people see on their phones: every bubble, who follows, and what has not been read yet.

Given a ``path``, each change is a JSON line there, and a new process starts from where the last one stopped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

Side = Literal["me", "bot", "tip"]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing in a chat. ``n`` counts up over all chats; ``content`` depends on ``kind``; ``at`` in seconds."""

    n: int
    openid: str
    side: Side
    kind: str
    content: Mapping[str, object]
    at: float


@dataclass(slots=True)
class Chats:
    """All chats. ``version`` grows with every change, so that a page can ask whether anything is new."""

    path: Path | None = None
    version: int = 0
    bubbles: list[Bubble] = field(default_factory=list)
    following: dict[str, float] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.path is not None and self.path.exists():
            for line in self.path.read_text("utf-8").splitlines():
                self._apply(json.loads(line))

    def add(self, openid: str, side: Side, kind: str, content: Mapping[str, object], at: datetime) -> Bubble:
        """Show a bubble; returns it with its number."""
        number = self.bubbles[-1].n + 1 if self.bubbles else 1
        bubble = Bubble(number, openid, side, kind, content, at.timestamp())
        self._change({"bubble": asdict(bubble)})
        return bubble

    def follow(self, openid: str, at: datetime) -> None:
        """The person follows the account from now on."""
        self._change({"follow": openid, "at": at.timestamp()})

    def unfollow(self, openid: str) -> None:
        """The person follows no more; what was said stays on their phone."""
        self._change({"unfollow": openid})

    def has_met(self, openid: str) -> bool:
        """Whether this person has ever followed the account."""
        return openid in self._met

    def mark_read(self, openid: str) -> None:
        """The person has seen everything so far."""
        if self.unread(openid):
            self._change({"read": openid, "n": self.bubbles[-1].n})

    def unread(self, openid: str) -> int:
        """How many of the account's bubbles the person has not seen."""
        seen = self.read.get(openid, 0)
        return sum(1 for one in self.of(openid) if one.n > seen and one.side == "bot")

    def of(self, openid: str) -> list[Bubble]:
        """One person's chat, oldest first."""
        return [bubble for bubble in self.bubbles if bubble.openid == openid]

    def after(self, number: int) -> list[Bubble]:
        """Everything newer than the bubble of that number."""
        return [bubble for bubble in self.bubbles if bubble.n > number]

    def _change(self, row: dict[str, object]) -> None:
        self._apply(row)
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _apply(self, row: dict[str, object]) -> None:
        self.version += 1
        match row:
            case {"bubble": dict(fields)}:
                self.bubbles.append(Bubble(**fields))
            case {"follow": str(openid), "at": float(at)}:
                self.following[openid] = at
                self._met.add(openid)
            case {"unfollow": str(openid)}:
                self.following.pop(openid, None)
            case {"read": str(openid), "n": int(number)}:
                self.read[openid] = number
