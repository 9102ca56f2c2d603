"""我的数据 as a file: everything that is held about the one who asks, for that person alone (PIPL 45)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.exports.table import Cell, Column, Kind, Table
from bot.exports.writing import Content
from bot.ledger import lookups, own_rows
from bot.ledger.own_rows import Held
from bot.reports.nothing import NothingToWrite
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = (
    "系统里存的关于您的全部内容，一张表一类；空的不列。密钥、验证码一类不给出，它们只能校验，不能还原。",
    "编号（如 meeting_id）是系统里的号，不是别人的信息。",
)
_HEADINGS = {
    "id": "编号", "name": "姓名", "phone": "手机", "standing": "政治面貌", "joined_on": "入党日期", "at": "时间",
    "since": "起", "until": "止", "state": "状态", "how": "方式", "reason": "事由或原因", "role": "职务",
    "channel": "渠道", "openid": "渠道号", "bound_at": "绑定时间", "unbound_at": "解绑时间", "version": "版本",
    "given_at": "同意时间", "withdrawn_at": "撤回时间", "asked_at": "提出时间", "made_at": "生成时间",
    "late": "晚到", "note": "说明", "verb": "动作", "before": "原来", "after": "后来", "made_up_at": "补学时间",
    "confirmed_at": "回收到时间", "opened_at": "打开时间", "starts_at": "开始", "ends_at": "结束", "kind": "种类",
    "decided_at": "决定时间", "marked_at": "记录时间", "sealed": "内容", "subject": "对象", "detail": "细节",
}  # fmt: skip


def content(sources: Sources, request: Request, ending: str) -> Content:
    """A table a kind of rows, and who looked at them. Raises NothingToWrite for nobody."""
    if request.member_id is None:
        raise NothingToWrite("这一份只能由本人在聊天里要：发「我的数据 导出」。")
    tables = [
        _table(held, found)
        for held, found in own_rows.rows(sources.db, sources.keys, request.member_id)
        if found
    ]
    return [*tables, _looks(sources, request.member_id)]


def _table(held: Held, found: Sequence[dict[str, object]]) -> Table:
    columns = tuple(
        Column(_HEADINGS.get(name, name), 18, _kind([row[name] for row in found])) for name in found[0]
    )
    return Table(held.title, columns, [[_cell(value) for value in row.values()] for row in found])


def _kind(values: Sequence[object]) -> Kind:
    first = next((value for value in values if value is not None), None)
    if isinstance(first, datetime):
        return "datetime"
    return "date" if isinstance(first, date) else "text"


def _cell(value: object) -> Cell:
    return value if isinstance(value, str | int | float | date | None) else str(value)


def _looks(sources: Sources, member_id: int) -> Table:
    columns = (Column("时间", 18, "datetime"), Column("谁", 24), Column("为什么", 30))
    found = lookups.of_member(sources.db, member_id, 1000)
    return Table("谁看过我", columns, [[one.at, one.office, one.purpose] for one in found])
