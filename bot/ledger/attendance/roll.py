"""The roll of a meeting: who is due, how each stands now, and the numbers that ``到 1-8`` counts by.

Until a meeting is closed the roll is its branches' members, those who left or came between its start and now
included; once closed, the marks are the roll, so that later moves change nothing (domain.md rules 7 and 8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select

from bot import local
from bot.ledger import meeting_kinds
from bot.ledger.meetings import CLOSED, Meeting
from bot.ledger.members import FULL, ON_THE_ROLL
from bot.ledger.tables import (
    attendance,
    branch,
    exclusion,
    firm,
    leave_request,
    meeting_branch,
    member,
    membership,
    office,
    restriction,
)

PRESENT, LEAVE, ABSENT, GUEST = "present", "leave", "absent", "guest"
STATE_TITLES = {PRESENT: "实到", LEAVE: "请假", ABSENT: "缺席", GUEST: "列席", "": "未到"}
HOW_TITLES = {
    "spoken_code": "口令",
    "scan": "扫码",
    "officer": "代签",
    "paper": "补录",
    "leave": "请假",
    "close": "散会",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the roll. ``state`` is empty while nothing is known; approved leave counts as ``leave``.

    ``number`` is the line's number from 1; ``branch_id`` the branch the member is due with; ``marked_at`` and
    ``made_up_at`` are UTC instants. ``may_vote``: a full member not under 留党察看 on the day (domain.md rule 7).
    """

    number: int
    member_id: int
    name: str
    standing: str
    branch_id: int
    branch_name: str
    firm_name: str
    state: str
    how: str
    marked_at: datetime | None
    marked_by: int | None
    late: bool
    reason: str
    made_up_at: datetime | None
    may_vote: bool = False


_who = (member.c.id, member.c.name, member.c.standing)
_mark = (
    attendance.c.state,
    attendance.c.how,
    attendance.c.marked_at,
    attendance.c.marked_by,
    attendance.c.late,
    attendance.c.reason,
    attendance.c.made_up_at,
)
_restricted = (
    exists()
    .where(
        restriction.c.member_id == member.c.id,
        restriction.c.since <= bindparam("day"),
        or_(restriction.c.until.is_(None), restriction.c.until > bindparam("day")),
    )
    .label("restricted")
)
_leave = (
    leave_request.c.reason.label("leave_reason"),
    leave_request.c.decided_at,
    leave_request.c.decided_by,
)
_DUE = (
    select(
        *_who,
        membership.c.branch_id,
        branch.c.name.label("branch"),
        firm.c.name.label("firm"),
        *_mark,
        *_leave,
        _restricted,
    )
    .select_from(meeting_branch)
    .join(membership, membership.c.branch_id == meeting_branch.c.branch_id)
    .join(member, member.c.id == membership.c.member_id)
    .join(branch, branch.c.id == membership.c.branch_id)
    .outerjoin(firm, firm.c.id == member.c.firm_id)
    .outerjoin(
        attendance,
        and_(attendance.c.meeting_id == meeting_branch.c.meeting_id, attendance.c.member_id == member.c.id),
    )
    .outerjoin(
        leave_request,
        and_(
            leave_request.c.meeting_id == meeting_branch.c.meeting_id,
            leave_request.c.member_id == member.c.id,
            leave_request.c.state == "approved",
        ),
    )
    .where(
        meeting_branch.c.meeting_id == bindparam("meeting_id"),
        membership.c.since <= bindparam("now"),
        or_(membership.c.until.is_(None), membership.c.until > bindparam("starts_at")),
        member.c.standing.in_(ON_THE_ROLL),
        or_(member.c.left_at.is_(None), member.c.left_at > bindparam("starts_at")),
        ~exists().where(
            exclusion.c.meeting_id == meeting_branch.c.meeting_id, exclusion.c.member_id == member.c.id
        ),
    )
    .order_by(
        (meeting_branch.c.branch_id != bindparam("host")),
        meeting_branch.c.branch_id,
        member.c.id,
        membership.c.since,
    )
)
_ON_COMMITTEE = exists().where(
    office.c.member_id == member.c.id,
    office.c.branch_id == membership.c.branch_id,
    office.c.role.in_(meeting_kinds.COMMITTEE_ROLES),
    or_(office.c.until.is_(None), office.c.until > bindparam("starts_at")),
)
_COMMITTEE_DUE = _DUE.where(_ON_COMMITTEE)
_EXPECTED = (
    select(branch.c.name, func.count())
    .select_from(membership)
    .join(member, member.c.id == membership.c.member_id)
    .join(branch, branch.c.id == membership.c.branch_id)
    .where(
        membership.c.branch_id.in_(bindparam("branch_ids", expanding=True)),
        membership.c.until.is_(None),
        member.c.left_at.is_(None),
        member.c.standing.in_(ON_THE_ROLL),
    )
    .group_by(branch.c.id, branch.c.name)
    .order_by(branch.c.id)
)
_COMMITTEE_EXPECTED = _EXPECTED.where(
    exists().where(
        office.c.member_id == member.c.id,
        office.c.branch_id == membership.c.branch_id,
        office.c.role.in_(meeting_kinds.COMMITTEE_ROLES),
        office.c.until.is_(None),
    )
)
_RECORDED = (
    select(
        member.c.id,
        member.c.name,
        attendance.c.standing,
        attendance.c.branch_id,
        branch.c.name.label("branch"),
        firm.c.name.label("firm"),
        *_mark,
        _restricted,
    )
    .join(member, member.c.id == attendance.c.member_id)
    .join(branch, branch.c.id == attendance.c.branch_id)
    .outerjoin(firm, firm.c.id == member.c.firm_id)
    .where(attendance.c.meeting_id == bindparam("meeting_id"))
    .order_by((attendance.c.branch_id != bindparam("host")), attendance.c.branch_id, member.c.id)
)
_CLOSED_ROLL = _RECORDED.where(attendance.c.state != GUEST)
_GUESTS = _RECORDED.where(attendance.c.state == GUEST)


def roll(db: Connection, meeting: Meeting, now: datetime) -> list[Entry]:
    """Everybody due at a meeting, the host's members first, numbered in roster order."""
    given = _given(meeting)
    if meeting.state == CLOSED:
        return _entries(db.execute(_CLOSED_ROLL, given).all())
    due = _COMMITTEE_DUE if meeting_kinds.kind(meeting.kind).due == "committee" else _DUE
    return _entries(db.execute(due, given | {"now": now, "starts_at": meeting.starts_at}).all())


def expected(db: Connection, kind_name: str, branch_ids: Iterable[int]) -> list[tuple[str, int]]:
    """How many would be due at such a meeting of these branches today, as (branch name, number)."""
    committee = meeting_kinds.kind(kind_name).due == "committee"
    rows = db.execute(_COMMITTEE_EXPECTED if committee else _EXPECTED, {"branch_ids": list(branch_ids)})
    return [(name, number) for name, number in rows]


def guests(db: Connection, meeting: Meeting) -> list[Entry]:
    """Those who were there without being due (列席); they never count."""
    return _entries(db.execute(_GUESTS, _given(meeting)).all())


def _given(meeting: Meeting) -> dict[str, Any]:
    return {"meeting_id": meeting.id, "host": meeting.branch_id, "day": local.day(meeting.starts_at)}


def _entries(rows: Any) -> list[Entry]:
    """Rows as numbered lines; one who moved between two of the branches is due once, with the later one."""
    by_member = {row.id: row for row in rows}
    first_met = dict.fromkeys(row.id for row in rows)
    return [_entry(number, by_member[id_]) for number, id_ in enumerate(first_met, 1)]


def _entry(number: int, row: Any) -> Entry:
    excused = row.state is None and getattr(row, "decided_at", None) is not None
    return Entry(
        number=number,
        member_id=row.id,
        name=row.name,
        standing=row.standing,
        branch_id=row.branch_id,
        branch_name=row.branch,
        firm_name=row.firm or "",
        state=LEAVE if excused else row.state or "",
        how="leave" if excused else row.how or "",
        marked_at=row.decided_at if excused else row.marked_at,
        marked_by=row.decided_by if excused else row.marked_by,
        late=bool(row.late),
        reason=row.leave_reason if excused else row.reason or "",
        made_up_at=row.made_up_at,
        may_vote=row.standing == FULL and not row.restricted,
    )
