"""登记台账: a sheet a register, with the columns its declaration names; of members' own rows only what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import local
from bot.exports.table import Cell, Column, Kind, Table
from bot.exports.writing import Content
from bot.ledger import members
from bot.ledger import registers as ledger
from bot.ledger.registers.scope import visible_branches
from bot.ledger.registers.sums import FEW
from bot.reports.nothing import NothingToWrite
from bot.reports.request import Request
from content.registers import Field, Register, named, registers

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = (
    "只有现在有效的行；改过、撤掉的，原文在系统里都留着。",
    "公益法律服务只有各支部合计，小时数只给本人看，不到 3 人登记的支部不列。",
)
_SHOWN: dict[str, tuple[float, Kind, bool]] = {
    "date": (12, "date", False), "number": (10, "number", False), "long": (40, "text", True),
    "firm": (28, "text", False), "choice": (20, "text", True), "yes_no": (8, "text", False),
    "year": (8, "text", False), "month": (10, "text", False),
}  # fmt: skip


def content(sources: Sources, request: Request, ending: str) -> Content:
    """One register, or all of them; a CSV file takes one. Raises NothingToWrite where one must be named."""
    if not request.register and ending == ".csv":
        raise NothingToWrite("CSV 只能放一张表：请选一个登记表，或改用 xlsx。")
    found = [named(request.register)] if request.register else [one for one in registers() if not one.derived]
    if request.register and found[0].derived:
        raise NothingToWrite(f"{found[0].title}由名册自动得出，请导出花名册。")
    return [_table(sources, request, one) for one in found]


def _table(sources: Sources, request: Request, register: Register) -> Table:
    if register.level == "member":
        return _own(sources, request, register)
    columns = [
        Column("党支部", 24),
        *(_column(field) for field in register.fields),
        Column("登记人", 10),
        Column("登记时间", 18, "datetime"),
    ]
    return Table(register.title, tuple(columns), _rows(sources, request, register), frozen=1)


def _column(field: Field) -> Column:
    width, kind, wrapped = _SHOWN.get(field.type, (20, "text", False))
    heading = f"{field.title}（{field.unit}）" if field.unit else field.title
    return Column(heading, max(width, 2 * len(heading) + 2), kind, wrapped)


def heading(field: Field) -> str:
    """What a field's column is called in a file."""
    return _column(field).heading


def _rows(sources: Sources, request: Request, register: Register) -> Iterator[list[Cell]]:
    for one in ledger.rows(sources.db, register, visible_branches(register, request.branch_ids)):
        said: list[Cell] = [_cell(field, one.values.get(field.key, "")) for field in register.fields]
        yield [one.branch_name or "行业党委", *said, one.entered_by, one.entered_at]


def _cell(field: Field, said: str) -> Cell:
    if not said:
        return None
    if field.type == "date":
        return date.fromisoformat(said)
    if field.type == "number":
        return float(said) if "." in said else int(said)
    return said


def _own(sources: Sources, request: Request, register: Register) -> Table:
    """Members' own rows by branch: how many of each kind this year, and the numbers added up."""
    numbers = [field for field in register.fields if field.type == "number"]
    by = register.sums[0].by if register.sums else ""
    columns = (
        Column("党支部", 24), Column(register.field(by).title if by else "类型", 20), Column("次数", 8, "number"),
        *(_column(field) for field in numbers),
    )  # fmt: skip
    return Table(register.title, columns, _own_rows(sources, request, register, by, numbers), frozen=1)


def _own_rows(
    sources: Sources, request: Request, register: Register, by: str, numbers: list[Field]
) -> Iterator[list[Cell]]:
    year = local.at(sources.now).year
    found: dict[tuple[int, str], list[Decimal]] = defaultdict(lambda: [Decimal()] * (1 + len(numbers)))
    entries = ledger.rows(sources.db, register, request.branch_ids, date(year, 1, 1), date(year, 12, 31))
    members_of: dict[int | None, set[str]] = defaultdict(set)
    for one in entries:
        members_of[one.branch_id].add(one.of)
    for one in entries:
        if one.branch_id is None or len(members_of[one.branch_id]) < FEW:
            continue  # of so few a sum would say what one of them did
        slot = one.branch_id, one.values.get(by, "")
        added = [Decimal(1), *(Decimal(one.values.get(field.key) or 0) for field in numbers)]
        found[slot] = [before + more for before, more in zip(found[slot], added, strict=True)]
    for id_, name in members.branches(sources.db):
        for (branch_id, kind), sums in sorted(found.items()):
            if branch_id == id_:
                yield [name, kind, *(float(one) if one % 1 else int(one) for one in sums)]
