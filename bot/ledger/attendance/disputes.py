"""``不对``: a member says a mark of theirs is wrong. Both versions stay; an officer's correction settles it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, exists, select

from bot.ledger.attendance.history import OwnMark, add_event, own_marks
from bot.ledger.tables import attendance, attendance_event, meeting, member
from content import leave_reasons

DISPUTABLE_FOR = timedelta(days=7)  # product E6
NOTE_LIMIT = 200

_later = attendance_event.alias("later")
# By the branch the member came with: at a joint meeting each officer answers their own (domain.md rule 15).
_of_scope = exists().where(
    attendance.c.meeting_id == attendance_event.c.meeting_id,
    attendance.c.member_id == attendance_event.c.member_id,
    attendance.c.branch_id.in_(bindparam("branch_ids", expanding=True)),
)
_answered = exists().where(
    _later.c.meeting_id == attendance_event.c.meeting_id,
    _later.c.member_id == attendance_event.c.member_id,
    _later.c.id > attendance_event.c.id,
    _later.c.verb.in_(("mark", "correct", "dispute", "uphold")),
)
_OPEN = (
    select(
        attendance_event.c.meeting_id,
        attendance_event.c.member_id,
        member.c.name,
        meeting.c.kind,
        meeting.c.starts_at,
        attendance_event.c.before,
        attendance_event.c.note,
        attendance_event.c.at,
    )
    .join(meeting, meeting.c.id == attendance_event.c.meeting_id)
    .join(member, member.c.id == attendance_event.c.member_id)
    .where(and_(attendance_event.c.verb == "dispute", _of_scope, ~_answered))
    .order_by(attendance_event.c.id)
)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed mark: whose, at which meeting (``starts_at`` UTC), what it is and what the member says."""

    meeting_id: int
    member_id: int
    name: str
    kind: str
    starts_at: datetime
    state: str
    says: str
    at: datetime


def disputable(db: Connection, member_id: int, now: datetime) -> list[OwnMark]:
    """A member's marks of the last seven days' meetings, the latest first."""
    return own_marks(db, member_id, now - DISPUTABLE_FOR, now + timedelta(days=1))


def dispute(db: Connection, member_id: int, one: OwnMark, says: str, now: datetime) -> None:
    """Record that a member disputes a mark and what they say it should be. The mark itself stays as it is."""
    add_event(
        db,
        one.meeting.id,
        member_id,
        now,
        member_id,
        "dispute",
        one.state,
        one.state,
        "self",
        leave_reasons.read(says).text[:NOTE_LIMIT],
    )


def uphold(db: Connection, one: Dispute, by: int, now: datetime) -> None:
    """Record that an officer looked at a dispute and left the mark as it is. (``marking.mark`` corrects it.)"""
    add_event(db, one.meeting_id, one.member_id, now, by, "uphold", one.state, one.state, "officer")


def open_disputes(db: Connection, branch_ids: Iterable[int]) -> list[Dispute]:
    """The disputes of these branches' members that no officer has answered, oldest first."""
    return [Dispute(*row) for row in db.execute(_OPEN, {"branch_ids": list(branch_ids)})]
