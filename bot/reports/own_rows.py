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
from bot.reports.own_headings import HEADINGS
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = (
    "系统里存的关于您的全部内容，一张表一类；空的不列。密钥、验证码一类不给出，它们只能校验，不能还原。",
    "会议、支部、通知等写的是系统里的编号，不是别人的信息。",
)


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
    columns = tuple(Column(HEADINGS[name], 18, _kind([row[name] for row in found])) for name in found[0])
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
