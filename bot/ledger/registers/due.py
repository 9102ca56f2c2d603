"""What falls due in the registers: a row each period, or something so long after a date of a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.ledger.duties.periods import Period, period_of
from bot.ledger.registers.rows import Entry, rows
from content.register_values import later
from content.registers import Due, Register

if TYPE_CHECKING:
    from sqlalchemy import Connection

AHEAD = timedelta(days=31)  # how long before its day something that follows a date is brought to mind


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something due of a branch: what, by which local day. ``slot`` names it: a period, or the row and its date.

    ``entry`` is the row it follows from, if any.
    """

    register: Register
    branch_id: int
    says: str
    due_on: date
    slot: str
    entry: Entry | None = None


def due(db: Connection, found: Iterable[Register], branch_ids: Iterable[int], today: date) -> list[DueItem]:
    """What these branches still owe, the nearest first. Of a period only the current one; nothing is owed for members'
    own registers, and of the district's only by the branches that keep some of its rows.
    """
    ids = list(branch_ids)
    items: list[DueItem] = []
    for register in found:
        if register.level == "branch" and not register.derived:
            items += _of_register(register, rows(db, register, ids), ids, today)
    return sorted(items, key=lambda item: (item.due_on, item.branch_id, item.register.name))


def _of_register(register: Register, entries: list[Entry], ids: list[int], today: date) -> list[DueItem]:
    items: list[DueItem] = []
    for rule in register.dues:
        if rule.every:
            period = period_of(rule.every, today)
            has = {one.branch_id for one in entries if one.held_on in period}
            items += [_periodic(register, rule, period, id_) for id_ in ids if id_ not in has]
        else:
            items += [item for one in entries if (item := _following(register, rule, one, today)) is not None]
    return items


def _periodic(register: Register, rule: Due, period: Period, branch_id: int) -> DueItem:
    return DueItem(register, branch_id, rule.says, period.ends, period.name)


def _following(register: Register, rule: Due, one: Entry, today: date) -> DueItem | None:
    base = one.values.get(rule.after, "")
    settled = rule.until and one.values.get(rule.until, "")
    over = "closed_on" in one.values and one.values["closed_on"]
    if not base or settled or over or one.branch_id is None:
        return None
    on = later(date.fromisoformat(base), rule.months, rule.days)
    if on - AHEAD > today:
        return None
    return DueItem(
        register,
        one.branch_id,
        f"{rule.says}（{one.key.split('|')[0]}）",
        on,
        f"{one.id}-{rule.after}-{rule.months}",
        one,
    )
