"""Attendance as files show it: a summary by branch, the matrix of members and meetings, a sheet a meeting.

Persons are listed, never compared: the only rates are those of branches (product rule 1).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.exports.attendance.counting import InconsistentCounts, count, meeting_table, summary_table
from bot.exports.attendance.matrix import matrix_table
from bot.exports.attendance.rows import LostMark, MarkRow, Marks, MeetingRow, MemberRow, Members, Source
from bot.exports.attendance.sheets import detail_table, meeting_sheets
from bot.exports.table import Table

__all__ = [
    "InconsistentCounts",
    "LostMark",
    "MarkRow",
    "MeetingRow",
    "MemberRow",
    "detail",
    "tables",
    "workbook",
]

MOST_MEETING_SHEETS = 60  # beyond it one long sheet is easier to use than so many tabs


def workbook(meetings: Sequence[MeetingRow], members: Members, marks: Marks) -> list[Table]:
    """The tables of an attendance workbook: 汇总, 矩阵, 会议 and one a meeting (or 明细 where they are too many).

    ``meetings`` in the order of their columns. ``members()`` and ``marks(meeting_id)`` start over at each call
    and must see the same state (one transaction); both in the same order of members, ``marks`` of one meeting
    or of all for ``None``. Nothing of the length of the roster is kept in memory.

    Raises InconsistentCounts where 实到 + 请假 + 缺席 is not 应到 (domain.md rule 8), LostMark where a mark
    has no member or meeting to stand at.
    """
    source = Source(tuple(meetings), members, marks)
    counts = count(source)
    first = [summary_table(counts), matrix_table(source), meeting_table(source, counts)]
    if len(meetings) > MOST_MEETING_SHEETS:
        return [*first, detail_table(source)]
    return [*first, *meeting_sheets(source)]


def detail(meetings: Sequence[MeetingRow], members: Members, marks: Marks) -> Table:
    """明细: one row a member and meeting, for CSV and for those who go on counting. As :func:`workbook`."""
    source = Source(tuple(meetings), members, marks)
    count(source)
    return detail_table(source)


def tables(meetings: Sequence[MeetingRow], members: Members, marks: Marks, ending: str) -> list[Table]:
    """What a file with this ending holds: ``.csv`` 明细; ``.db`` 汇总, 矩阵, 会议, 明细; ``.xlsx`` the workbook."""
    if ending == ".csv":
        return [detail(meetings, members, marks)]
    if ending == ".xlsx":
        return workbook(meetings, members, marks)
    source = Source(tuple(meetings), members, marks)
    counts = count(source)
    return [summary_table(counts), matrix_table(source), meeting_table(source, counts), detail_table(source)]
