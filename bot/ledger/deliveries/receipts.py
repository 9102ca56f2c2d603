"""What became of a notice, person by person (product G2): who has it, who must be telephoned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select, update

from bot.ledger import audit
from bot.ledger.deliveries.states import ACCEPTED, CANCELLED, FAILED, PENDING, UNKNOWN
from bot.ledger.tables import branch, delivery, member, membership

WHY_BY_HAND = "经人工核对"
WHY_BLOCKED = "对方拒收公众号的消息：请电话通知"
WHY_NOT_DELIVERED = "微信平台没有送达：请电话通知"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A notice and one recipient: ``state`` of the delivery, ``reason`` in Chinese where it did not arrive."""

    delivery_id: int
    member_id: int
    name: str
    branch_name: str
    state: str
    route: str
    reason: str
    settled_at: datetime | None
    opened_at: datetime | None
    confirmed_at: datetime | None


_RECEIPTS = (
    select(
        delivery.c.id,
        member.c.id,
        member.c.name,
        branch.c.name,
        delivery.c.state,
        delivery.c.route,
        delivery.c.reason,
        delivery.c.settled_at,
        delivery.c.opened_at,
        delivery.c.confirmed_at,
    )
    .select_from(delivery)
    .join(member, member.c.id == delivery.c.member_id)
    .outerjoin(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .outerjoin(branch, branch.c.id == membership.c.branch_id)
    .where(delivery.c.notice_id == bindparam("of"))
    .order_by(branch.c.id, member.c.id)
)
_silent = and_(delivery.c.confirmed_at.is_(None), delivery.c.opened_at.is_(None))
_NOT_REACHED = _RECEIPTS.where(delivery.c.state.in_([FAILED, UNKNOWN]), _silent)
_NOT_HEARD = _RECEIPTS.where(delivery.c.state != CANCELLED, delivery.c.confirmed_at.is_(None))
_COUNTS = (
    select(delivery.c.state, func.count())
    .where(delivery.c.notice_id == bindparam("of"))
    .group_by(delivery.c.state)
)
_RESOLVE = (
    update(delivery)
    .where(delivery.c.id == bindparam("of"), delivery.c.state == UNKNOWN)
    .values(
        state=bindparam("to_state"),
        reason=WHY_BY_HAND,
        owner="",
        doubt_since=bindparam("since"),
        next_at=bindparam("at"),
        settled_at=bindparam("settled"),
    )
)
_REPORTED = (
    update(delivery)
    .where(
        delivery.c.platform_id == bindparam("their_id"),
        delivery.c.openid == bindparam("to"),
        delivery.c.state == ACCEPTED,
    )
    .values(state=FAILED, reason=bindparam("because"), settled_at=bindparam("at"))
)


def counts(db: Connection, notice_id: int) -> dict[str, int]:
    """How many of a notice's deliveries are in each state."""
    return {row[0]: row[1] for row in db.execute(_COUNTS, {"of": notice_id})}


def receipts(db: Connection, notice_id: int) -> list[Receipt]:
    """Every recipient of a notice, by branch."""
    return _built(db.execute(_RECEIPTS, {"of": notice_id}))


def phone_list(db: Connection, notice_id: int, *, at_deadline: bool = False) -> list[Receipt]:
    """Whom to telephone (打电话名单): those it did not reach, or may not have; ``at_deadline`` also those it reached
    and who have not confirmed.
    """
    return _built(db.execute(_NOT_HEARD if at_deadline else _NOT_REACHED, {"of": notice_id}))


def resolve(
    db: Connection, delivery_id: int, arrived: bool, by: int | None, now: datetime, actor: str = "chat"
) -> bool:
    """A person has found out about an ``unknown``: it arrived, or it is to be sent again. False where it is not one."""
    given = {
        "of": delivery_id,
        "to_state": ACCEPTED if arrived else PENDING,
        "at": now,
        "since": now if arrived else None,
        "settled": now if arrived else None,
    }
    if db.execute(_RESOLVE, given).rowcount != 1:
        return False
    verdict = "arrived" if arrived else "send again"
    audit.record(db, now, by, actor, "delivery_resolve", f"delivery {delivery_id}", verdict)
    return True


def reported(db: Connection, openid: str, report: str, now: datetime) -> bool:
    """The platform's later word on a template message (TEMPLATESENDJOBFINISH): it accepted, but did not deliver.

    ``report`` is ``MsgID:Status`` as the channel parses it. False where it was delivered, or is none of ours.
    """
    their_id, _, status = report.partition(":")
    if not their_id or status.startswith("success"):
        return False
    because = WHY_BLOCKED if "block" in status else WHY_NOT_DELIVERED
    given = {"their_id": their_id, "to": openid, "because": because, "at": now}
    return db.execute(_REPORTED, given).rowcount == 1


def _built(rows: Iterable[Iterable[object]]) -> list[Receipt]:
    built = []
    for row in rows:
        id_, member_id, name, home, *rest = row
        built.append(Receipt(id_, member_id, name, home or "", *rest))  # type: ignore[arg-type]
    return built
