"""Where a member left off in a lecture, so that 继续听 goes on there. The page only: never how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import bookmark

_KEEP = {
    name: statement.on_conflict_do_update(
        index_elements=["member_id", "lecture"],
        set_={"page": statement.excluded.page, "at": statement.excluded.at},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(bookmark)),
        ("postgresql", postgresql.insert(bookmark)),
    )
}
_LAST = (
    select(bookmark.c.lecture, bookmark.c.page, bookmark.c.at)
    .where(bookmark.c.member_id == bindparam("member_id"))
    .order_by(bookmark.c.at.desc())
    .limit(1)
)


def keep(db: Connection, member_id: int, lecture: str, page: int, now: datetime) -> datetime:
    """Note that a member is on a page (from 1) of a lecture (its slug); returns the instant it stands under.

    That is a little later than ``now`` where two are opened in one instant: the last one opened is always one.
    """
    before = last(db, member_id)
    at = max(now, before[2] + timedelta(microseconds=1)) if before is not None else now
    db.execute(_KEEP[db.dialect.name], {"member_id": member_id, "lecture": lecture, "page": page, "at": at})
    return at


def last(db: Connection, member_id: int) -> tuple[str, int, datetime] | None:
    """The lecture (slug) and page a member opened last, and when; or None."""
    row = db.execute(_LAST, {"member_id": member_id}).first()
    return (row[0], row[1], row[2]) if row else None
