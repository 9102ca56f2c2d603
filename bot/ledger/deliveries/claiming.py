"""Who sends what: rows claimed for a while, given back, taken from the dead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.ledger import quotas
from bot.ledger.deliveries import batches
from bot.ledger.deliveries.digests import follow
from bot.ledger.deliveries.due import DUE, LIVE, SINGLE
from bot.ledger.deliveries.states import (
    CLAIMED,
    FAILED,
    KEY_LIFE,
    MASS,
    OFFICIAL,
    PENDING,
    SENDING,
    UNKNOWN,
    WECOM,
    Claimed,
    Reaped,
)
from bot.ledger.tables import delivery, delivery_batch, notice

WHY_EXPIRED = "已过时效，没有发出"
WHY_UNKNOWN = "发送时程序中断，不能确定是否已发出"

_DUE_IDS = (
    select(delivery.c.id)
    .join(notice, notice.c.id == delivery.c.notice_id)
    .where(*DUE, *LIVE, SINGLE)
    .order_by(delivery.c.next_at, delivery.c.id)
    .limit(bindparam("count"))
)
_IS_DUE = select(exists(_DUE_IDS.limit(1)))
_ANY_BATCH = select(
    or_(
        exists(
            select(delivery.c.id)
            .join(notice, notice.c.id == delivery.c.notice_id)
            .where(*DUE, *LIVE, delivery.c.route == bindparam("of_route"))
            .limit(1)
        ),
        exists().where(
            delivery_batch.c.state == PENDING,
            delivery_batch.c.route == bindparam("of_route"),
            delivery_batch.c.next_at <= bindparam("now"),
        ),
    )
)


def _claiming(*where: ColumnElement[bool]) -> ReturningUpdate[Any]:
    return (
        update(delivery)
        .where(*where)
        .values(state=CLAIMED, owner=bindparam("by"), lease_until=bindparam("until"))
        .returning(delivery.c.id, delivery.c.platform_key)
    )


_CLAIM = {
    # Writers take turns: nothing has changed since the ids were read, and asking for the state would have SQLite look
    # through all that is pending.
    "sqlite": _claiming(delivery.c.id.in_(_DUE_IDS)),
    # In a WITH of its own, or the planner may look for due rows once a row and claim more than asked. The old state is
    # asked for again: a row may have changed while it was waited for.
    "postgresql": _claiming(
        delivery.c.id.in_(select(_DUE_IDS.with_for_update(skip_locked=True, of=delivery).cte("due").c.id)),
        delivery.c.state == PENDING,
    ),
}
_RELEASE = (
    update(delivery)
    .where(
        delivery.c.id.in_(bindparam("ids", expanding=True)),
        delivery.c.owner == bindparam("by"),
        delivery.c.state == CLAIMED,
    )
    .values(state=PENDING, owner="", lease_until=None)
)
_EXPIRE = (
    update(delivery)
    .where(
        delivery.c.state == PENDING,
        delivery.c.doubt_since.is_(None),
        delivery.c.bundled_in.is_(None),  # else a digest carries it, and its fate is that one's
        delivery.c.notice_id.in_(select(notice.c.id).where(notice.c.expires_at <= bindparam("now"))),
    )
    .values(state=FAILED, reason=WHY_EXPIRED, settled_at=bindparam("now"))
)
_lapsed = delivery.c.lease_until < bindparam("now")
_NOT_BEGUN = (
    update(delivery)
    .where(delivery.c.state == CLAIMED, _lapsed)
    .values(state=PENDING, owner="", lease_until=None)
)
_BEGUN_WITH_KEY = (
    update(delivery)
    .where(
        delivery.c.state == SENDING,
        _lapsed,
        delivery.c.route == bindparam("of_route"),
        delivery.c.doubt_since > bindparam("key_known_since"),
    )
    .values(state=PENDING, owner="", lease_until=None, next_at=bindparam("now"))
)
# The owner stays: if the call comes back after all, its outcome is still welcome.
_BEGUN = (
    update(delivery)
    .where(delivery.c.state == SENDING, _lapsed)
    .values(state=UNKNOWN, lease_until=None, reason=WHY_UNKNOWN, settled_at=bindparam("now"))
)
_OLD_DOUBTS = (
    update(delivery)
    .where(
        delivery.c.state == PENDING,
        delivery.c.route == bindparam("of_route"),
        delivery.c.doubt_since <= bindparam("key_known_since"),
    )
    .values(state=UNKNOWN, reason=WHY_UNKNOWN, settled_at=bindparam("now"))
)


def claim(db: Connection, owner: str, now: datetime, count: int, lease: timedelta) -> list[Claimed]:
    """Take up to ``count`` deliveries that are due, for ``lease``; none while the channel is paused.

    ``owner`` (60 characters) must be new each time, so that a late worker is told from its successor.
    """
    if quotas.paused(db, OFFICIAL, now) is not None:
        return []
    given = {"now": now, "count": count, "by": owner, "until": now + lease}
    rows = db.execute(_CLAIM[db.dialect.name], given).all()
    return [Claimed(id_, owner, key) for id_, key in sorted(map(tuple, rows))]


def is_due(db: Connection, now: datetime) -> bool:
    """Whether anything may go out now: a paused channel does not hold the other."""
    if quotas.paused(db, WECOM, now) is None and _any_batch(db, WECOM, now):
        return True
    if quotas.paused(db, OFFICIAL, now) is not None:
        return False
    return _any_batch(db, MASS, now) or bool(db.execute(_IS_DUE, {"now": now, "count": 1}).scalar())


def _any_batch(db: Connection, route: str, now: datetime) -> bool:
    return bool(db.execute(_ANY_BATCH, {"now": now, "of_route": route}).scalar())


def release(db: Connection, owner: str, ids: Iterable[int]) -> int:
    """Give claimed deliveries back unsent, as when the worker is told to stop; returns how many."""
    return db.execute(_RELEASE, {"by": owner, "ids": list(ids)}).rowcount


def expire(db: Connection, now: datetime) -> int:
    """Settle what is not worth sending any more; returns how many. Nobody is told of a meeting that is over."""
    return db.execute(_EXPIRE, {"now": now}).rowcount


def reap(db: Connection, now: datetime) -> Reaped:
    """Take from the dead: what was only claimed goes back; what was being sent goes back under the same key where the
    platform still knows that key, and is unknown elsewhere.
    """
    back = db.execute(_NOT_BEGUN, {"now": now}).rowcount
    unknown = 0
    for route, life in KEY_LIFE.items():
        given = {"now": now, "of_route": route, "key_known_since": now - life}
        back += db.execute(_BEGUN_WITH_KEY, given).rowcount
        unknown += db.execute(_OLD_DOUBTS, given).rowcount
    unknown += db.execute(_BEGUN, {"now": now}).rowcount
    of_batches = batches.reap(db, now)
    follow(db, now)
    return Reaped(back + of_batches.given_back, unknown + of_batches.unknown)
