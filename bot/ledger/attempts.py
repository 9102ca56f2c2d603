"""Wrong tries, counted by the hour in the ledger, so that every process sees the same count."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import attempt

SLOT = timedelta(hours=1)

_COUNT = select(attempt.c.count).where(
    attempt.c.subject == bindparam("subject"), attempt.c.slot == bindparam("slot")
)
_ADD = {
    name: statement.on_conflict_do_update(
        index_elements=["subject", "slot"], set_={"count": attempt.c.count + 1}
    )
    for name, statement in (
        ("sqlite", sqlite.insert(attempt)),
        ("postgresql", postgresql.insert(attempt)),
    )
}


def slot(now: datetime) -> datetime:
    """The hour that ``now`` falls in."""
    return now.replace(minute=0, second=0, microsecond=0)


def count(db: Connection, subject: str, now: datetime) -> int:
    """How many wrong tries a subject has made in this hour."""
    return db.execute(_COUNT, {"subject": subject, "slot": slot(now)}).scalar() or 0


def add(db: Connection, subject: str, now: datetime) -> int:
    """Count a wrong try; returns how many that makes in this hour."""
    db.execute(_ADD[db.dialect.name], {"subject": subject, "slot": slot(now), "count": 1})
    return count(db, subject, now)


def forget(db: Connection, before: datetime) -> int:
    """Drop the counts of hours that began before; returns how many rows went."""
    return db.execute(delete(attempt).where(attempt.c.slot < before)).rowcount
