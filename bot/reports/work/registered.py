"""What the registers come to, as parts of the report: a choice's kinds one by one, beside the period before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import local
from bot.ledger import registers as ledger
from bot.ledger.registers.scope import visible_branches
from bot.reports import periods
from bot.reports.periods import Period
from bot.reports.work.lines import Line, Number, Part
from content.register_values import YES
from content.registers import PARTS, Register, registers

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_KINDS = 8  # of a choice with more the report has no lines


def registered(db: Connection, ids: Sequence[int], period: Period) -> list[Part]:
    """What the registers come to, under the part of the model each belongs to."""
    parts = []
    for number, heading in zip("一二三", PARTS, strict=True):
        lines = [
            line
            for register in registers()
            if register.part == heading and not register.derived
            for line in _register_lines(db, ids, period, register)
        ]
        parts.append(Part(f"{number}、{heading}：登记台账", tuple(lines)))
    return [part for part in parts if part.lines]


def _register_lines(db: Connection, ids: Sequence[int], period: Period, register: Register) -> list[Line]:
    """Its figures; those of a register kept by the year are of the year and stand beside the last year's."""
    path = f"/console/registers/{register.name}"
    by_year = register.dated == "year"
    whole = (periods.parse(str(period.year)), periods.parse(str(period.year - 1)))
    this, last = (
        _register_sums(db, ids, one, register) for one in (whole if by_year else (period, period.before))
    )
    return [
        Line(
            f"{register.title}：{title}",
            this.get(title),
            last.get(title),
            f"{unit}（全年）" if by_year else unit,
            path,
        )
        for title, unit in _titles(register)
    ]


def _titles(register: Register) -> list[tuple[str, str]]:
    """The figures of a register for the report: the kinds of a choice one by one, of yes and no how many are yes."""
    found = []
    for one in register.sums:
        choices = register.field(one.by).choices if one.by else ()
        if 0 < len(choices) <= MOST_KINDS and not one.over:
            found += [(f"{one.title}·{choice}", one.unit) for choice in choices]
        elif not choices:
            found.append((one.title, one.unit))
    return found


def _register_sums(
    db: Connection, ids: Sequence[int], period: Period, register: Register
) -> dict[str, Number]:
    since, until = (local.day(one) for one in period.bounds)
    found: dict[str, Number] = {}
    branches = visible_branches(register, ids)
    for table in ledger.sums(db, register, branches, since, until - timedelta(days=1)):
        title = table.declared.title
        is_yes_no = bool(table.declared.by) and register.field(table.declared.by).type == "yes_no"
        rows = [row for row in table.rows if not is_yes_no or row.label == YES]
        found[title] = float(sum(row.now or 0 for row in rows)) if rows else None
        found.update({f"{title}·{row.label}": float(row.now) for row in rows if row.now is not None})
    return found
