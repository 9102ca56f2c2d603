"""Attendance for the files: the meetings of a time, their members, their marks, as ``bot.exports`` takes them.

Members and marks are streamed in the same order, so that no roster is held in memory; all three must be read
in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from bot.exports.attendance.rows import MarkRow, MeetingRow, MemberRow
from bot.ledger.attendance.roll import GUEST, PRESENT
from bot.ledger.meetings import CANCELLED, CLOSED
from bot.ledger.members import ON_THE_ROLL, STANDING_TITLES
from bot.ledger.tables import attendance, branch, firm, meeting, meeting_branch, member, membership

_CHUNK = {"yield_per": 500}
_AT_ONCE = 400
_home = branch.alias("home")
_ORDER = (func.coalesce(membership.c.branch_id, 0), member.c.id)
_NOW = and_(membership.c.member_id == member.c.id, membership.c.until.is_(None))
# Read as the driver gives them and made instants by _utc: by the millions, a type's own conversion is too slow.
_PLAIN = DateTime(timezone=True)
_MARKS = select(
    attendance.c.meeting_id,
    attendance.c.member_id,
    attendance.c.branch_id,
    attendance.c.state,
    attendance.c.how,
    type_coerce(attendance.c.marked_at, _PLAIN).label("marked_at"),
    attendance.c.marked_by,
    attendance.c.late,
    attendance.c.reason,
    type_coerce(attendance.c.made_up_at, _PLAIN).label("made_up_at"),
).where(
    attendance.c.member_id.in_(bindparam("member_ids", expanding=True)),
    attendance.c.meeting_id >= bindparam("first"),
    attendance.c.meeting_id <= bindparam("last"),
)
_BRANCH_NAMES = select(branch.c.id, branch.c.name)
_NAME = select(member.c.name).where(member.c.id == bindparam("id"))


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
    rows = db.execute(
        select(member.c.id, member.c.name, firm.c.name, _home.c.name, member.c.standing)
        .select_from(member)
        .outerjoin(membership, _NOW)
        .outerjoin(_home, _home.c.id == membership.c.branch_id)
        .outerjoin(firm, firm.c.id == member.c.firm_id)
        .where(_listed(branch_ids, since, until))
        .order_by(*_ORDER),
        execution_options=_CHUNK,
    )
    for id_, name, of_firm, of_branch, standing in rows:
        yield MemberRow(id_, name, of_firm or "", of_branch or "", STANDING_TITLES.get(standing, standing))


def _listed(branch_ids: Sequence[int], since: datetime, until: datetime) -> ColumnElement[bool]:
    """Whoever is on the roll now, and whoever else has a mark: looked for only where somebody is not on it."""
    on_roll = and_(
        membership.c.branch_id.in_(branch_ids), member.c.left_at.is_(None), member.c.standing.in_(ON_THE_ROLL)
    )
    marked = exists().where(attendance.c.member_id == member.c.id, _own_marks(branch_ids, since, until))
    return or_(on_roll, marked)


def mark_rows(
    db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime, meeting_id: int | None = None
) -> Iterator[MarkRow]:
    """The marks of these branches' members and guests at the meetings, or at one, in the members' order.

    Some hundred members at a time: to have the database join and order millions of marks takes longer than the rest.
    """
    chosen = {id_ for (id_,) in db.execute(_selected(branch_ids, since, until))}
    if meeting_id is not None:
        chosen &= {meeting_id}
    if not chosen:
        return
    branches, names = dict(db.execute(_BRANCH_NAMES).all()), _Names(db)
    allowed = set(branch_ids)
    given = {"first": min(chosen), "last": max(chosen)}
    for some in _batches(_marked_members(db, branch_ids, since, until, meeting_id)):
        homes = dict(some)
        found: dict[int, list[Any]] = {id_: [] for id_ in homes}
        for row in db.execute(_MARKS, {"member_ids": list(homes), **given}).all():
            if row[0] in chosen and row[2] in allowed:
                found[row[1]].append(row)
        for id_, home in homes.items():
            for row in sorted(found[id_], key=itemgetter(0)):
                yield _mark(row, home, branches, names)


def _marked_members(
    db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime, meeting_id: int | None
) -> Iterator[Any]:
    """Who may have a mark there, each with the branch they are in now, in the order of :func:`member_rows`."""
    which = _listed(branch_ids, since, until)
    if meeting_id is not None:
        there = select(attendance.c.member_id).where(
            attendance.c.meeting_id == meeting_id, attendance.c.branch_id.in_(branch_ids)
        )
        which = member.c.id.in_(there)
    return iter(
        db.execute(
            select(member.c.id, membership.c.branch_id)
            .select_from(member)
            .outerjoin(membership, _NOW)
            .where(which)
            .order_by(*_ORDER),
            execution_options=_CHUNK,
        )
    )


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, _AT_ONCE)):
        yield some


class _Names(dict[int, str]):
    """Names of those who made marks, looked up once each: officers, a few a branch."""

    def __init__(self, db: Connection) -> None:
        super().__init__()
        self._db = db

    def __missing__(self, member_id: int) -> str:
        name = self[member_id] = str(self._db.execute(_NAME, {"id": member_id}).scalar_one())
        return name


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


def _mark(row: Any, home: int | None, branches: dict[int, str], names: _Names) -> MarkRow:
    meeting_id, member_id, branch_id, state, how, at, marked_by, late, reason, made_up_at = row
    return MarkRow(
        member_id,
        meeting_id,
        state,
        _utc(at),
        how,
        names[marked_by] if marked_by is not None else "",
        reason,
        bool(late),
        _utc(made_up_at) if made_up_at is not None else None,
        branches[branch_id] if branch_id != home and state != GUEST else "",
    )


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


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
    # By the time of the meeting, not by _selected: meetings times branches would be looked up one by one.
    return (
        select(meeting_branch.c.meeting_id, branch.c.name)
        .join(branch, branch.c.id == meeting_branch.c.branch_id)
        .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
        .where(
            meeting_branch.c.branch_id.in_(branch_ids),
            meeting.c.starts_at >= since,
            meeting.c.starts_at < until,
        )
        .order_by(branch.c.id)
    )


def _expected(branch_ids: Sequence[int], since: datetime, until: datetime) -> Select[Any]:
    return (
        select(attendance.c.meeting_id, func.count())
        .where(_own_marks(branch_ids, since, until), attendance.c.state != GUEST)
        .group_by(attendance.c.meeting_id)
    )
