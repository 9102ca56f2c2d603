"""Attendance as files show it: a summary by branch, the matrix of members and meetings, a sheet a meeting.

Persons are listed, never compared: the only rates are those of branches (product rule 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.exports.attendance.counting import Counting, InconsistentCounts, meeting_table, summary_table
from bot.exports.attendance.matrix import matrix_table
from bot.exports.attendance.rows import LostMark, MarkRow, Marks, MeetingRow, MemberRow, Members, Source
from bot.exports.attendance.sheets import detail_table, meeting_sheets
from bot.exports.table import Table

__all__ = [
    "MOST_MARKS_IN_SHEETS",
    "TOO_MANY",
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
# Beyond it neither is of use to a reader, and CSV or SQLite serve those who go on counting.
MOST_MARKS_IN_SHEETS = 200_000
TOO_MANY = "考勤明细超过 20 万行，表格里只有汇总、矩阵和会议；要明细，请导出 CSV 或 SQLite。"


def workbook(
    meetings: Sequence[MeetingRow], members: Members, marks: Marks, mark_count: int = 0
) -> list[Table]:
    """The tables of an attendance workbook: 汇总, 矩阵, 会议 and one a meeting (or 明细 where they are too many).

    ``meetings`` in the order of their columns. ``members()`` and ``marks(meeting_id)`` start over at each call
    and must see the same state (one transaction); both in the same order of members, ``marks`` of one meeting
    or of all for ``None``; ``mark_count`` says about how many there are. Nothing as long as the roster is
    kept in memory.

    Going through the rows raises InconsistentCounts where 实到 + 请假 + 缺席 is not 应到 (domain.md rule 8), LostMark
    where a mark has no member or meeting to stand at.
    """
    source = Source(tuple(meetings), members, marks)
    counting = Counting(source)
    first = [summary_table(counting), matrix_table(source, counting), meeting_table(source, counting)]
    if mark_count > MOST_MARKS_IN_SHEETS:
        return [replace(first[0], foot=(TOO_MANY,)), *first[1:]]
    if len(meetings) > MOST_MEETING_SHEETS:
        return [*first, detail_table(source.joined(), source)]
    return [*first, *meeting_sheets(source)]


def detail(meetings: Sequence[MeetingRow], members: Members, marks: Marks) -> Table:
    """明细: one row a member and meeting, for CSV and for those who go on counting. As :func:`workbook`."""
    source = Source(tuple(meetings), members, marks)
    return detail_table(Counting(source).watched(), source)


def tables(
    meetings: Sequence[MeetingRow], members: Members, marks: Marks, ending: str, mark_count: int = 0
) -> list[Table]:
    """What a file with this ending holds: ``.csv`` 明细; ``.db`` 汇总, 矩阵, 会议, 明细; ``.xlsx`` the workbook."""
    if ending == ".csv":
        return [detail(meetings, members, marks)]
    if ending == ".xlsx":
        return workbook(meetings, members, marks, mark_count)
    source = Source(tuple(meetings), members, marks)
    counting = Counting(source)
    first = [summary_table(counting), matrix_table(source, counting), meeting_table(source, counting)]
    return [*first, detail_table(source.joined(), source)]
