"""Attendance for the files: the meetings of a time, their members, their marks, as ``bot.exports`` takes them.

Members and marks are streamed in the same order, so that no roster is held in memory; all three must be read
in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from bot.exports.attendance.rows import MarkRow, MeetingRow, MemberRow
from bot.ledger.attendance.roll import GUEST, PRESENT
from bot.ledger.meetings import CANCELLED, CLOSED
from bot.ledger.members import ON_THE_ROLL, STANDING_TITLES
from bot.ledger.tables import attendance, branch, firm, meeting, meeting_branch, member, membership

_CHUNK = {"yield_per": 500}
_home = branch.alias("home")
_that_day = branch.alias("that_day")
_marker = member.alias("marker")
_ORDER = (func.coalesce(membership.c.branch_id, 0), member.c.id)
_NOW = and_(membership.c.member_id == member.c.id, membership.c.until.is_(None))


def meeting_rows(
    db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime, now: datetime
) -> list[MeetingRow]:
    """The meetings of these branches that begin from ``since`` and before ``until``, in order of time.

    ``expected`` and ``branches`` speak of these branches only: a joint meeting shows each officer their own.
    """
    due: dict[int, list[str]] = {}
    for meeting_id, name in db.execute(_due_branches(branch_ids, since, until)):
        due.setdefault(meeting_id, []).append(name)
    expected = {row[0]: row[1] for row in db.execute(_expected(branch_ids, since, until))}
    found = db.execute(
        select(meeting, branch.c.name.label("host"))
        .join(branch, branch.c.id == meeting.c.branch_id)
        .where(meeting.c.id.in_(_selected(branch_ids, since, until)))
        .order_by(meeting.c.starts_at, meeting.c.id)
    )
    return [
        MeetingRow(
            id=row.id,
            kind=row.kind,
            branch=row.host,
            starts_at=row.starts_at,
            state="open" if row.state not in (CLOSED, CANCELLED) and row.starts_at <= now else row.state,
            expected=expected.get(row.id, 0),
            title=row.title,
            place=row.place,
            branches=tuple(due[row.id]),
        )
        for row in found
    ]


def member_rows(
    db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime
) -> Iterator[MemberRow]:
    """The members of these branches, and everybody else with a mark at the meetings, each once."""
    on_roll = and_(
        membership.c.branch_id.in_(branch_ids), member.c.left_at.is_(None), member.c.standing.in_(ON_THE_ROLL)
    )
    marked = select(attendance.c.member_id).where(_own_marks(branch_ids, since, until))
    rows = db.execution_options(**_CHUNK).execute(
        select(member.c.id, member.c.name, firm.c.name, _home.c.name, member.c.standing)
        .select_from(member)
        .outerjoin(membership, _NOW)
        .outerjoin(_home, _home.c.id == membership.c.branch_id)
        .outerjoin(firm, firm.c.id == member.c.firm_id)
        .where(or_(on_roll, member.c.id.in_(marked)))
        .order_by(*_ORDER)
    )
    for id_, name, of_firm, of_branch, standing in rows:
        yield MemberRow(id_, name, of_firm or "", of_branch or "", STANDING_TITLES.get(standing, standing))


def mark_rows(
    db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime, meeting_id: int | None = None
) -> Iterator[MarkRow]:
    """The marks of these branches' members and guests at the meetings, or at one, in the members' order."""
    which = _own_marks(branch_ids, since, until)
    if meeting_id is not None:
        which = and_(which, attendance.c.meeting_id == meeting_id)
    rows = db.execution_options(**_CHUNK).execute(
        select(
            attendance,
            _marker.c.name.label("marker"),
            _home.c.name.label("home"),
            _that_day.c.name.label("that_day"),
        )
        .join(member, member.c.id == attendance.c.member_id)
        .outerjoin(membership, _NOW)
        .outerjoin(_home, _home.c.id == membership.c.branch_id)
        .outerjoin(_that_day, _that_day.c.id == attendance.c.branch_id)
        .outerjoin(_marker, _marker.c.id == attendance.c.marked_by)
        .where(which)
        .order_by(*_ORDER, attendance.c.meeting_id)
    )
    for row in rows:
        yield _mark(row)


def mark_count(db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime) -> int:
    """How many marks :func:`mark_rows` would give."""
    which = _own_marks(branch_ids, since, until)
    return int(db.execute(select(func.count()).select_from(attendance).where(which)).scalar_one())


def due_and_present(
    db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime
) -> dict[tuple[int, int], tuple[int, int]]:
    """应到 and 实到 of each (meeting id, branch id), counted from the marks: those of closed meetings are whole."""
    rows = db.execute(
        select(
            attendance.c.meeting_id,
            attendance.c.branch_id,
            func.count(),
            func.sum(case((attendance.c.state == PRESENT, 1), else_=0)),
        )
        .join(meeting, meeting.c.id == attendance.c.meeting_id)
        .where(_own_marks(branch_ids, since, until), attendance.c.state != GUEST, meeting.c.state == CLOSED)
        .group_by(attendance.c.meeting_id, attendance.c.branch_id)
    )
    return {(meeting_id, branch_id): (due, int(present)) for meeting_id, branch_id, due, present in rows}


def _mark(row: Any) -> MarkRow:
    moved = row.that_day != row.home and row.state != GUEST
    return MarkRow(
        member_id=row.member_id,
        meeting_id=row.meeting_id,
        state=row.state,
        at=row.marked_at,
        how=row.how,
        by=row.marker or "",
        reason=row.reason,
        late=bool(row.late),
        made_up_at=row.made_up_at,
        branch=row.that_day if moved else "",
    )


def _selected(branch_ids: Sequence[int], since: datetime, until: datetime) -> Select[Any]:
    return (
        select(meeting_branch.c.meeting_id)
        .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
        .where(
            meeting_branch.c.branch_id.in_(branch_ids),
            meeting.c.starts_at >= since,
            meeting.c.starts_at < until,
        )
    )


def _own_marks(branch_ids: Sequence[int], since: datetime, until: datetime) -> ColumnElement[bool]:
    """Marks count with the branch the member came with that day, guests with the one they sat in on."""
    return and_(
        attendance.c.meeting_id.in_(_selected(branch_ids, since, until)),
        attendance.c.branch_id.in_(branch_ids),
    )


def _due_branches(branch_ids: Sequence[int], since: datetime, until: datetime) -> Select[Any]:
    return (
        select(meeting_branch.c.meeting_id, branch.c.name)
        .join(branch, branch.c.id == meeting_branch.c.branch_id)
        .where(
            meeting_branch.c.branch_id.in_(branch_ids),
            meeting_branch.c.meeting_id.in_(_selected(branch_ids, since, until)),
        )
        .order_by(branch.c.id)
    )


def _expected(branch_ids: Sequence[int], since: datetime, until: datetime) -> Select[Any]:
    return (
        select(attendance.c.meeting_id, func.count())
        .where(_own_marks(branch_ids, since, until), attendance.c.state != GUEST)
        .group_by(attendance.c.meeting_id)
    )
