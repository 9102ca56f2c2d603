"""A notice as it stands in the ledger, and how to find one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.ledger.tables import delivery, notice

# Kinds (20 characters at most). What a person writes, and what the jobs do by a rule.
NOTICE, CORRECTION, NUDGE, DIGEST = "notice", "correction", "nudge", "digest"
WRITTEN = (NOTICE, CORRECTION)
WAITING, APPROVED, REJECTED = "waiting", "approved", "refused"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice. Instants are UTC; ``halted_why`` says why nothing more goes out until a person has seen to it.

    ``audience`` is whom it is for, in words; ``rule`` what sends it where no person does. ``approval`` is empty where
    no second person is needed, else waiting, approved or refused.
    """

    id: int
    key: str
    kind: str
    title: str
    body: str
    url: str
    branch_id: int | None
    created_by: int | None
    send_at: datetime
    expires_at: datetime | None
    cancelled_at: datetime | None
    halted_at: datetime | None
    halted_why: str
    audience: str
    rule: str
    created_at: datetime
    approval: str
    approved_by: int | None
    needs_confirmation: bool
    deadline: datetime | None
    corrects_id: int | None
    reminds_id: int | None


COLUMNS = tuple(
    notice.c[name]
    for name in (
        "id", "key", "kind", "title", "body", "url", "branch_id", "created_by", "send_at", "expires_at",
        "cancelled_at", "halted_at", "halted_why", "audience", "rule", "created_at", "approval", "approved_by",
        "needs_confirmation", "deadline", "corrects_id", "reminds_id",
    )
)  # fmt: skip
_BY_ID = select(*COLUMNS).where(notice.c.id == bindparam("id"))
_BY_KEY = select(*COLUMNS).where(notice.c.key == bindparam("key"))
_WRITTEN = (
    select(*COLUMNS)
    .where(notice.c.kind.in_(WRITTEN), notice.c.cancelled_at.is_(None))
    .order_by(notice.c.created_at.desc(), notice.c.id.desc())
    .limit(bindparam("limit"))
)
_BY_AUTHOR = _WRITTEN.where(notice.c.created_by == bindparam("by"))
_OF_BRANCHES = _WRITTEN.where(notice.c.branch_id.in_(bindparam("branch_ids", expanding=True)))
_WAITING = (
    select(*COLUMNS)
    .where(notice.c.approval == WAITING, notice.c.cancelled_at.is_(None))
    .order_by(notice.c.created_at, notice.c.id)
)
_PAST_DEADLINE = (
    select(*COLUMNS)
    .where(
        notice.c.kind.in_(WRITTEN),
        notice.c.deadline > bindparam("since"),
        notice.c.deadline <= bindparam("now"),
        notice.c.cancelled_at.is_(None),
        notice.c.approval.in_(("", APPROVED)),
    )
    .order_by(notice.c.deadline, notice.c.id)
)
_TO = select(delivery.c.member_id).where(delivery.c.notice_id == bindparam("of"))


def get(db: Connection, notice_id: int) -> Notice | None:
    """The notice, or None where there is none."""
    row = db.execute(_BY_ID, {"id": notice_id}).first()
    return Notice(*row) if row is not None else None


def by_key(db: Connection, key: str) -> Notice | None:
    """The notice of an occasion, or None where it has not been written."""
    row = db.execute(_BY_KEY, {"key": key}).first()
    return Notice(*row) if row is not None else None


def latest_by(db: Connection, member_id: int, branch_ids: Iterable[int], limit: int = 9) -> list[Notice]:
    """The notices that officers wrote, the latest first: the member's own, and their branches'."""
    own = db.execute(_BY_AUTHOR, {"by": member_id, "limit": limit})
    shared = db.execute(_OF_BRANCHES, {"branch_ids": list(branch_ids), "limit": limit})
    found = {row[0]: Notice(*row) for row in (*own, *shared)}
    return sorted(found.values(), key=lambda one: (one.created_at, one.id), reverse=True)[:limit]


def waiting_for_approval(db: Connection) -> list[Notice]:
    """What a second person of the committee is to look at, the oldest first."""
    return [Notice(*row) for row in db.execute(_WAITING)]


def past_deadline(db: Connection, since: datetime, now: datetime) -> list[Notice]:
    """What officers wrote whose time to answer ended between the two instants, the earliest first."""
    return [Notice(*row) for row in db.execute(_PAST_DEADLINE, {"since": since, "now": now})]


def recipients(db: Connection, notice_id: int) -> list[int]:
    """Whom a notice is for (member ids)."""
    return [id_ for (id_,) in db.execute(_TO, {"of": notice_id})]
