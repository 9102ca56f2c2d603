"""Whether an openid follows the account: nothing can be sent to one that does not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import follower

_SET = {
    name: statement.on_conflict_do_update(
        index_elements=["channel", "openid"],
        set_={"following": statement.excluded.following, "changed_at": statement.excluded.changed_at},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(follower)),
        ("postgresql", postgresql.insert(follower)),
    )
}
_FOLLOWS = select(follower.c.following).where(
    follower.c.channel == bindparam("channel"), follower.c.openid == bindparam("openid")
)


def set_following(db: Connection, channel: str, openid: str, *, following: bool, now: datetime) -> None:
    """Note a follow or an unfollow."""
    db.execute(
        _SET[db.dialect.name],
        {"channel": channel, "openid": openid, "following": following, "changed_at": now},
    )


def follows(db: Connection, channel: str, openid: str) -> bool:
    """Whether an openid follows us; one that never told otherwise does, since it writes to us."""
    found = db.execute(_FOLLOWS, {"channel": channel, "openid": openid}).scalar()
    return found is None or bool(found)
