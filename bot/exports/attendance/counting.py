"""应到, 实到, 请假, 缺席: counted from the marks, and held against what the ledger says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.exports.attendance.rows import PHASES, Joined, MeetingRow, Source
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

    def of(self, meeting_id: int, branch: str, closed: bool) -> list[Tally]:
        """The tallies that a mark goes into."""
        tallies = [self.meetings[meeting_id]]
        return [*tallies, self.branches.setdefault(branch, Tally())] if closed else tallies


class Counting:
    """Counts the marks while somebody else goes through them, so that they are read once.

    :meth:`watched` is that going through, and raises at its end InconsistentCounts for a closed meeting that does not
    add up; :meth:`counts` goes through them itself where nobody has.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._counts: Counts | None = None

    def watched(self) -> Iterator[Joined]:
        """Each member with their marks, as ``Source.joined`` gives them."""
        met: Counter[tuple[int, str, str]] = Counter()
        made_up: Counter[tuple[int, str]] = Counter()
        for member, marks in self._source.joined():
            home = member.branch
            for mark in marks.values():
                branch = mark.branch or home
                met[mark.meeting_id, branch, mark.state] += 1
                if mark.made_up_at is not None:
                    made_up[mark.meeting_id, branch] += 1
            yield member, marks
        self._counts = self._added_up(met, made_up)

    def counts(self) -> Counts:
        """What was counted. Raises InconsistentCounts."""
        if self._counts is None:
            for _ in self.watched():
                pass
        assert self._counts is not None
        return self._counts

    def _added_up(self, met: Counter[tuple[int, str, str]], made_up: Counter[tuple[int, str]]) -> Counts:
        closed = {meeting.id for meeting in self._source.meetings if meeting.state == "closed"}
        counts = Counts({}, defaultdict(Tally), Counter())
        for (meeting_id, branch, state), number in met.items():
            for tally in counts.of(meeting_id, branch, meeting_id in closed):
                tally.states[state] += number
        for (meeting_id, branch), number in made_up.items():
            for tally in counts.of(meeting_id, branch, meeting_id in closed):
                tally.made_up += number
        for meeting in self._source.meetings:
            counted = counts.meetings[meeting.id].due
            if meeting.id in closed:
                counts.held.update(meeting.due)
                if counted != meeting.expected:
                    raise InconsistentCounts(meeting, counted)
        return counts


def summary_table(counting: Counting) -> Table:
    """汇总: a row a branch, in order of name; the rate is 实到/应到 of the closed meetings."""
    columns = (Column("党支部", 28), Column("会议次数", 10, "number"), *_NUMBERS, _RATE)

    def rows() -> Iterator[Sequence[Cell]]:
        counts = counting.counts()
        for branch in sorted(counts.held.keys() | counts.branches.keys()):
            yield [branch, counts.held[branch], *counts.branches.get(branch, Tally()).cells()]

    def total() -> Sequence[Cell]:
        every = Tally()
        for tally in counting.counts().branches.values():
            every.states.update(tally.states)
            every.made_up += tally.made_up
        return ["合计", None, *every.cells()]

    return Table("汇总", columns, rows(), total, known_last=True)


def meeting_table(source: Source, counting: Counting) -> Table:
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
        counts = counting.counts()
        for meeting in source.meetings:
            cells = counts.meetings[meeting.id].cells()
            if meeting.state != "closed":
                cells = [None, cells[1], cells[2], None, cells[4], cells[5], None]
            place = [meeting.name, meeting.kind, "、".join(meeting.due), meeting.place, PHASES[meeting.state]]
            yield [meeting.starts_at, *place, *cells]

    return Table("会议", columns, rows(), known_last=True)
