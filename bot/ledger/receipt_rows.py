"""Receipts for the files: what went out to branches in a time, and what became of it, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from bot.ledger.tables import branch, delivery, member, membership, notice

# What goes to many. What one person is told about themselves (leave granted, a file that is ready) is not here.
TO_MANY = ("notice", "correction", "nudge", "tasks", "reminder", "first_topic", "lecture")
_CHUNK = {"yield_per": 500}


@dataclass(frozen=True, slots=True)
class Line:
    """A notice and one recipient: ``state`` of the delivery, ``cancelled_at`` of the notice. Instants are UTC."""

    notice_id: int
    kind: str
    title: str
    send_at: datetime
    cancelled_at: datetime | None
    branch: str
    name: str
    state: str
    reason: str
    settled_at: datetime | None
    opened_at: datetime | None
    confirmed_at: datetime | None


def rows(db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime) -> Iterator[Line]:
    """The recipients in these branches of what was to go out in that time, notice by notice, streamed."""
    found = db.execute(
        select(
            notice.c.id,
            notice.c.kind,
            notice.c.title,
            notice.c.send_at,
            notice.c.cancelled_at,
            branch.c.name,
            member.c.name,
            delivery.c.state,
            delivery.c.reason,
            delivery.c.settled_at,
            delivery.c.opened_at,
            delivery.c.confirmed_at,
        )
        .select_from(notice)
        .join(delivery, delivery.c.notice_id == notice.c.id)
        .join(member, member.c.id == delivery.c.member_id)
        .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
        .join(branch, branch.c.id == membership.c.branch_id)
        .where(
            notice.c.kind.in_(TO_MANY),
            notice.c.send_at >= since,
            notice.c.send_at < until,
            branch.c.id.in_(branch_ids),
        )
        .order_by(notice.c.send_at, notice.c.id, branch.c.id, member.c.id),
        execution_options=_CHUNK,
    )
    for row in found:
        yield Line(*tuple(row))
