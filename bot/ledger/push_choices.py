"""What a member has turned off (退订)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import push_off

# What may be turned off. A person's notice, and what the service must tell, may not: they would miss what is theirs.
CHOOSABLE = {
    "tasks": "每月任务",
    "reminder": "会议提醒",
    "first_topic": "第一议题",
    "lecture": "党课",
}
_OFF = {
    "sqlite": sqlite.insert(push_off).on_conflict_do_nothing().returning(push_off.c.kind),
    "postgresql": postgresql.insert(push_off).on_conflict_do_nothing().returning(push_off.c.kind),
}
_ON = delete(push_off).where(
    push_off.c.member_id == bindparam("of_member"), push_off.c.kind == bindparam("of_kind")
)
_ALL_OFF = select(push_off.c.kind).where(push_off.c.member_id == bindparam("of_member"))


def turn_off(db: Connection, member_id: int, kind: str, now: datetime) -> bool:
    """Push no more of a kind to a member; False where it was off. Raises ValueError where it may not be turned off."""
    if kind not in CHOOSABLE:
        raise ValueError(f"pushes of the kind {kind!r} cannot be turned off")
    given = {"member_id": member_id, "kind": kind, "since": now}
    return db.execute(_OFF[db.dialect.name], given).first() is not None


def turn_on(db: Connection, member_id: int, kind: str) -> bool:
    """Push a kind again, what comes from now on; False where it was on."""
    return db.execute(_ON, {"of_member": member_id, "of_kind": kind}).rowcount == 1


def off(db: Connection, member_id: int) -> set[str]:
    """The kinds a member has turned off."""
    return {kind for (kind,) in db.execute(_ALL_OFF, {"of_member": member_id})}
