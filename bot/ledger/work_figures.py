"""Figures of branches over a stretch of time, for coverage and the work report: sums and counts, never of a person.

Each function takes the ids of branches and answers for all of them in one or two statements. A joint meeting counts
once in the ledger of each branch that took part, and once among the meetings of the district (domain.md rule 12).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, distinct, func, or_, select

from bot.ledger.attendance.roll import ABSENT, GUEST, LEAVE, PRESENT
from bot.ledger.meetings import CLOSED
from bot.ledger.members import FULL, ON_THE_ROLL, PROBATIONARY
from bot.ledger.tables import (
    attendance,
    delivery,
    firm,
    first_topic,
    meeting,
    meeting_branch,
    member,
    membership,
    notice,
    office,
    task,
)

_IDS: Any = bindparam("ids", expanding=True)
_in_time = and_(
    meeting.c.state == CLOSED,
    meeting.c.starts_at >= bindparam("since"),
    meeting.c.starts_at < bindparam("until"),
)


@dataclass(frozen=True, slots=True)
class Times:
    """Person-times of a branch's closed meetings: ``due`` is the sum of the next three (domain.md rule 8)."""

    due: int = 0
    present: int = 0
    leave: int = 0
    absent: int = 0
    made_up: int = 0


@dataclass(frozen=True, slots=True)
class TaskCount:
    """Mandatory tasks of a branch, those it was decided to leave out not among them, and how many are done."""

    owed: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """Members of a branch at an instant, by their standing today."""

    full: int = 0
    probationary: int = 0


@dataclass(frozen=True, slots=True)
class Funnel:
    """Notices to many, and their deliveries by how far they came."""

    notices: int
    queued: int
    accepted: int
    opened: int
    confirmed: int
    failed: int


_MEETINGS = (
    select(meeting_branch.c.branch_id, meeting.c.kind, func.count())
    .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
    .where(_in_time, meeting_branch.c.branch_id.in_(_IDS))
    .group_by(meeting_branch.c.branch_id, meeting.c.kind)
)
_DISTRICT = (
    select(meeting.c.kind, func.count(distinct(meeting.c.id)))
    .join(meeting_branch, meeting_branch.c.meeting_id == meeting.c.id)
    .where(_in_time, meeting_branch.c.branch_id.in_(_IDS))
    .group_by(meeting.c.kind)
)
_JOINT = select(func.count()).select_from(
    select(meeting_branch.c.meeting_id)
    .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
    .where(_in_time, meeting_branch.c.branch_id.in_(_IDS))
    .group_by(meeting_branch.c.meeting_id)
    .having(func.count() > 1)
    .subquery()
)


def _times(state: str) -> Any:
    return func.sum(case((attendance.c.state == state, 1), else_=0))


_TIMES = (
    select(
        attendance.c.branch_id,
        func.count(),
        _times(PRESENT),
        _times(LEAVE),
        _times(ABSENT),
        func.sum(case((attendance.c.made_up_at.is_not(None), 1), else_=0)),
    )
    .join(meeting, meeting.c.id == attendance.c.meeting_id)
    .where(_in_time, attendance.c.branch_id.in_(_IDS), attendance.c.state != GUEST)
    .group_by(attendance.c.branch_id)
)
_TASKS = (
    select(task.c.branch_id, func.count(), func.count(task.c.done_at))
    .where(
        task.c.branch_id.in_(_IDS),
        task.c.month.in_(bindparam("months", expanding=True)),
        task.c.mandatory,
        task.c.left_out_at.is_(None),
    )
    .group_by(task.c.branch_id)
)
_STUDIES = select(first_topic.c.branch_id, first_topic.c.month).where(
    first_topic.c.branch_id.in_(_IDS), first_topic.c.month.in_(bindparam("months", expanding=True))
)
_at: Any = bindparam("at")
_PEOPLE = (
    select(membership.c.branch_id, member.c.standing, func.count())
    .join(member, member.c.id == membership.c.member_id)
    .where(
        membership.c.branch_id.in_(_IDS),
        membership.c.since < _at,
        or_(membership.c.until.is_(None), membership.c.until >= _at),
        or_(member.c.left_at.is_(None), member.c.left_at >= _at),
        member.c.standing.in_(ON_THE_ROLL),
    )
    .group_by(membership.c.branch_id, member.c.standing)
)
_FIRMS = select(func.count()).select_from(firm)
_COVERED = (
    select(func.count(distinct(member.c.firm_id)))
    .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .where(member.c.left_at.is_(None), member.c.standing.in_(ON_THE_ROLL), membership.c.branch_id.in_(_IDS))
)
_held = office.c.until.is_(None)
_both = (
    select(office.c.member_id)
    .where(_held)
    .group_by(office.c.member_id)
    .having(and_(func.count(office.c.branch_id) > 0, func.count(office.c.committee_id) > 0))
)
_CROSSED = select(func.count()).select_from(_both.subquery())
_WHO_CROSSED = select(member.c.id, member.c.name).where(member.c.id.in_(_both)).order_by(member.c.id)
_to_many = and_(
    notice.c.kind.in_(("notice", "correction")),
    notice.c.send_at >= bindparam("since"),
    notice.c.send_at < bindparam("until"),
    notice.c.cancelled_at.is_(None),
)
_FUNNEL = (
    select(
        func.count(distinct(notice.c.id)),
        func.count(),
        func.sum(case((delivery.c.state == "accepted", 1), else_=0)),
        func.count(delivery.c.opened_at),
        func.count(delivery.c.confirmed_at),
        func.sum(case((delivery.c.state == "failed", 1), else_=0)),
    )
    .select_from(notice)
    .join(delivery, delivery.c.notice_id == notice.c.id)
    .join(membership, and_(membership.c.member_id == delivery.c.member_id, membership.c.until.is_(None)))
    .where(_to_many, membership.c.branch_id.in_(_IDS))
)


def _given(ids: Iterable[int], since: datetime, until: datetime) -> dict[str, object]:
    return {"ids": list(ids), "since": since, "until": until}


def meetings_held(
    db: Connection, branch_ids: Iterable[int], since: datetime, until: datetime
) -> dict[int, dict[str, int]]:
    """Closed meetings of each branch by kind; ``since`` and ``until`` are UTC instants."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for branch_id, kind, count in db.execute(_MEETINGS, _given(branch_ids, since, until)):
        found[branch_id][kind] = count
    return found


def district_meetings(
    db: Connection, branch_ids: Iterable[int], since: datetime, until: datetime
) -> tuple[dict[str, int], int]:
    """Closed meetings of all these branches by kind, each once; and how many were held by several together."""
    given = _given(branch_ids, since, until)
    of_kind = {str(kind): int(count) for kind, count in db.execute(_DISTRICT, given)}
    return of_kind, int(db.execute(_JOINT, given).scalar_one())


def person_times(
    db: Connection, branch_ids: Iterable[int], since: datetime, until: datetime
) -> dict[int, Times]:
    """应到 and what became of it, in person-times, by branch."""
    rows = db.execute(_TIMES, _given(branch_ids, since, until))
    return {branch_id: Times(*(int(one) for one in counts)) for branch_id, *counts in rows}


def tasks_of(db: Connection, branch_ids: Iterable[int], months: Sequence[str]) -> dict[int, TaskCount]:
    """Mandatory tasks of these months (``2026-12``), by branch."""
    rows = db.execute(_TASKS, {"ids": list(branch_ids), "months": list(months)})
    return {branch_id: TaskCount(owed, done) for branch_id, owed, done in rows}


def studies(db: Connection, branch_ids: Iterable[int], months: Sequence[str]) -> dict[int, list[str]]:
    """The months of each first topic a branch recorded, a month as often as it studied."""
    found: dict[int, list[str]] = defaultdict(list)
    for branch_id, month in db.execute(_STUDIES, {"ids": list(branch_ids), "months": list(months)}):
        found[branch_id].append(month)
    return found


def people_at(db: Connection, branch_ids: Iterable[int], at: datetime) -> dict[int, People]:
    """Members of each branch at a UTC instant. Standing is today's: the ledger keeps no dates of it."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for branch_id, standing, count in db.execute(_PEOPLE, {"ids": list(branch_ids), "at": at}):
        counts[branch_id][standing] = count
    return {id_: People(of.get(FULL, 0), of.get(PROBATIONARY, 0)) for id_, of in counts.items()}


def firms_covered(db: Connection, branch_ids: Iterable[int]) -> tuple[int, int]:
    """How many firms there are, and in how many a member of these branches works (两个覆盖), today."""
    return int(db.execute(_FIRMS).scalar_one()), int(
        db.execute(_COVERED, {"ids": list(branch_ids)}).scalar_one()
    )


def cross_appointed(db: Connection) -> int:
    """How many hold an office of a branch and one of the committee today (交叉任职)."""
    return int(db.execute(_CROSSED).scalar_one())


def who_crosses(db: Connection) -> list[tuple[int, str]]:
    """Those whom :func:`cross_appointed` counts: (member id, name), in the order they were entered."""
    return [(id_, name) for id_, name in db.execute(_WHO_CROSSED)]


def funnel(db: Connection, branch_ids: Iterable[int], since: datetime, until: datetime) -> Funnel:
    """Notices to members of these branches and how far their deliveries came."""
    row = db.execute(_FUNNEL, _given(branch_ids, since, until)).one()
    return Funnel(*(int(one or 0) for one in row))
