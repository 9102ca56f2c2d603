"""Which piece of a lecture's sound a member was sent last, for 继续听. Nothing of whether or how long it was heard."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import listening

_KEEP = {
    name: statement.on_conflict_do_update(
        index_elements=["member_id", "lecture"],
        set_={"part": statement.excluded.part, "at": statement.excluded.at},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(listening)),
        ("postgresql", postgresql.insert(listening)),
    )
}
_OF = select(listening.c.part, listening.c.at).where(
    listening.c.member_id == bindparam("of"), listening.c.lecture == bindparam("which")
)
_LAST = (
    select(listening.c.lecture, listening.c.part, listening.c.at)
    .where(listening.c.member_id == bindparam("of"))
    .order_by(listening.c.at.desc())
    .limit(1)
)


def keep(db: Connection, member_id: int, lecture: str, part: int, now: datetime) -> None:
    """Note the piece (from 1; 0 for none yet) of a lecture (its slug) that was sent last."""
    db.execute(_KEEP[db.dialect.name], {"member_id": member_id, "lecture": lecture, "part": part, "at": now})


def part_of(db: Connection, member_id: int, lecture: str) -> int:
    """The piece of a lecture that was sent last; 0 where none was."""
    row = db.execute(_OF, {"of": member_id, "which": lecture}).first()
    return int(row[0]) if row else 0


def last(db: Connection, member_id: int) -> tuple[str, int, datetime] | None:
    """The lecture (slug), the piece and when, of what was sent last; None where nothing was."""
    row = db.execute(_LAST, {"of": member_id}).first()
    return (row[0], row[1], row[2]) if row else None
