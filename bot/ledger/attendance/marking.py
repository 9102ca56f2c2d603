"""Marks that an officer makes for others, one or many, before and after the closing; nothing is erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.attendance.history import add_events, event_row
from bot.ledger.attendance.roll import ABSENT, GUEST, LEAVE
from bot.ledger.meetings import CANCELLED, CLOSED, Meeting
from bot.ledger.tables import attendance, exclusion, leave_request, meeting
from content import leave_reasons


class MeetingOver(Exception):
    """The meeting is closed or called off, and what was asked needs it open."""


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to make: whom, of which branch and standing that day, as what (``present`` …), why."""

    member_id: int
    branch_id: int
    standing: str
    state: str
    reason: str = ""


_HELD = select(attendance.c.member_id, attendance.c.state, attendance.c.reason).where(
    attendance.c.meeting_id == bindparam("meeting_id")
)
_PUT = {
    name: statement.on_conflict_do_update(
        index_elements=["meeting_id", "member_id"],
        set_={
            column: statement.excluded[column]
            for column in ("state", "how", "marked_at", "marked_by", "late", "reason", "reason_code")
        },
    )
    for name, statement in (
        ("sqlite", sqlite.insert(attendance)),
        ("postgresql", postgresql.insert(attendance)),
    )
}
_WITHDRAW = (
    update(leave_request)
    .where(
        leave_request.c.meeting_id == bindparam("of_meeting"),
        leave_request.c.member_id.in_(bindparam("of_members", expanding=True)),
        leave_request.c.state.in_(("waiting", "approved")),
    )
    .values(state="withdrawn")
)
_LOCK = select(meeting.c.state).where(meeting.c.id == bindparam("id")).with_for_update()


def mark(
    db: Connection, held: Meeting, marks: Sequence[NewMark], how: str, by: int, now: datetime
) -> list[NewMark]:
    """Enter or correct marks of a meeting for others; ``how`` is officer or paper, ``by`` the officer's id.

    A reason is kept as far as it may be (``content/leave_reasons``). Returns those that changed something. A mark that
    stood before is kept in the history. Raises MeetingOver where the meeting was called off.
    """
    state = db.execute(_LOCK, {"id": held.id}).scalar_one()
    if state == CANCELLED:
        raise MeetingOver
    rows = {row.member_id: row for row in db.execute(_HELD, {"meeting_id": held.id})}
    before = {id_: row.state for id_, row in rows.items()}
    kept = [replace(one, reason=leave_reasons.read(one.reason).text) for one in marks]
    changed = [
        one
        for one in kept
        if before.get(one.member_id) != one.state or _new_reason(one, rows[one.member_id].reason)
    ]
    if not changed:
        return []
    db.execute(_PUT[db.dialect.name], [_row(held.id, one, how, by, now) for one in changed])
    verb = "correct" if state == CLOSED else "mark"
    add_events(
        db,
        [
            event_row(
                held.id,
                one.member_id,
                now,
                by,
                verb,
                before.get(one.member_id, ""),
                one.state,
                how,
                one.reason,
            )
            for one in changed
        ],
    )
    not_on_leave = [one.member_id for one in changed if one.state != LEAVE]
    if not_on_leave:
        db.execute(_WITHDRAW, {"of_meeting": held.id, "of_members": not_on_leave})
    return changed


def _new_reason(one: NewMark, known: str) -> bool:
    """Whether an absence is given a reason it did not have (domain.md rule 8: each absentee's reason)."""
    return one.state == ABSENT and bool(one.reason) and one.reason != known


def _row(meeting_id: int, one: NewMark, how: str, by: int, now: datetime) -> dict[str, Any]:
    return {
        "meeting_id": meeting_id,
        "member_id": one.member_id,
        "branch_id": one.branch_id,
        "standing": one.standing,
        "state": one.state,
        "how": how,
        "marked_at": now,
        "marked_by": by,
        "late": False,
        "reason": one.reason,
        "reason_code": code_of(one.state, one.reason),
    }


def code_of(state: str, reason: str) -> str:
    """The code of the reason of a mark; none where somebody was there."""
    return leave_reasons.read(reason).code if state in (LEAVE, ABSENT) else ""


def mark_guest(db: Connection, held: Meeting, member_id: int, standing: str, by: int, now: datetime) -> None:
    """Enter somebody who is not on the roll as 列席; it never counts (domain.md rule 8)."""
    mark(db, held, [NewMark(member_id, held.branch_id, standing, GUEST)], "officer", by, now)


def exclude(
    db: Connection,
    held: Meeting,
    member_id: int,
    reason: str,
    approved_by: str,
    approved_on: str,
    by: int,
    now: datetime,
) -> None:
    """Leave a member out of 应到: needs the reason, the body that approved it and the date (domain.md rule 7).

    Raises MeetingOver once the meeting is closed: its roll is then fixed.
    """
    if held.state in (CLOSED, CANCELLED):
        raise MeetingOver
    if not (reason and approved_by and approved_on):
        raise ValueError("an exclusion needs its reason, who approved it and when")
    db.execute(
        insert(exclusion).values(
            meeting_id=held.id,
            member_id=member_id,
            reason=leave_reasons.read(reason).text,
            approved_by=approved_by,
            approved_on=approved_on,
            entered_by=by,
            entered_at=now,
        )
    )


def include_again(db: Connection, held: Meeting, member_id: int) -> None:
    """Undo :func:`exclude` before the meeting is closed. Raises MeetingOver after."""
    if held.state in (CLOSED, CANCELLED):
        raise MeetingOver
    db.execute(
        exclusion.delete().where(and_(exclusion.c.meeting_id == held.id, exclusion.c.member_id == member_id))
    )
