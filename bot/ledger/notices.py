"""Notices: written once under a key, with a delivery for each recipient in the same transaction.

The same key again changes nothing: a schedule that fires twice, a form that is sent twice, make one notice.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import delivery, notice

KEY_LENGTH = 8  # bytes of the platform's key for a delivery: 16 characters, well under its limits


@dataclass(frozen=True, slots=True)
class Received:
    """A notice as its recipient has it. ``sent_at`` and ``confirmed_at`` are UTC instants."""

    id: int
    title: str
    body: str
    sent_at: datetime
    confirmed_at: datetime | None


_PUT = {
    "sqlite": sqlite.insert(notice).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(notice).on_conflict_do_nothing(index_elements=["key"]),
}
_LATEST = (
    select(notice.c.id, notice.c.title, notice.c.body, notice.c.send_at, delivery.c.confirmed_at)
    .join(delivery, delivery.c.notice_id == notice.c.id)
    .where(
        delivery.c.member_id == bindparam("member_id"),
        delivery.c.state.not_in(("cancelled", "expired")),
        notice.c.cancelled_at.is_(None),
        notice.c.send_at <= bindparam("now"),
    )
    .order_by(notice.c.send_at.desc(), notice.c.id.desc())
    .limit(bindparam("limit"))
)
_CONFIRM = (
    update(delivery)
    .where(
        delivery.c.notice_id == bindparam("of_notice"),
        delivery.c.member_id == bindparam("of_member"),
        delivery.c.confirmed_at.is_(None),
    )
    .values(confirmed_at=bindparam("at"), opened_at=func.coalesce(delivery.c.opened_at, bindparam("at")))
)


def create(
    db: Connection,
    *,
    key: str,
    kind: str,
    title: str,
    body: str,
    recipients: Sequence[int],
    now: datetime,
    send_at: datetime | None = None,
    expires_at: datetime | None = None,
    url: str = "",
    branch_id: int | None = None,
    created_by: int | None = None,
) -> tuple[int, bool]:
    """Write a notice and its deliveries; returns its id and whether this call made it.

    ``recipients`` are member ids. It goes out from ``send_at`` (UTC, now if left out); what has not gone out
    at ``expires_at`` is worthless and is not sent.
    """
    written = db.execute(
        _PUT[db.dialect.name].returning(notice.c.id),
        {
            "key": key,
            "kind": kind,
            "title": title,
            "body": body,
            "url": url,
            "branch_id": branch_id,
            "created_by": created_by,
            "created_at": now,
            "send_at": send_at or now,
            "expires_at": expires_at,
        },
    ).scalar()
    if written is None:
        return int(db.execute(select(notice.c.id).where(notice.c.key == key)).scalar_one()), False
    rows = [
        {
            "notice_id": written,
            "member_id": member_id,
            "state": "pending",
            "next_at": send_at or now,
            "platform_key": secrets.token_hex(KEY_LENGTH),
        }
        for member_id in dict.fromkeys(recipients)
    ]
    if rows:
        db.execute(insert(delivery), rows)
    return int(written), True


def cancel(db: Connection, notice_id: int, now: datetime) -> int:
    """Call a notice off; returns how many had not got it yet and now will not. What is out stays out."""
    db.execute(
        update(notice)
        .where(notice.c.id == notice_id, notice.c.cancelled_at.is_(None))
        .values(cancelled_at=now)
    )
    return db.execute(
        update(delivery)
        .where(delivery.c.notice_id == notice_id, delivery.c.state.in_(("pending", "claimed")))
        .values(state="cancelled", settled_at=now)
    ).rowcount


def latest(db: Connection, member_id: int, now: datetime, limit: int = 5) -> list[Received]:
    """The notices a member should have by now, the newest first, whether or not the push arrived."""
    rows = db.execute(_LATEST, {"member_id": member_id, "now": now, "limit": limit})
    return [Received(*row) for row in rows]


def confirm(db: Connection, notice_id: int, member_id: int, now: datetime) -> bool:
    """A member says 收到; False where they had said so before."""
    given = {"of_notice": notice_id, "of_member": member_id, "at": now}
    return db.execute(_CONFIRM, given).rowcount == 1


def counts(db: Connection, notice_id: int) -> dict[str, int]:
    """How many deliveries of a notice are in each state, and ``confirmed`` how many said 收到."""
    rows = db.execute(
        select(delivery.c.state, func.count())
        .where(delivery.c.notice_id == notice_id)
        .group_by(delivery.c.state)
    )
    found: dict[str, int] = dict(rows.tuples().all())
    confirmed = select(func.count()).where(
        delivery.c.notice_id == notice_id, delivery.c.confirmed_at.is_not(None)
    )
    return found | {"confirmed": db.execute(confirmed).scalar_one()}
