"""大字: who wants larger type and shorter replies (product A7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.prepared import Prepared
from bot.ledger.tables import large_type

_ON = {
    "sqlite": sqlite.insert(large_type).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(large_type).on_conflict_do_nothing(),
}
_OFF = delete(large_type).where(large_type.c.member_id == bindparam("of"))
_IS_ON = Prepared(select(large_type.c.member_id).where(large_type.c.member_id == bindparam("of")))


def turn_on(db: Connection, member_id: int, now: datetime) -> None:
    """From now on in large type; said twice, nothing changes."""
    db.execute(_ON[db.dialect.name], {"member_id": member_id, "since": now})


def turn_off(db: Connection, member_id: int) -> None:
    """Back to the usual size."""
    db.execute(_OFF, {"of": member_id})


def is_on(db: Connection, member_id: int) -> bool:
    """Whether the member wants large type."""
    return _IS_ON.first(db, of=member_id) is not None
