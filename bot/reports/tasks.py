"""任务台账: what each branch had to do, and when it was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.exports.table import Cell, Column, Table
from bot.exports.writing import Content
from bot.ledger import members, tasks
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

_COLUMNS = (
    Column("党支部", 26), Column("月份", 10), Column("号", 6, "number"), Column("类型", 14),
    Column("任务", 34, wrapped=True), Column("期限", 12, "date"), Column("必做", 8), Column("状态", 10),
    Column("完成时间", 18, "datetime"), Column("说明", 36, wrapped=True),
)  # fmt: skip


def content(sources: Sources, request: Request, ending: str) -> Content:
    """One table: branch, month, task."""
    return [Table("任务台账", _COLUMNS, _rows(sources, request), frozen=1)]


def _rows(sources: Sources, request: Request) -> Iterator[list[Cell]]:
    assert request.period is not None
    for branch_id, name in members.branches(sources.db):
        if branch_id not in request.branch_ids:
            continue
        for month in request.period.months:
            for one in tasks.of_month(sources.db, branch_id, month):
                state = "已完成" if one.done_at else "未完成"
                must = "必做" if one.mandatory else "选做"
                yield [
                    name, month, one.no, one.kind, one.title, one.due_on, must, state, one.done_at, one.note,
                ]  # fmt: skip
