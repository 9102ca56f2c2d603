"""What a digest carries shares its fate: accepted, failed or unknown with it (product G4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select, update

from bot.ledger.deliveries.states import ACCEPTED, CANCELLED, FAILED, PENDING, UNKNOWN
from bot.ledger.tables import delivery

_carrier = delivery.alias("carrier")
_ENDED = (ACCEPTED, FAILED, UNKNOWN, CANCELLED)
_of_carrier = _carrier.c.id == delivery.c.bundled_in
_FOLLOW = (
    update(delivery)
    .where(
        delivery.c.state == PENDING,
        delivery.c.bundled_in.is_not(None),
        # Asked row by row: a list of all that has ever ended would grow with the years.
        exists().where(_of_carrier, _carrier.c.state.in_(_ENDED)),
    )
    .values(
        state=select(_carrier.c.state).where(_of_carrier).scalar_subquery(),
        channel=select(_carrier.c.channel).where(_of_carrier).scalar_subquery(),
        route=select(_carrier.c.route).where(_of_carrier).scalar_subquery(),
        reason=select(_carrier.c.reason).where(_of_carrier).scalar_subquery(),
        settled_at=bindparam("now"),
    )
)


def follow(db: Connection, now: datetime) -> int:
    """Settle what a digest carries whose own fate is known; returns how many rows."""
    return db.execute(_FOLLOW, {"now": now}).rowcount
