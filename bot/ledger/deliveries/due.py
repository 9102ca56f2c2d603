"""Which deliveries may go out now: their notice is alive, and their member is neither in court nor without the kind."""

from __future__ import annotations

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from bot.ledger.deliveries.states import BATCHED, CANCELLED, PENDING
from bot.ledger.tables import delivery, hearing, notice, push_off

WHY_OFF = "本人退订了这一类推送，没有发出"

LIVE = (
    notice.c.cancelled_at.is_(None),
    notice.c.halted_at.is_(None),
    notice.c.approval.in_(("", "approved")),
    or_(notice.c.expires_at.is_(None), notice.c.expires_at > bindparam("now")),
)
# A hearing holds from its start until it is closed, not until its end: nothing slips out before the digest is made.
_IN_COURT = exists().where(
    hearing.c.member_id == delivery.c.member_id,
    hearing.c.cancelled_at.is_(None),
    hearing.c.closed_at.is_(None),
    hearing.c.starts_at <= bindparam("now"),
)
_UNWANTED = exists(
    select(push_off.c.member_id)
    .join(notice, notice.c.kind == push_off.c.kind)
    .where(notice.c.id == delivery.c.notice_id, push_off.c.member_id == delivery.c.member_id)
    .correlate(delivery)
)
DUE = (
    delivery.c.state == PENDING,
    delivery.c.next_at <= bindparam("now"),
    delivery.c.bundled_in.is_(None),
    # What may have been sent already is settled all the same; only a first call waits for the court or is dropped.
    or_(delivery.c.doubt_since.is_not(None), and_(~_IN_COURT, ~_UNWANTED)),
)
SINGLE = delivery.c.route.not_in(BATCHED)
_OFF = (
    update(delivery)
    .where(
        delivery.c.state == PENDING,
        delivery.c.next_at <= bindparam("now"),
        delivery.c.doubt_since.is_(None),
        _UNWANTED,
    )
    .values(state=CANCELLED, reason=WHY_OFF, settled_at=bindparam("now"))
)


def drop_unwanted(db: Connection, now: object) -> int:
    """Settle what its member has turned off (退订) before it went out; returns how many. It looks at all that is due:
    for the sweep, not for each call; meanwhile such a row is not claimed.
    """
    return db.execute(_OFF, {"now": now}).rowcount
