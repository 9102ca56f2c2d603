"""What was brought to mind already: each thing that falls due is said once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.registers.scope import DISTRICT
from bot.ledger.tables import register_reminder

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.ledger.registers.due import DueItem

_NAMED = tuple_(register_reminder.c.register, register_reminder.c.of, register_reminder.c.slot)
_SAID = select(register_reminder.c.register, register_reminder.c.of, register_reminder.c.slot).where(
    _NAMED.in_(bindparam("named", expanding=True))
)
_SAY = {
    "sqlite": sqlite.insert(register_reminder).on_conflict_do_nothing().returning(register_reminder.c.id),
    "postgresql": postgresql.insert(register_reminder)
    .on_conflict_do_nothing()
    .returning(register_reminder.c.id),
}


def unsaid(db: Connection, items: Iterable[DueItem]) -> list[DueItem]:
    """Those of the items that nobody was reminded of."""
    asked = list(items)
    if not asked:
        return []
    said = {tuple(row) for row in db.execute(_SAID, {"named": [_name(one) for one in asked]})}
    return [one for one in asked if _name(one) not in said]


def say(db: Connection, items: Iterable[DueItem], now: datetime) -> list[DueItem]:
    """Note that these are being said; returns those that nobody else has noted meanwhile."""
    fresh = []
    for one in items:
        register, of, slot = _name(one)
        row = {"register": register, "of": of, "slot": slot, "at": now}
        if db.execute(_SAY[db.dialect.name], row).first() is not None:
            fresh.append(one)
    return fresh


def _name(item: DueItem) -> tuple[str, str, str]:
    of = DISTRICT if item.branch_id is None else f"branch-{item.branch_id}"
    return item.register.name, of, item.slot
