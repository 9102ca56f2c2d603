"""A sheet a meeting, and 明细: the same for all meetings in one long table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.exports.attendance.rows import (
    PHASES,
    STATES,
    Joined,
    MarkRow,
    MeetingRow,
    MemberRow,
    Source,
    awaited,
)
from bot.exports.table import Cell, Column, Table, local

_PERSON = (Column("姓名", 12), Column("律所", 26), Column("党支部", 24))
_MARK = (
    Column("状态", 10),
    Column("时间", 18, "datetime"),
    Column("方式", 10),
    Column("经办人", 12),
    Column("事由", 24),
    Column("补学", 12, "date"),
)
_MEETING = (Column("会议时间", 18, "datetime"), Column("会议", 28), Column("类型", 16))


def meeting_sheets(source: Source) -> list[Table]:
    """One table a meeting: everybody due or present, with state, time, how, by whom."""
    several = len({meeting.due for meeting in source.meetings}) > 1
    return [
        Table(
            _title(meeting, several), (Column("序号", 6, "number"), *_PERSON, *_MARK), _sheet(source, meeting)
        )
        for meeting in source.meetings
    ]


def detail_table(joined: Iterable[Joined], source: Source) -> Table:
    """明细: one row a member and meeting they were due or present at, members in order."""
    return Table("明细", (*_PERSON, *_MEETING, *_MARK), _detail(joined, source), frozen=1)


def _sheet(source: Source, meeting: MeetingRow) -> Iterator[Sequence[Cell]]:
    number = 0
    for member, marks in source.joined(meeting):
        mark = marks.get(meeting.id)
        if mark or awaited(member, meeting, mark):
            number += 1
            yield [number, *_person(member, mark), *_mark(member, meeting, mark)]


def _detail(joined: Iterable[Joined], source: Source) -> Iterator[Sequence[Cell]]:
    place_of = {meeting.id: place for place, meeting in enumerate(source.meetings)}
    open_ones = [place for place, meeting in enumerate(source.meetings) if meeting.state != "closed"]
    for member, marks in joined:
        # Only their own: with thousands of meetings nobody is due at most of them.
        for place in sorted({*open_ones, *(place_of[meeting_id] for meeting_id in marks)}):
            meeting = source.meetings[place]
            mark = marks.get(meeting.id)
            if mark or awaited(member, meeting, mark):
                about: list[Cell] = [meeting.starts_at, meeting.name, meeting.kind]
                yield [*_person(member, mark), *about, *_mark(member, meeting, mark)]


def _person(member: MemberRow, mark: MarkRow | None) -> list[Cell]:
    return [member.name, member.firm, (mark.branch if mark else "") or member.branch]


def _mark(member: MemberRow, meeting: MeetingRow, mark: MarkRow | None) -> list[Cell]:
    if mark is None or awaited(member, meeting, mark):
        return [PHASES[meeting.state], None, None, None, None, None]
    made_up = local(mark.made_up_at).date() if mark.made_up_at else None
    return [STATES[mark.state], mark.at, mark.way, mark.by or None, mark.reason or None, made_up]


def _title(meeting: MeetingRow, several: bool) -> str:
    title = f"{local(meeting.starts_at):%m-%d} {meeting.name}"
    return f"{title} {'、'.join(meeting.due)}" if several else title
