"""What falls due in the registers: a row each period, or something so long after a date of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.ledger import firms
from bot.ledger.duties.periods import Period, before, period_of
from bot.ledger.registers.rows import Entry, rows
from content.register_values import later
from content.registers import Due, Register

if TYPE_CHECKING:
    from sqlalchemy import Connection

AHEAD = timedelta(days=31)  # how long before its day something that follows a date is brought to mind
NAMED = 3  # firms named aloud; of more only how many


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something due of a branch: what, by which local day. ``slot`` names it: a period, or the row and its date.

    ``branch_id`` is None for what the committee owes: rows of firms that no branch covers. ``entry`` is the row it
    follows from, if any. ``ahead`` is how many days before it is brought to mind.
    """

    register: Register
    branch_id: int | None
    says: str
    due_on: date
    slot: str
    ahead: int
    entry: Entry | None = None


def due(
    db: Connection,
    found: Iterable[Register],
    branch_ids: Iterable[int],
    today: date,
    *,
    committee: bool = False,
) -> list[DueItem]:
    """What these branches still owe, the nearest first; with ``committee`` also what falls to the committee itself.

    Of a branch's register a row each period; of the district's a row each period for each firm the branch keeps, and
    where its rows are of no firm, one of the committee. Only the period that is running, or is over and has its day
    still to come or just past. Members owe nothing.
    """
    ids = list(branch_ids)
    items: list[DueItem] = []
    kept: dict[int | None, list[str]] = {}
    for register in found:
        if register.derived or register.level == "member" or not register.dues:
            continue
        if register.firm is not None and not kept:
            kept = firms.by_branch(db)
        entries = rows(db, register, None if register.level == "district" else ids)
        owing: list[int | None] = [*ids, None] if committee and register.level == "district" else list(ids)
        for rule in register.dues:
            items += _periodic(register, rule, entries, owing, kept, today)
            items += [one for entry in entries for one in _following(register, rule, entry, today)]
    return sorted(items, key=lambda item: (item.due_on, item.branch_id or 0, item.register.name))


def _periodic(
    register: Register, rule: Due, entries: list[Entry], owing: list[int | None],
    kept: Mapping[int | None, list[str]], today: date,
) -> Iterator[DueItem]:  # fmt: skip
    if not rule.every:
        return
    period = _period(rule, today)
    there = [one for one in entries if one.held_on in period]
    on = later(period.ends, rule.months, rule.days)
    if register.level == "branch":
        has = {one.branch_id for one in there}
        yield from (
            DueItem(register, id_, rule.says, on, period.name, rule.ahead) for id_ in owing if id_ not in has
        )
    elif register.firm is not None:
        named = {one.values[register.firm.key] for one in there}
        for id_ in owing:
            lacking = [name for name in kept.get(id_, ()) if name not in named]
            if lacking:
                yield DueItem(register, id_, f"{rule.says}（{_firms(lacking)}）", on, period.name, rule.ahead)
    elif None in owing and not there:
        yield DueItem(register, None, rule.says, on, period.name, rule.ahead)


def _period(rule: Due, today: date) -> Period:
    """The period that is running; the one before where a row is due some time after its period."""
    assert rule.every
    running = period_of(rule.every, today)
    return before(running) if rule.months or rule.days else running


def _firms(names: list[str]) -> str:
    return "还差 " + "、".join(names) if len(names) <= NAMED else f"还差 {len(names)} 家律所"


def _following(register: Register, rule: Due, one: Entry, today: date) -> Iterator[DueItem]:
    base = one.values.get(rule.after, "") if rule.after else ""
    settled = rule.until and one.values.get(rule.until, "")
    over = register.closed and one.values.get(register.closed, "")
    if not base or settled or over:
        return
    on = _day(rule, date.fromisoformat(base), today)
    if on - max(AHEAD, timedelta(days=rule.ahead)) <= today:
        says = f"{rule.says}（{one.key.split('|')[0]}）"
        slot = f"{one.first_id or one.id}-{rule.after}-{on}"
        yield DueItem(register, one.branch_id, says, on, slot, rule.ahead, one)


def _day(rule: Due, base: date, today: date) -> date:
    """The day it falls on; of what comes again, the first that is not past."""
    on = later(base, rule.months, rule.days)
    turn = 1
    while rule.again and on < today:
        turn += 1
        on = later(base, rule.months * turn, rule.days)
    return on
