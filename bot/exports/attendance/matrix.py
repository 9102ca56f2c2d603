"""矩阵: members down, meetings across; each cell says what, when and how."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.exports.attendance.counting import Counting
from bot.exports.attendance.rows import PHASES, MarkRow, MeetingRow, MemberRow, Source, awaited, moment
from bot.exports.table import Cell, Column, Table, local

MOST_COLUMNS = 60  # more meetings than this are of many branches, and most of their cells would be empty
_WHO = (Column("党支部", 24), Column("姓名", 12), Column("律所", 24), Column("政治面貌", 10))


def matrix_table(source: Source, counting: Counting) -> Table:
    """The matrix: a column a meeting; where they are too many, each member's own meetings from left to right."""
    if len(source.meetings) <= MOST_COLUMNS:
        several = len({meeting.due for meeting in source.meetings}) > 1
        columns = tuple(Column(_heading(meeting, several), 16) for meeting in source.meetings)
        return Table("矩阵", _WHO + columns, _rows(source, counting), frozen=2)
    slots = Counter(branch for meeting in source.meetings for branch in meeting.due)
    width = max(slots.values())
    columns = tuple(Column(f"第{number}次", 24) for number in range(1, width + 1))
    return Table("矩阵", _WHO + columns, _own_rows(source, counting, width), frozen=2)


def shown(meeting: MeetingRow, member: MemberRow, mark: MarkRow | None) -> str:
    """One cell: ``✓ 19:26 口令``, ``假 开庭``, ``缺``, ``缺 12-09 补学``, ``进行中``; empty if not due."""
    if meeting.state != "closed" and awaited(member, meeting, mark):
        return PHASES[meeting.state]
    if mark is None:
        return ""
    said = _SIGNS[mark.state]
    if mark.state in _THERE:
        if mark.at is not None:
            said += f" {moment(mark.at, meeting)}"
        if way := mark.way:
            said += f" {way}"
        if mark.late:
            said += " 迟到"
    elif mark.reason:
        said += f" {mark.reason}"
    if mark.made_up_at is not None:
        said += f" {local(mark.made_up_at):%m-%d} 补学"
    return said


_THERE = frozenset(("present", "guest"))
_SIGNS = {"present": "✓", "leave": "假", "absent": "缺", "guest": "列席"}


def _heading(meeting: MeetingRow, several: bool) -> str:
    heading = f"{local(meeting.starts_at):%Y-%m-%d %H:%M}\n{meeting.name}"
    return f"{heading}\n{'、'.join(meeting.due)}" if several else heading


def _who(member: MemberRow) -> list[Cell]:
    return [member.branch, member.name, member.firm, member.standing]


def _rows(source: Source, counting: Counting) -> Iterator[Sequence[Cell]]:
    for member, marks in counting.watched():
        yield [*_who(member), *(shown(m, member, marks.get(m.id)) for m in source.meetings)]


def _own_rows(source: Source, counting: Counting, width: int) -> Iterator[Sequence[Cell]]:
    by_branch: defaultdict[str, list[int]] = defaultdict(list)
    for place, meeting in enumerate(source.meetings):
        for branch in meeting.due:
            by_branch[branch].append(place)
    place_of = {meeting.id: place for place, meeting in enumerate(source.meetings)}
    for member, marks in counting.watched():
        own = sorted({*by_branch[member.branch], *(place_of[meeting_id] for meeting_id in marks)})
        cells = list(_dated(source, member, marks, own))
        if (
            len(cells) > width
        ):  # a guest elsewhere, or one who changed branches: the last column takes the rest
            cells[width - 1 :] = ["；".join(cells[width - 1 :])]
        yield [*_who(member), *cells, *[None] * (width - len(cells))]


def _dated(
    source: Source, member: MemberRow, marks: Mapping[int, MarkRow], places: Sequence[int]
) -> Iterator[str]:
    for meeting in (source.meetings[place] for place in places):
        if cell := shown(meeting, member, marks.get(meeting.id)):
            yield meeting.label + cell
