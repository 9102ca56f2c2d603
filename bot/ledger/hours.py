"""学时: a member's own sum, from sessions that a branch has closed and nothing else (domain.md rule 10).

What a session gives is written when it is closed, with the rule of that day, so that a later rule changes nothing that
was confirmed. There is no row of a person: a sum follows from the sessions and the member's own marks, and only the
member is told it. Making up a session gives its hours and nothing else (rule 8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from bot import local
from bot.ledger.attendance.roll import ABSENT, GUEST, LEAVE, PRESENT
from bot.ledger.hour_credits import NOON, HourRule
from bot.ledger.meeting_kinds import COMMITTEE_ROLES
from bot.ledger.meetings import CLOSED
from bot.ledger.members import PROBATIONARY, Member
from bot.ledger.tables import attendance, hour_credit, meeting, meeting_branch
from content.duties import rules

TRAINING = "集中培训"


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session of a member: the local day that counts (of the making up, where it was made up), half 学时."""

    day: date
    title: str
    halves: int
    made_up: bool


@dataclass(frozen=True, slots=True)
class OwnHours:
    """A member's calendar year. ``halves`` is the sum within what a day gives at most; ``target`` is in 学时.

    ``training``: whether an officer's yearly 集中培训 is among them; None for who need none.
    """

    year: int
    halves: int
    target: float
    sessions: tuple[OwnSession, ...]
    training: bool | None


@dataclass(frozen=True, slots=True)
class BranchStudy:
    """What a branch held in a time: sessions, and the half 学时 they gave to whoever came. Nothing of persons."""

    sessions: int
    halves: int


_OWN = (
    select(
        meeting.c.id, meeting.c.kind, meeting.c.title, attendance.c.state, attendance.c.made_up_at,
        hour_credit.c.day, hour_credit.c.part, hour_credit.c.halves, hour_credit.c.rule,
    )
    .join(attendance, attendance.c.meeting_id == meeting.c.id)
    .join(hour_credit, hour_credit.c.meeting_id == meeting.c.id)
    .where(
        attendance.c.member_id == bindparam("member_id"),
        meeting.c.state == CLOSED,
        meeting.c.starts_at >= bindparam("since"),
        meeting.c.starts_at < bindparam("until"),
        or_(attendance.c.state.in_((PRESENT, GUEST)), attendance.c.made_up_at.is_not(None)),
    )
    .order_by(meeting.c.starts_at, meeting.c.id, hour_credit.c.day, hour_credit.c.part)
)  # fmt: skip
_BRANCHES = (
    select(meeting_branch.c.branch_id, func.count(meeting.c.id.distinct()), func.sum(hour_credit.c.halves))
    .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
    .join(hour_credit, hour_credit.c.meeting_id == meeting.c.id)
    .where(
        meeting_branch.c.branch_id.in_(bindparam("ids", expanding=True)),
        meeting.c.state == CLOSED,
        hour_credit.c.day >= bindparam("since"),
        hour_credit.c.day <= bindparam("until"),
    )
    .group_by(meeting_branch.c.branch_id)
)


def own(db: Connection, one: Member, year: int, joined_on: date | None = None) -> OwnHours:
    """A member's own hours of a calendar year, for that member alone. Nothing is carried over.

    ``joined_on`` is the day of joining, for the target of a probationary member in that year.
    """
    given = {
        "member_id": one.id,
        # What was made up in January was held the year before.
        "since": local.instant(date(year - 1, 1, 1), time()),
        "until": local.instant(date(year + 1, 1, 1), time()),
    }
    found = [piece for row in db.execute(_OWN, given) if (piece := _piece(row)).day.year == year]
    by_session: dict[tuple[int, date], list[_Piece]] = defaultdict(list)
    for piece in found:
        by_session[piece.meeting_id, piece.day].append(piece)
    sessions = [
        OwnSession(day, of[0].title, sum(piece.halves for piece in of), of[0].made_up)
        for (_, day), of in by_session.items()
    ]
    trained = any(piece.kind == TRAINING and not piece.made_up for piece in found)
    return OwnHours(
        year,
        _within(found),
        target(one, year, joined_on),
        tuple(sorted(sessions, key=lambda session: session.day, reverse=True)),
        trained if _is_officer(one) else None,
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    meeting_id: int
    kind: str
    title: str
    day: date
    part: str
    halves: int
    made_up: bool
    rule: HourRule


def _piece(row: Any) -> _Piece:
    """A row of what a session gives, on the day and in the half of it in which the member studied."""
    day, part, made_up = row.day, row.part, row.state in (ABSENT, LEAVE)
    if made_up:
        at = local.at(row.made_up_at)
        day, part = at.date(), "am" if at.time() < NOON else "pm"
    return _Piece(row.id, row.kind, row.title, day, part, row.halves, made_up, HourRule.named(row.rule))


def _within(found: Iterable[_Piece]) -> int:
    """The sum, no half-day and no day beyond what the rule of its sessions allows."""
    parts: dict[tuple[date, str], int] = defaultdict(int)
    rules_of: dict[date, HourRule] = {}
    for piece in found:
        parts[piece.day, piece.part] += piece.halves
        rules_of[piece.day] = piece.rule
    of_day: dict[date, int] = defaultdict(int)
    for (day, _), halves in parts.items():
        of_day[day] += min(halves, rules_of[day].half_day * 2)
    return sum(min(halves, rules_of[day].day * 2) for day, halves in of_day.items())


def _is_officer(one: Member) -> bool:
    return any(held.role in COMMITTEE_ROLES and held.branch_id == one.branch_id for held in one.offices)


def target(one: Member, year: int, joined_on: date | None = None) -> float:
    """The year's 学时: 56 for a branch's secretary and committee, 32 for members, for a probationary member in the year
    of joining by the months left, the month of joining included, to the next half.
    """
    if _is_officer(one):
        return float(rules().number("hours-officer"))
    whole = rules().number("hours-member")
    if one.standing != PROBATIONARY or joined_on is None or joined_on.year != year:
        return float(whole)
    return -(-whole * 2 * (13 - joined_on.month) // 12) / 2


def of_branches(
    db: Connection, branch_ids: Iterable[int], since: date, until: date
) -> dict[int, BranchStudy]:
    """What each branch held as study between two local days, both included: counts, nothing of persons."""
    given = {"ids": list(branch_ids), "since": since, "until": until}
    return {row[0]: BranchStudy(row[1], int(row[2])) for row in db.execute(_BRANCHES, given)}
