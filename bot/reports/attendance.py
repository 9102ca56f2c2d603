"""考勤: who was at which meeting, and how it is known."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.exports.attendance import tables
from bot.exports.writing import Content
from bot.ledger import attendance
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = (
    "实到 + 请假 + 缺席 = 应到；列席不计入应到。",
    "补学只记学习，不改变实到。",
    "“请假”是会前提出并经批准的。",
    "矩阵里每一格写着时间和签到方式；经办人见每个会的表。",
)


def content(sources: Sources, request: Request, ending: str) -> Content:
    """The workbook, or its long form for CSV and SQLite."""
    assert request.period is not None
    since, until = request.period.bounds
    db, ids = sources.db, request.branch_ids
    meetings = attendance.meeting_rows(db, ids, since, until, sources.now)
    return tables(
        meetings,
        partial(attendance.member_rows, db, ids, since, until),
        lambda meeting_id: attendance.mark_rows(db, ids, since, until, meeting_id),
        ".db" if ending == ".sqlite" else ending,
        sum(one.expected for one in meetings),
    )
