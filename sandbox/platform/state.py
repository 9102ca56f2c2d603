"""The platform itself: one account, its followers, and everything it has accepted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sandbox.platform.accepted import AcceptLog
from sandbox.platform.chats import Bubble, Chats
from sandbox.platform.faults import Faults
from sandbox.platform.media import MediaStore
from sandbox.platform.quotas import Quotas
from sandbox.platform.tokens import Tokens
from sandbox.platform.windows import Act, Windows
from sandbox.wire import Account, Fields

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Code:
    """A scene code the account had made; ``until`` is ``None`` for a permanent one."""

    scene: str
    ticket: str
    until: datetime | None

    def works(self, now: datetime) -> bool:
        """Whether it may still be scanned."""
        return self.until is None or now < self.until


@dataclass(slots=True)
class MassJob:
    """A mass send; ``key`` is the caller's id, or a digest of audience and content."""

    key: str
    msg_id: int
    at: datetime


def _wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Platform:
    """State of the stand-in, shared by its API and its phones; change it only while holding ``lock``.

    ``app_secret`` is what tokens are given for. ``clock`` tells the UTC instant. ``folder`` keeps chats, media
    and the accept log over a restart (``None``: in memory only). ``templates`` maps template ids to their
    text (``{{thing1.DATA}}``); when ``None`` every id is taken to exist. ``mass_retry_seconds`` is the pause
    the platform wants before the same clientmsgid is tried again. ``on_event`` is told of events the platform
    makes by itself, and must not block.
    """

    account: Account
    app_secret: str = field(repr=False)
    clock: Clock = _wall_clock
    folder: Path | None = None
    templates: Mapping[str, str] | None = None
    mass_retry_seconds: int = 60
    on_event: Callable[[Fields], None] | None = None
    online: bool = True
    lock: threading.RLock = field(default_factory=threading.RLock)
    tokens: Tokens = field(default_factory=Tokens)
    windows: Windows = field(default_factory=Windows)
    faults: Faults = field(default_factory=Faults)
    quotas: Quotas = field(default_factory=Quotas)
    menu: Mapping[str, object] | None = None
    codes: dict[str, Code] = field(default_factory=dict)
    typing: dict[str, datetime] = field(default_factory=dict)
    template_keys: dict[tuple[str, str], tuple[int, datetime]] = field(default_factory=dict)
    mass_jobs: dict[str, MassJob] = field(default_factory=dict)
    mass_received: dict[tuple[str, str], int] = field(default_factory=dict)
    accepted: AcceptLog = field(init=False)
    chats: Chats = field(init=False)
    media: MediaStore = field(init=False)
    _last_id: int = 0

    def __post_init__(self) -> None:
        folder = self.folder
        self.accepted = AcceptLog(folder / "accepted.jsonl" if folder else None)
        self.chats = Chats(folder / "chats.jsonl" if folder else None)
        self.media = MediaStore(folder / "media" if folder else None)

    def next_id(self) -> int:
        """A new 64-bit message id, larger than any before, also after a restart."""
        with self.lock:
            self._last_id = max(self._last_id + 1, int(self.clock().timestamp() * 1_000_000) * 1_000)
            return self._last_id

    def touch(self) -> None:
        """Something a phone shows has changed without a new bubble."""
        with self.lock:
            self.chats.version += 1

    def follow(self, openid: str) -> None:
        """Make someone a follower, with the allowance that following gives."""
        with self.lock:
            self.chats.follow(openid, self.clock())
            self.windows.acted(openid, "follow", self.clock())

    def unfollow(self, openid: str) -> None:
        """Someone leaves; nothing reaches them any more."""
        with self.lock:
            self.chats.unfollow(openid)
            self.windows.close(openid)

    def follows(self, openid: str) -> bool:
        """Whether this person follows the account now."""
        return openid in self.chats.following

    def acted(self, openid: str, act: Act) -> None:
        """Note what someone did, for the messages it allows the account to send."""
        with self.lock:
            self.windows.acted(openid, act, self.clock())

    def deliver(self, openid: str, kind: str, content: Mapping[str, object]) -> Bubble:
        """Show a message of the account on someone's phone."""
        with self.lock:
            self.typing.pop(openid, None)
            return self.chats.add(openid, "bot", kind, content, self.clock())

    def accept(self, path: str, openid: str, kind: str, content: Mapping[str, object], key: str = "") -> int:
        """Accept a message for one person: log it first, then show it. Returns its message id."""
        with self.lock:
            msg_id = self.next_id()
            self.record(path, openid, kind, content, key, msg_id)
            return msg_id

    def record(
        self, path: str, openid: str, kind: str, content: Mapping[str, object], key: str, msg_id: int
    ) -> None:
        """The same with a message id made before, as a mass send shares one over its receivers."""
        entry = {"path": path, "openid": openid, "key": key, "msgid": msg_id, "kind": kind}
        self.accepted.add({**entry, "content": content, "at": self.clock().timestamp()})
        self.deliver(openid, kind, content)

    def tell(self, fields: Fields) -> None:
        """Push an event the platform made by itself, if anyone listens."""
        if self.on_event is not None:
            self.on_event(fields)
