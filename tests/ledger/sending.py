"""What the tests of sending start from: a notice, a window, a claimed row, a call that has begun."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select

from bot.ledger import deliveries, notices
from bot.ledger.tables import delivery, delivery_attempt, inbox
from tests.cast import NOW

LEASE = timedelta(seconds=15)
HAS_ONE = {"notice"}.__contains__
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def write(db, cast, *names, key="n-1", kind="notice", now=NOW, **more):
    """A notice to these people; its number."""
    return notices.create(
        db,
        key=key,
        kind=kind,
        title="开会",
        body="周六上午九点，三楼。",
        recipients=[cast.ids[name] for name in names],
        now=now,
        **more,
    ).notice_id


def wrote_to_us(db, cast, name, at=NOW - HOUR, key=""):
    """A message that opens the window of customer-service messages."""
    row = {"channel": "official", "sender": cast.openid(name), "kind": "text", "received_at": at}
    db.execute(insert(inbox).values(key=key or f"m-{name}-{at:%s}", **row))


def claim(db, now=NOW, owner="w-1", count=10):
    """Claim what is due."""
    return deliveries.claim(db, owner, now, count, LEASE)


def begin(db, now=NOW, owner="w-1", templates=("notice",)):
    """Claim one and begin its call."""
    (claimed,) = claim(db, now, owner, 1)
    return deliveries.start(db, claimed, set(templates).__contains__, now, LEASE)


def rows(db):
    """Every delivery as it stands, by id."""
    return db.execute(select(delivery).order_by(delivery.c.id)).all()


def row(db):
    """The only delivery."""
    (only,) = rows(db)
    return only


def tries(db):
    """(number, route, outcome) of every attempt."""
    chosen = select(delivery_attempt.c.number, delivery_attempt.c.route, delivery_attempt.c.outcome)
    return [tuple(one) for one in db.execute(chosen.order_by(delivery_attempt.c.id))]
