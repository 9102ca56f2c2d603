"""A notice as one of its recipients has it: read, opened, confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.ledger.notices.writing import REASON_CORRECTED
from bot.ledger.notices.written import COLUMNS, Notice
from bot.ledger.tables import delivery, notice


@dataclass(frozen=True, slots=True)
class Received:
    """A notice as one of its recipients has it; ``state`` is that of the delivery."""

    notice: Notice
    state: str
    opened_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """``received`` is what was confirmed, ``already`` whether it had been; ``waiting`` how many more are not."""

    received: Received
    already: bool
    waiting: int


# Not what waits for a second person, nor what was taken back: neither has been said to anybody.
_RECEIVED = (
    select(*COLUMNS, delivery.c.state, delivery.c.opened_at, delivery.c.confirmed_at)
    .join(delivery, delivery.c.notice_id == notice.c.id)
    .where(
        delivery.c.member_id == bindparam("member_id"),
        delivery.c.reason != REASON_CORRECTED,  # they have the correction in its place
        notice.c.cancelled_at.is_(None),
        notice.c.approval.in_(("", "approved")),
        notice.c.send_at <= bindparam("now"),
    )
    .order_by(notice.c.send_at.desc(), notice.c.id.desc())
)
_LATEST = _RECEIVED.limit(bindparam("limit"))
_UNCONFIRMED = _RECEIVED.where(delivery.c.confirmed_at.is_(None))
_ONE = _RECEIVED.where(notice.c.id == bindparam("of"))
_MINE = (delivery.c.notice_id == bindparam("of"), delivery.c.member_id == bindparam("by"))
_OPENED = update(delivery).where(*_MINE, delivery.c.opened_at.is_(None)).values(opened_at=bindparam("at"))
_CONFIRM = (
    update(delivery).where(*_MINE, delivery.c.confirmed_at.is_(None)).values(confirmed_at=bindparam("at"))
)
_CORRECTED = select(notice.c.corrects_id).where(
    notice.c.corrects_id.in_(bindparam("ids", expanding=True)), notice.c.cancelled_at.is_(None)
)


def of_member(db: Connection, member_id: int, now: datetime, limit: int = 5) -> list[Received]:
    """A member's notices that are out, the latest first; those that could not be delivered too."""
    given = {"member_id": member_id, "now": now, "limit": limit}
    return [_received(row) for row in db.execute(_LATEST, given)]


def unconfirmed(db: Connection, member_id: int, now: datetime) -> list[Received]:
    """A member's notices that are out and not confirmed, the latest first."""
    return [_received(row) for row in db.execute(_UNCONFIRMED, {"member_id": member_id, "now": now})]


def opened(db: Connection, notice_id: int, member_id: int, now: datetime) -> bool:
    """Note that a member has looked at a notice; False where that is known, or it is not theirs."""
    return db.execute(_OPENED, {"of": notice_id, "by": member_id, "at": now}).rowcount == 1


def corrected(db: Connection, notice_ids: Iterable[int]) -> set[int]:
    """Those of the notices that a later one has corrected."""
    return {id_ for (id_,) in db.execute(_CORRECTED, {"ids": list(notice_ids)})}


def confirm(
    db: Connection, member_id: int, now: datetime, notice_id: int | None = None
) -> Confirmation | None:
    """``收到``: confirm a notice, without a number the latest that waits; None where there is nothing to confirm.

    Those that ask for it come first. Said again, it is ``already`` confirmed and nothing changes.
    """
    waiting = unconfirmed(db, member_id, now)
    if notice_id is None and waiting:
        asked = [one for one in waiting if one.notice.needs_confirmation]
        notice_id = (asked or waiting)[0].notice.id
    chosen = _chosen(db, member_id, now, notice_id)
    if chosen is None:
        return None
    changed = db.execute(_CONFIRM, {"of": chosen.notice.id, "by": member_id, "at": now}).rowcount == 1
    received = _chosen(db, member_id, now, chosen.notice.id)
    assert received is not None
    return Confirmation(received, not changed, len(waiting) - changed)


def _chosen(db: Connection, member_id: int, now: datetime, notice_id: int | None) -> Received | None:
    """The notice of that number if it is the member's, without a number their latest."""
    if notice_id is None:
        return next(iter(of_member(db, member_id, now, 1)), None)
    row = db.execute(_ONE, {"member_id": member_id, "now": now, "of": notice_id}).first()
    return _received(row) if row is not None else None


def _received(row: Iterable[object]) -> Received:
    *columns, state, opened_at, confirmed_at = row
    return Received(Notice(*columns), state, opened_at, confirmed_at)  # type: ignore[arg-type]
