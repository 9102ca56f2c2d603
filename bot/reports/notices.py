"""通知回执: what went out, whom it reached, who opened it and who said 收到 (product G2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.exports.table import Cell, Column, Table
from bot.exports.writing import Content
from bot.ledger import receipt_rows
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = (
    "“平台已收”是微信平台收下了，不等于本人看过；看过以“打开”“收到”为准。",
    "没有人必须回“收到”；没送到的请电话通知。",
)
KINDS = {
    "notice": "通知", "correction": "更正", "nudge": "催收", "tasks": "每月任务", "reminder": "会议提醒",
    "first_topic": "第一议题", "lecture": "党课",
}  # fmt: skip
STATES = {
    "pending": "待发", "claimed": "待发", "sending": "发送中", "accepted": "平台已收", "failed": "没送到",
    "unknown": "不确定", "cancelled": "没有发",
}  # fmt: skip
_COLUMNS = (
    Column("号", 7, "number"), Column("类型", 10), Column("通知", 34, wrapped=True), Column("时间", 17, "datetime"),
    Column("党支部", 22), Column("姓名", 12), Column("结果", 10), Column("原因", 26, wrapped=True),
    Column("结果时间", 17, "datetime"), Column("打开", 17, "datetime"), Column("收到", 17, "datetime"),
)  # fmt: skip


def content(sources: Sources, request: Request, ending: str) -> Content:
    """One table, a row a notice and recipient."""
    return [Table("通知回执", _COLUMNS, _rows(sources, request), frozen=1)]


def _rows(sources: Sources, request: Request) -> Iterator[list[Cell]]:
    assert request.period is not None
    for one in receipt_rows.rows(sources.db, request.branch_ids, *request.period.bounds):
        title = f"{one.title}（已撤回）" if one.cancelled_at else one.title
        yield [
            one.notice_id, KINDS[one.kind], title, one.send_at, one.branch, one.name, STATES[one.state],
            one.reason, one.settled_at, one.opened_at, one.confirmed_at,
        ]  # fmt: skip
