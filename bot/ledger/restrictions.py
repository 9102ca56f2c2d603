"""Who does not count, and why: members without a vote for a time (留党察看), members left out of a meeting's 应到.

Each has its reason, the body that settled it and the date (domain.md rule 7); people enter it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from bot import local
from bot.ledger.meetings import Meeting
from bot.ledger.members import ON_THE_ROLL
from bot.ledger.tables import exclusion, meeting_branch, member, membership, restriction

WATCHED = "留党察看"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A member who does not count at a meeting. ``votes_only``: due, but without a vote; else not in 应到 at all.

    ``settled_on`` is as it was entered, ``2026-11-01``.
    """

    member_id: int
    name: str
    branch_id: int
    votes_only: bool
    reason: str
    settled_by: str
    settled_on: str


_ADD = insert(restriction)
_HOLDS = or_(restriction.c.until.is_(None), restriction.c.until > bindparam("day"))
_NOW = select(restriction.c.id).where(restriction.c.member_id == bindparam("of_member"), _HOLDS)
_LIFT = (
    update(restriction)
    .where(restriction.c.member_id == bindparam("of_member"), _HOLDS)
    .values(until=bindparam("day"))
)
_here = (
    select(meeting_branch.c.branch_id)
    .where(
        meeting_branch.c.meeting_id == bindparam("meeting_id"),
        meeting_branch.c.branch_id == membership.c.branch_id,
    )
    .exists()
)
_RESTRICTED = (
    select(
        member.c.id, member.c.name, membership.c.branch_id, restriction.c.reason, restriction.c.decided_by,
        restriction.c.since,
    )
    .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .join(restriction, restriction.c.member_id == member.c.id)
    .where(
        _here, restriction.c.since <= bindparam("day"), _HOLDS, member.c.left_at.is_(None),
        member.c.standing.in_(ON_THE_ROLL),
    )
    .order_by(member.c.id)
)  # fmt: skip
_EXCLUDED = (
    select(
        member.c.id, member.c.name, membership.c.branch_id, exclusion.c.reason, exclusion.c.approved_by,
        exclusion.c.approved_on,
    )
    .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .join(exclusion, exclusion.c.member_id == member.c.id)
    .where(exclusion.c.meeting_id == bindparam("meeting_id"))
    .order_by(member.c.id)
)  # fmt: skip


def restrict(
    db: Connection,
    member_id: int,
    since: date,
    until: date | None,
    decided_by: str,
    by: int | None,
    now: datetime,
    reason: str = WATCHED,
) -> bool:
    """Enter that a member has no vote from a local day, up to but not on ``until``; False where that holds already.

    Raises ValueError without the body that decided it, or where it would end before it begins.
    """
    if not decided_by.strip() or (until is not None and until <= since):
        raise ValueError("a restriction needs the body that decided it, and an end after its begin")
    if db.execute(_NOW, {"of_member": member_id, "day": since}).first() is not None:
        return False
    db.execute(
        _ADD,
        {
            "member_id": member_id, "reason": reason[:40], "since": since, "until": until,
            "decided_by": decided_by.strip()[:100], "entered_by": by, "entered_at": now,
        },
    )  # fmt: skip
    return True


def lift(db: Connection, member_id: int, on: date) -> bool:
    """End it: from that local day the member votes again. False where nothing held."""
    return db.execute(_LIFT, {"of_member": member_id, "day": on}).rowcount > 0


def left_out(db: Connection, held: Meeting) -> list[LeftOut]:
    """Who does not count at a meeting, those without a vote first; probationary members are not among them."""
    given = {"meeting_id": held.id, "day": local.day(held.starts_at)}
    found = [LeftOut(*row[:3], True, row[3], row[4], f"{row[5]}") for row in db.execute(_RESTRICTED, given)]
    excluded = db.execute(_EXCLUDED, {"meeting_id": held.id})
    return found + [LeftOut(*row[:3], False, *row[3:]) for row in excluded]
