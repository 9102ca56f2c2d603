"""花名册: the roster in the columns it is imported by; phones are masked unless the committee needs them in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.exports.table import Cell, Column, Table
from bot.exports.writing import Content
from bot.ledger import roster_rows
from bot.ledger.roster_rows import Person
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = ("手机号默认隐去中间四位；行业党委办公室写明用途后才能导出全号。",)
_COLUMNS = (
    Column("姓名", 12), Column("手机", 15), Column("律所", 30), Column("党支部", 26), Column("政治面貌", 14),
    Column("入党日期", 12, "date"), Column("党内职务", 20),
)  # fmt: skip


def content(sources: Sources, request: Request, ending: str) -> Content:
    """One table, as ``bot roster import`` reads it."""
    return [Table("花名册", _COLUMNS, _rows(sources, request), frozen=1)]


def _rows(sources: Sources, request: Request) -> Iterator[list[Cell]]:
    for one in roster_rows.rows(sources.db, request.branch_ids):
        phone = sources.keys.unseal(one.phone_sealed) if one.phone_sealed else ""
        yield [
            one.name,
            phone if request.phones else masked(phone),
            one.firm,
            one.branch,
            one.standing,
            _joined(one),
            "、".join(one.offices),
        ]


def masked(phone: str) -> str:
    """``138****1234``: enough to tell two people apart, not to call them."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def _joined(one: Person) -> Cell:
    """A real date where the day is known; else as much as is known (``2021.07``)."""
    if one.joined_on is None or one.joined_precision == "day":
        return one.joined_on
    return one.joined_on.strftime("%Y.%m" if one.joined_precision == "month" else "%Y")
