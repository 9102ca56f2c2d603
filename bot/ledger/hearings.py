"""Hearings: while a member is in court nothing is pushed to them, and one digest follows (product G4).

A hearing holds from its start until it is closed: the job that closes it also makes the digest, so that nothing
slips out between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, or_, select, update

from bot.ledger.tables import delivery, hearing, notice, push_off

PENDING, FAILED, CANCELLED = "pending", "failed", "cancelled"
DIGEST = "digest"
IN_ANOTHER_DIGEST = "并入后一份汇总"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A stretch of time in court, as UTC instants."""

    id: int
    member_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that a hearing kept back. ``past``: it came to be of no use meanwhile and is not sent."""

    delivery_id: int
    title: str
    due: datetime
    past: bool


_WHOLE = select(hearing.c.id, hearing.c.member_id, hearing.c.starts_at, hearing.c.ends_at)
_open = (hearing.c.cancelled_at.is_(None), hearing.c.closed_at.is_(None))
_mine = hearing.c.member_id == bindparam("of_member")
_AHEAD = _WHOLE.where(_mine, *_open, hearing.c.ends_at > bindparam("now")).order_by(
    hearing.c.starts_at, hearing.c.id
)
_SAME = _WHOLE.where(
    _mine,
    *_open,
    hearing.c.starts_at == bindparam("since"),
    hearing.c.ends_at == bindparam("until"),
)
_MAKE = insert(hearing)
_this = (hearing.c.id == bindparam("of"), *_open, hearing.c.ends_at > bindparam("now"))
_MOVE = update(hearing).where(*_this).values(starts_at=bindparam("since"), ends_at=bindparam("until"))
_CANCEL = (
    update(hearing)
    .where(*_this, hearing.c.starts_at > bindparam("now"))
    .values(cancelled_at=bindparam("now"))
)
_END = update(hearing).where(*_this, hearing.c.starts_at <= bindparam("now")).values(ends_at=bindparam("now"))

_other = hearing.alias("other")
_still_in_court = exists(
    select(_other.c.id).where(
        _other.c.member_id == hearing.c.member_id,
        _other.c.cancelled_at.is_(None),
        _other.c.closed_at.is_(None),
        _other.c.starts_at <= bindparam("now"),
        _other.c.ends_at > bindparam("now"),
    )
)
_over = and_(*_open, hearing.c.ends_at <= bindparam("now"), ~_still_in_court)
_OVER = select(hearing.c.member_id).where(_over).distinct().order_by(hearing.c.member_id)
_CLOSE = (
    update(hearing)
    .where(_mine, _over)
    .values(closed_at=bindparam("now"))
    .returning(hearing.c.id, hearing.c.starts_at)
)
# What was due and nobody has begun to send.
_live = and_(notice.c.cancelled_at.is_(None), notice.c.halted_at.is_(None))
_worthless = and_(notice.c.expires_at.is_not(None), notice.c.expires_at <= bindparam("now"))
_turned_off = exists(
    select(push_off.c.kind).where(
        push_off.c.member_id == delivery.c.member_id, push_off.c.kind == notice.c.kind
    )
)
_HELD = (
    select(delivery.c.id, notice.c.title, delivery.c.next_at, _worthless)
    .join(notice, notice.c.id == delivery.c.notice_id)
    .where(
        delivery.c.member_id == bindparam("of_member"),
        delivery.c.bundled_in.is_(None),
        notice.c.kind != DIGEST,
        notice.c.approval.in_(("", "approved")),
        _live,
        ~_turned_off,
        or_(
            and_(
                delivery.c.state == PENDING,
                delivery.c.next_at <= bindparam("now"),
                delivery.c.attempts == 0,
                delivery.c.doubt_since.is_(None),
            ),
            # The sweep has settled it meanwhile as past its use.
            and_(
                delivery.c.state == FAILED,
                delivery.c.attempts == 0,
                _worthless,
                notice.c.expires_at > bindparam("since"),
                delivery.c.settled_at > bindparam("since"),
            ),
        ),
    )
    .order_by(delivery.c.next_at, delivery.c.id)
)
_OLD_DIGESTS = (
    update(delivery)
    .where(
        delivery.c.member_id == bindparam("of_member"),
        delivery.c.state == PENDING,
        delivery.c.attempts == 0,
        delivery.c.doubt_since.is_(None),
        delivery.c.notice_id.in_(select(notice.c.id).where(notice.c.kind == DIGEST)),
    )
    .values(state=CANCELLED, reason=IN_ANOTHER_DIGEST, settled_at=bindparam("now"))
    .returning(delivery.c.id)
)
_UNBUNDLE = (
    update(delivery)
    .where(delivery.c.bundled_in.in_(bindparam("ids", expanding=True)), delivery.c.state == PENDING)
    .values(bundled_in=None)
)
_DIGEST_ROW = select(delivery.c.id).where(
    delivery.c.notice_id == bindparam("of_notice"), delivery.c.member_id == bindparam("of_member")
)
_BUNDLE = (
    update(delivery)
    .where(
        delivery.c.id.in_(bindparam("ids", expanding=True)),
        delivery.c.state == PENDING,
        delivery.c.attempts == 0,
    )
    .values(bundled_in=bindparam("row"))
)
_FORGET = delete(hearing).where(
    or_(hearing.c.closed_at < bindparam("before"), hearing.c.cancelled_at < bindparam("before"))
)
_NAME_DIGEST = (
    update(hearing)
    .where(hearing.c.id.in_(bindparam("ids", expanding=True)))
    .values(digest_id=bindparam("of_notice"))
)


def declare(
    db: Connection, member_id: int, starts_at: datetime, ends_at: datetime, now: datetime
) -> tuple[Hearing, bool]:
    """Note a hearing, perhaps one that has begun; returns it and whether it is new: said twice it is one.

    Hearings may overlap: pushes are held while there is any. Raises ValueError where it ends before it begins.
    """
    if ends_at <= starts_at:
        raise ValueError("a hearing ends after it has begun")
    given = {"of_member": member_id, "since": starts_at, "until": ends_at}
    there = db.execute(_SAME, given).first()
    if there is not None:
        return Hearing(*there), False
    row = {"member_id": member_id, "starts_at": starts_at, "ends_at": ends_at, "made_at": now}
    db.execute(_MAKE, row)
    return Hearing(*db.execute(_SAME, given).one()), True


def ahead(db: Connection, member_id: int, now: datetime) -> list[Hearing]:
    """A member's hearings that are under way or to come, the next first."""
    return [Hearing(*row) for row in db.execute(_AHEAD, {"of_member": member_id, "now": now})]


def move(db: Connection, hearing_id: int, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Change when a hearing is; False where it is over or called off. Raises ValueError as :func:`declare` does."""
    if ends_at <= starts_at:
        raise ValueError("a hearing ends after it has begun")
    given = {"of": hearing_id, "since": starts_at, "until": ends_at, "now": now}
    return db.execute(_MOVE, given).rowcount == 1


def cancel(db: Connection, hearing_id: int, now: datetime) -> bool:
    """Call a hearing off; one under way ends now, since what it has held still comes as one digest. False if over."""
    given = {"of": hearing_id, "now": now}
    return db.execute(_CANCEL, given).rowcount == 1 or db.execute(_END, given).rowcount == 1


def over(db: Connection, now: datetime) -> list[int]:
    """The members whose hearings have ended and wait to be closed; not those still in another."""
    return [id_ for (id_,) in db.execute(_OVER, {"now": now})]


def close(db: Connection, member_id: int, now: datetime) -> tuple[list[int], list[Held]]:
    """Close a member's hearings that are over; returns their ids and what they kept back, in the order it was due.

    Nothing where somebody else has closed them, or the member is in court again. The caller writes the digest in
    the same transaction (:func:`bundle`); a single delivery that is still of use needs none and goes by itself.
    """
    closed = db.execute(_CLOSE, {"of_member": member_id, "now": now}).all()
    if not closed:
        return [], []
    _unbundle(db, member_id, now)
    given = {"of_member": member_id, "now": now, "since": min(row.starts_at for row in closed)}
    return [row.id for row in closed], [
        Held(id_, title, due, bool(past)) for id_, title, due, past in db.execute(_HELD, given)
    ]


def _unbundle(db: Connection, member_id: int, now: datetime) -> None:
    """A digest of an earlier hearing that nobody has begun to send gives up what is in it to the next."""
    old = [id_ for (id_,) in db.execute(_OLD_DIGESTS, {"of_member": member_id, "now": now})]
    if old:
        db.execute(_UNBUNDLE, {"ids": old})


def bundle(
    db: Connection, digest_id: int, member_id: int, hearing_ids: Sequence[int], held: Sequence[Held]
) -> int:
    """Put what was held into the digest (a notice id): each shares its fate from now on. Returns how many."""
    row = db.execute(_DIGEST_ROW, {"of_notice": digest_id, "of_member": member_id}).scalar_one()
    ids = [one.delivery_id for one in held if not one.past]
    count = db.execute(_BUNDLE, {"ids": ids, "row": row}).rowcount if ids else 0
    db.execute(_NAME_DIGEST, {"ids": list(hearing_ids), "of_notice": digest_id})
    return count


def forget(db: Connection, before: datetime) -> int:
    """Forget when members were in court once it has served its purpose; returns how many hearings."""
    return db.execute(_FORGET, {"before": before}).rowcount
