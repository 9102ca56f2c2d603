"""What stands in the ledger to go out, or has gone, by time: the calendar of pushes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.ledger.tables import delivery, notice

# What is for a branch or for all; not answers to one person, nor what the service itself has to say.
SHOWN = ("notice", "correction", "nudge", "tasks", "reminder", "first_topic", "lecture")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notice by the time it goes out (UTC): ``branch_ids`` is empty where it is the committee's."""

    at: datetime
    kind: str
    title: str
    audience: str
    recipients: int
    branch_ids: tuple[int, ...]


_BETWEEN = (
    select(
        notice.c.send_at,
        notice.c.kind,
        notice.c.title,
        notice.c.audience,
        func.count(delivery.c.id),
        notice.c.branch_id,
    )
    .outerjoin(delivery, (delivery.c.notice_id == notice.c.id) & (delivery.c.state != "cancelled"))
    .where(
        notice.c.send_at >= bindparam("since"),
        notice.c.send_at <= bindparam("until"),
        notice.c.cancelled_at.is_(None),
        notice.c.approval.in_(("", "approved")),
        notice.c.kind.in_(SHOWN),
    )
    .group_by(notice.c.id)
    .order_by(notice.c.send_at, notice.c.id)
)


def between(db: Connection, since: datetime, until: datetime) -> list[Outgoing]:
    """The notices that go out, or went out, between two instants, both included, in order."""
    rows = db.execute(_BETWEEN, {"since": since, "until": until})
    return [
        Outgoing(at, kind, title, audience, count, (branch_id,) if branch_id is not None else ())
        for at, kind, title, audience, count, branch_id in rows
    ]
