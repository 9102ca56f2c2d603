"""What the ledger hands over for an attendance export, and how members and their marks are brought together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from bot.exports.table import SHANGHAI, local

MeetingState = Literal["planned", "open", "closed", "cancelled"]
MarkState = Literal["present", "leave", "absent", "guest"]

PHASES = {"planned": "未开始", "open": "进行中", "closed": "已结束", "cancelled": "已取消"}
STATES = {"present": "实到", "leave": "请假", "absent": "缺席", "guest": "列席"}
WAYS = {
    "spoken_code": "口令",
    "scan": "扫码",
    "officer": "代签",
    "paper": "纸质签到",
    "leave": "",
    "close": "",
}


@dataclass(frozen=True)
class MeetingRow:
    """A meeting. ``starts_at`` is a UTC instant; ``branches`` are those whose members are due (the host alone
    where empty). ``expected`` is 应到 as the ledger counts it, looked at once the meeting is closed."""

    id: int
    kind: str
    branch: str
    starts_at: datetime
    state: MeetingState
    expected: int = 0
    title: str = ""
    place: str = ""
    branches: tuple[str, ...] = ()

    @cached_property
    def day(self) -> date:
        """The local day it begins."""
        return local(self.starts_at).date()

    @cached_property
    def label(self) -> str:
        """``12-05 党课 ``: what stands before a mark that has no column of its own."""
        return f"{self.day.month:02}-{self.day.day:02} {self.name} "

    @cached_property
    def ahead(self) -> timedelta:
        """How far the local clock is ahead of UTC: looked up once a meeting, for there are thousands of marks."""
        return self.starts_at.astimezone(SHANGHAI).utcoffset() or timedelta()

    @property
    def due(self) -> tuple[str, ...]:
        """The branches whose members are expected."""
        return self.branches or (self.branch,)

    @property
    def name(self) -> str:
        """What it is called: its title, or its kind."""
        return self.title or self.kind


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as listed; ``standing`` in Chinese (正式党员 …)."""

    id: int
    name: str
    firm: str
    branch: str
    standing: str = ""


class MarkRow(NamedTuple):
    """Where a member stands with a meeting (domain.md rule 8). Instants are UTC.

    ``how`` is spoken_code, scan, officer, paper, leave, close, or a Chinese word; ``by`` the name of who made
    the mark, empty if the member did. ``branch`` is the member's on that day, empty if unchanged.
    ``made_up_at`` gives study credit only and never changes ``state``.
    """

    member_id: int
    meeting_id: int
    state: MarkState
    at: datetime | None = None
    how: str = ""
    by: str = ""
    reason: str = ""
    late: bool = False
    made_up_at: datetime | None = None
    branch: str = ""

    @property
    def way(self) -> str:
        """How the mark was made, in Chinese."""
        return WAYS.get(self.how, self.how)


Members = Callable[[], Iterable[MemberRow]]
Marks = Callable[[int | None], Iterable[MarkRow]]


Joined = tuple[MemberRow, Mapping[int, MarkRow]]


class LostMark(ValueError):
    """A mark that would be missing from the file: of no listed member or meeting, out of order, or double."""


@dataclass(frozen=True, slots=True)
class Source:
    """Meetings, and members and marks that can be gone through again; see :func:`attendance.workbook`."""

    meetings: Sequence[MeetingRow]
    members: Members
    marks: Marks

    def joined(self, meeting: MeetingRow | None = None) -> Iterator[Joined]:
        """Each member with their marks by meeting id, of one meeting or all. Raises LostMark."""
        known = {meeting.id} if meeting else {m.id for m in self.meetings}
        groups = groupby(self.marks(meeting.id if meeting else None), key=itemgetter(0))
        waiting = next(groups, None)
        for member in self.members():
            marks: dict[int, MarkRow] = {}
            if waiting is not None and waiting[0] == member.id:
                marks = _by_meeting(waiting[1], known)
                waiting = next(groups, None)
            yield member, marks
        if waiting is not None:
            raise LostMark(f"member {waiting[0]} has marks but is not listed, or not in this order")


def _by_meeting(group: Iterable[MarkRow], known: set[int]) -> dict[int, MarkRow]:
    marks: dict[int, MarkRow] = {}
    for mark in group:
        if mark.meeting_id not in known or mark.meeting_id in marks:
            raise LostMark(f"member {mark.member_id}: unlisted or double mark at meeting {mark.meeting_id}")
        marks[mark.meeting_id] = mark
    return marks


def awaited(member: MemberRow, meeting: MeetingRow, mark: MarkRow | None) -> bool:
    """Whether the member's place at a meeting that is not over is still open: shown as its phase, never 缺席."""
    if meeting.state == "closed":
        return False
    return mark.state == "absent" if mark else member.branch in meeting.due


def moment(at: datetime, meeting: MeetingRow) -> str:
    """``19:26``, with the date before it where it is not the meeting's: ``12-06 09:10``. ``at`` is in UTC."""
    here = at + meeting.ahead
    clock = f"{here.hour:02}:{here.minute:02}"
    return clock if here.date() == meeting.day else f"{here.month:02}-{here.day:02} {clock}"
