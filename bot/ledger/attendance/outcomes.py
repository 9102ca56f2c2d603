"""What a check-in comes to: done, already done, or not done and why. There is no fourth answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.ledger.meetings import Meeting

Why = Literal[
    "no meeting", "not open yet", "code needed", "wrong code", "too many", "closed", "not on the roll"
]


@dataclass(frozen=True, slots=True)
class Done:
    """Marked just now. ``as_guest``: 列席, for someone who is not on this meeting's roll."""

    meeting: Meeting
    at: datetime
    how: str
    late: bool
    as_guest: bool = False


@dataclass(frozen=True, slots=True)
class Already:
    """Marked before: when (UTC) and how."""

    meeting: Meeting
    at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not marked. ``until``: when check-in opens (``not open yet``) or may be tried again (``too many``), UTC."""

    why: Why
    meeting: Meeting | None = None
    until: datetime | None = None
    tries_left: int = 0


Outcome = Done | Already | Refused
