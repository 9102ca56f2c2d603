"""应到, 实到, 请假, 缺席: counted from the marks, and held against what the ledger says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.exports.attendance.rows import PHASES, MarkRow, MeetingRow, Source
from bot.exports.table import Cell, Column, Table

_NUMBERS = tuple(Column(heading, 8, "number") for heading in ("应到", "实到", "请假", "缺席", "补学", "列席"))
_RATE = Column("出席率", 10, "percent")


class InconsistentCounts(Exception):
    """实到 + 请假 + 缺席 differs from 应到 (domain.md rule 8): the ledger is wrong, and no file may hide it."""

    def __init__(self, meeting: MeetingRow, counted: int) -> None:
        super().__init__(f"meeting {meeting.id}: {counted} marks for {meeting.expected} expected")
        self.meeting = meeting
        self.counted = counted


@dataclass(slots=True)
class Tally:
    """How often each state was met; ``made_up`` is 补学, which is in none of the others."""

    states: Counter[str] = field(default_factory=Counter)
    made_up: int = 0

    def add(self, mark: MarkRow) -> None:
        self.states[mark.state] += 1
        self.made_up += mark.made_up_at is not None

    @property
    def due(self) -> int:
        return self.states["present"] + self.states["leave"] + self.states["absent"]

    def cells(self) -> list[Cell]:
        """应到, 实到, 请假, 缺席, 补学, 列席 and 实到 as a share of 应到."""
        states = self.states
        shown = [
            self.due,
            states["present"],
            states["leave"],
            states["absent"],
            self.made_up,
            states["guest"],
        ]
        return [*shown, states["present"] / self.due if self.due else None]


@dataclass(slots=True)
class Counts:
    """Tallies of the closed meetings by branch, and of every meeting by its id; ``held`` meetings by branch."""

    branches: dict[str, Tally]
    meetings: dict[int, Tally]
    held: Counter[str]


def count(source: Source) -> Counts:
    """Go through all marks once. Raises InconsistentCounts for a closed meeting that does not add up."""
    closed = {meeting.id for meeting in source.meetings if meeting.state == "closed"}
    branches: dict[str, Tally] = {}
    meetings: defaultdict[int, Tally] = defaultdict(Tally)
    for member, marks in source.joined():
        for mark in marks.values():
            meetings[mark.meeting_id].add(mark)
            if mark.meeting_id in closed:
                branches.setdefault(mark.branch or member.branch, Tally()).add(mark)
    for meeting in source.meetings:
        counted = meetings[meeting.id].due
        if meeting.id in closed and counted != meeting.expected:
            raise InconsistentCounts(meeting, counted)
    held = Counter(branch for m in source.meetings if m.id in closed for branch in m.due)
    return Counts(branches, dict(meetings), held)


def summary_table(counts: Counts) -> Table:
    """汇总: a row a branch, in order of name; the rate is 实到/应到 of the closed meetings."""
    columns = (Column("党支部", 28), Column("会议次数", 10, "number"), *_NUMBERS, _RATE)
    every = Tally()
    rows: list[Sequence[Cell]] = []
    for branch in sorted(counts.held.keys() | counts.branches.keys()):
        tally = counts.branches.get(branch, Tally())
        every.states.update(tally.states)
        every.made_up += tally.made_up
        rows.append([branch, counts.held[branch], *tally.cells()])
    return Table("汇总", columns, rows, total=lambda: ["合计", None, *every.cells()])


def meeting_table(source: Source, counts: Counts) -> Table:
    """会议: a row a meeting. One that is not over has no 应到 and no 缺席 yet."""
    columns = (
        Column("时间", 18, "datetime"),
        Column("会议", 28),
        Column("类型", 16),
        Column("党支部", 28),
        Column("地点", 20),
        Column("状态", 10),
        *_NUMBERS,
        _RATE,
    )

    def rows() -> Iterator[Sequence[Cell]]:
        for meeting in source.meetings:
            cells = counts.meetings[meeting.id].cells()
            if meeting.state != "closed":
                cells = [None, cells[1], cells[2], None, cells[4], cells[5], None]
            place = [meeting.name, meeting.kind, "、".join(meeting.due), meeting.place, PHASES[meeting.state]]
            yield [meeting.starts_at, *place, *cells]

    return Table("会议", columns, rows())
