"""Losing touch: who has taken part in nothing for months, who was absent without excuse again and again.

It is for the secretary alone and for a talk; the service warns and never decides (domain.md rules 8 and 13, 1.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select

from bot import local
from bot.ledger.attendance import ABSENT, LEAVE, PRESENT
from bot.ledger.meetings import CLOSED
from bot.ledger.members import ON_THE_ROLL
from bot.ledger.spans import plus_months
from bot.ledger.tables import attendance, meeting, member, membership
from content.duties import rules

STEPS = ("inactive-first", "inactive-second", "inactive-last")


@dataclass(frozen=True, slots=True)
class Silent:
    """A member who has taken part in nothing since a local day, for at least ``months``; ``last``: the last step."""

    member_id: int
    name: str
    branch_id: int
    since: date
    months: int
    last: bool


@dataclass(frozen=True, slots=True)
class OftenAbsent:
    """A member with so many absences in a calendar year that nobody has given a reason for."""

    member_id: int
    name: str
    branch_id: int
    count: int


# Leave that was granted is a proper reason, and what was made up was taken part in.
_took_part = or_(attendance.c.state.in_((PRESENT, LEAVE)), attendance.c.made_up_at.is_not(None))
_here = and_(membership.c.member_id == member.c.id, membership.c.until.is_(None))
_LAST_SEEN = (
    select(
        member.c.id,
        member.c.name,
        membership.c.branch_id,
        membership.c.since,
        func.max(case((_took_part, meeting.c.starts_at))).label("seen"),
        func.max(case((~_took_part, meeting.c.starts_at))).label("missed"),
    )
    .join(membership, _here)
    .join(attendance, attendance.c.member_id == member.c.id)
    .join(meeting, meeting.c.id == attendance.c.meeting_id)
    .where(member.c.left_at.is_(None), member.c.standing.in_(ON_THE_ROLL), meeting.c.state == CLOSED)
    .group_by(member.c.id, member.c.name, membership.c.branch_id, membership.c.since)
    .order_by(membership.c.branch_id, member.c.id)
)
_ABSENT = (
    select(member.c.id, member.c.name, membership.c.branch_id, func.count())
    .join(membership, _here)
    .join(attendance, attendance.c.member_id == member.c.id)
    .join(meeting, meeting.c.id == attendance.c.meeting_id)
    .where(
        member.c.left_at.is_(None),
        meeting.c.state == CLOSED,
        attendance.c.state == ABSENT,
        attendance.c.reason == "",
        meeting.c.starts_at >= bindparam("since"),
        meeting.c.starts_at < bindparam("until"),
    )
    .group_by(member.c.id, member.c.name, membership.c.branch_id)
    .having(func.count() >= bindparam("least"))
    .order_by(membership.c.branch_id, member.c.id)
)


def silent(db: Connection, on: date) -> list[Silent]:
    """Who has missed what their branch held for three, five or six months running, as of a local day.

    Counted from the last meeting they came to, had leave for or made up, or from when they joined the branch. Where
    the branch held nothing since, nobody missed anything.
    """
    found = []
    for id_, name, branch_id, since, seen, missed in db.execute(_LAST_SEEN):
        base: datetime = max(since, seen) if seen else since
        if missed is None or missed <= base:
            continue
        from_day = local.day(base)
        reached = [step for step in STEPS if plus_months(from_day, rules().number(step)) <= on]
        if reached:
            months = rules().number(reached[-1])
            found.append(Silent(id_, name, branch_id, from_day, months, reached[-1] == STEPS[-1]))
    return found


def often_absent(db: Connection, year: int) -> list[OftenAbsent]:
    """Who was absent without a reason three times or more in a calendar year (domain.md rule 8)."""
    given = {
        "since": local.instant(date(year, 1, 1), time()),
        "until": local.instant(date(year + 1, 1, 1), time()),
        "least": rules().number("unexcused-a-year"),
    }
    return [OftenAbsent(*row) for row in db.execute(_ABSENT, given)]
