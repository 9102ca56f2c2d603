"""The meetings a member may check in to now, read at one look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from bot.config import MeetingSettings
from bot.ledger import attempts, meeting_kinds
from bot.ledger.meetings import CANCELLED, COLUMNS, LASTS_AT_MOST
from bot.ledger.members import Member
from bot.ledger.prepared import Prepared
from bot.ledger.tables import (
    attempt,
    attendance,
    branch,
    exclusion,
    leave_request,
    meeting,
    meeting_branch,
)


class Candidate(NamedTuple):
    """A meeting the member may be at, with how they stand with it: a row of ``_CANDIDATES``."""

    id: int
    branch_id: int
    branch_name: str
    kind: str
    title: str
    place: str
    starts_at: datetime
    state: str
    closed_at: datetime | None
    created_by: int | None
    mark: str | None
    how: str
    marked_at: datetime
    leave_id: int | None
    excluded: int | None
    due_with: int
    wrong_codes: int


AHEAD = timedelta(hours=24)  # how early a member is told when check-in opens

_wrong_codes = (
    select(func.coalesce(func.sum(attempt.c.count), 0))
    .where(attempt.c.subject == bindparam("subject"), attempt.c.slot == bindparam("slot"))
    .scalar_subquery()
)
_CANDIDATES = Prepared(
    select(
        *COLUMNS,
        attendance.c.state.label("mark"),
        attendance.c.how,
        attendance.c.marked_at,
        leave_request.c.id.label("leave_id"),
        exclusion.c.member_id.label("excluded"),
        meeting_branch.c.branch_id.label("due_with"),
        _wrong_codes.label("wrong_codes"),
    )
    .select_from(meeting_branch)
    .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
    .join(branch, branch.c.id == meeting.c.branch_id)
    .outerjoin(
        attendance,
        and_(attendance.c.meeting_id == meeting.c.id, attendance.c.member_id == bindparam("member_id")),
    )
    .outerjoin(
        leave_request,
        and_(
            leave_request.c.meeting_id == meeting.c.id,
            leave_request.c.member_id == bindparam("member_id"),
            or_(leave_request.c.state == "waiting", leave_request.c.state == "approved"),
        ),
    )
    .outerjoin(
        exclusion,
        and_(exclusion.c.meeting_id == meeting.c.id, exclusion.c.member_id == bindparam("member_id")),
    )
    .where(
        meeting_branch.c.branch_id == bindparam("branch_id"),
        meeting.c.state != CANCELLED,
        meeting.c.starts_at > bindparam("after"),
        meeting.c.starts_at <= bindparam("until"),
    )
    .order_by(meeting.c.starts_at, meeting.c.id)
    .with_for_update(read=True, of=meeting)
)


def candidates(
    db: Connection, member: Member, now: datetime, settings: MeetingSettings
) -> Sequence[Candidate]:
    """The meetings around now that the member may be at, each with their mark, their leave and their wrong codes."""
    instructed = [held.branch_id for held in member.offices if held.role == "instructor"]
    found: dict[int, Candidate] = {}
    for branch_id in dict.fromkeys((member.branch_id, *instructed)):
        if branch_id is None:
            continue
        given = {
            "branch_id": branch_id,
            "member_id": member.id,
            "subject": attempts_subject(member, now, settings),
            "slot": attempts.slot(slot_start(now, settings)),
            "after": now - LASTS_AT_MOST,
            "until": now + AHEAD,
        }
        for row in map(Candidate._make, _CANDIDATES.rows(db, **given)):
            if branch_id != member.branch_id or meeting_kinds.is_due(row.kind, member, branch_id):
                found.setdefault(row.id, row)
    return list(found.values())


def slot_start(now: datetime, settings: MeetingSettings) -> datetime:
    """When the stretch of time began in which wrong codes are counted together."""
    length = settings.wrong_codes_minutes * 60
    return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)


def attempts_subject(member: Member, now: datetime, settings: MeetingSettings) -> str:
    """Under what a member's wrong codes of this stretch of time are counted."""
    return f"check_in:{member.id}:{slot_start(now, settings):%H%M}"
