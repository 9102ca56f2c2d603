"""第一议题台账, with the columns of domain.md section 3; what the service does not know stays free to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.exports.table import Cell, Column, Table
from bot.exports.writing import Content
from bot.ledger import attendance, first_topics, meetings, members
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = ("责任人、完成时限、落实情况、佐证：系统没有记的留空，由支部填写。",)
_COLUMNS = (
    Column("序号", 6, "number"), Column("日期", 12, "date"), Column("党支部", 24), Column("会议", 22),
    Column("学习篇目", 44, wrapped=True), Column("主持人", 10), Column("领学人", 10), Column("应到", 7, "number"),
    Column("实到", 7, "number"), Column("研讨要点", 30, wrapped=True), Column("贯彻举措", 34, wrapped=True),
    Column("责任人", 10), Column("完成时限", 12), Column("落实情况", 16), Column("佐证", 12), Column("备案人", 10),
)  # fmt: skip


def content(sources: Sources, request: Request, ending: str) -> Content:
    """One table, a row a branch and meeting, in order of the day."""
    return [Table("第一议题台账", _COLUMNS, _rows(sources, request), frozen=2)]


def _rows(sources: Sources, request: Request) -> Iterator[list[Cell]]:
    assert request.period is not None
    db, ids = sources.db, request.branch_ids
    names = dict(members.branches(db))
    present = attendance.due_and_present(db, ids, *request.period.bounds)
    records = [one for month in request.period.months for one in first_topics.of_month(db, month, ids)]
    records.sort(key=lambda one: (one.studied_on, one.branch_id, one.meeting_id))
    for number, one in enumerate(records, 1):
        study, held = one.study, meetings.get(db, one.meeting_id)
        due, there = present.get((one.meeting_id, one.branch_id), (None, None))
        by = members.by_id(db, one.entered_by) if one.entered_by else None
        yield [
            number, one.studied_on, names.get(one.branch_id, ""), held.title if held else "",
            "；".join(study.materials), study.host, study.lead_reader, due, there, study.discussion,
            study.decided, None, None, None, None, by.name if by else None,
        ]  # fmt: skip
