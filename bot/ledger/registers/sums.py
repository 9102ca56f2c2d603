"""What the rows of a register come to: counted or added up by a field, beside the year before where there are years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.registers.rows import EVER, NEVER, Entry, rows
from content.registers import Register, Sum

if TYPE_CHECKING:
    from sqlalchemy import Connection

WHOLE = "合计"
FEW = 3  # of fewer members' own rows a sum would say what one of them did (product rule 1)


@dataclass(frozen=True, slots=True)
class SumRow:
    """A line: ``now`` and, for figures over years, ``before``; None where there is no row of that year."""

    label: str
    now: Decimal | None
    before: Decimal | None = None

    @property
    def growth(self) -> Decimal | None:
        """The growth in percent, to one place; None where there is nothing to compare with."""
        if self.now is None or not self.before:
            return None
        return ((self.now - self.before) * 100 / self.before).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class SumTable:
    """A table of figures as declared. ``years``: the latest and the one before, where it has years."""

    declared: Sum
    rows: tuple[SumRow, ...]
    years: tuple[str, str] | None = None


def sums(
    db: Connection,
    register: Register,
    branch_ids: Iterable[int] | None,
    since: date = EVER,
    until: date = NEVER,
) -> list[SumTable]:
    """The tables that a register declares, over the rows that stand between two local days.

    Of fewer than three members' own rows there are none. Lines stand in the order of the declared choices, else by
    name: no order says who did more (product rule 1).
    """
    entries = rows(db, register, branch_ids, since, until)
    if register.level == "member" and len({one.of for one in entries}) < FEW:
        return []
    return [_table(register, one, entries) for one in register.sums]


def _table(register: Register, declared: Sum, entries: Sequence[Entry]) -> SumTable:
    if declared.over:
        return _over_years(register, declared, entries)
    found = _grouped(declared, entries)
    return SumTable(
        declared, tuple(SumRow(label, found[label]) for label in _order(register, declared, found))
    )


def _over_years(register: Register, declared: Sum, entries: Sequence[Entry]) -> SumTable:
    years = sorted(
        {one.values[declared.over] for one in entries if one.values.get(declared.over)}, reverse=True
    )
    if not years:
        return SumTable(declared, ())
    this, last = years[0], str(int(years[0]) - 1)
    of = [
        _grouped(declared, [one for one in entries if one.values[declared.over] == year])
        for year in (this, last)
    ]
    labels = _order(register, declared, {**of[1], **of[0]})
    lines = tuple(SumRow(label, of[0].get(label), of[1].get(label)) for label in labels)
    return SumTable(declared, lines, (this, last))


def _grouped(declared: Sum, entries: Sequence[Entry]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in entries:
        said = one.values.get(declared.of, "") if declared.of else "1"
        if said:
            found[one.values.get(declared.by, "") or WHOLE] += Decimal(said)
    return dict(found)


def _order(register: Register, declared: Sum, found: dict[str, Decimal]) -> list[str]:
    if not declared.by:
        return list(found)
    choices = register.field(declared.by).choices
    return sorted(
        found, key=lambda label: (choices.index(label) if label in choices else len(choices), label)
    )
