"""How each mark came to be, and what a member's own marks are. Lines are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, select

from bot.ledger.attendance.roll import GUEST, PRESENT
from bot.ledger.meetings import CLOSED, COLUMNS, PLANNED, Meeting, built
from bot.ledger.prepared import Prepared
from bot.ledger.tables import attendance, attendance_event, branch, meeting

# Somebody used the code before the one on the screen: a slow hand, or a code passed on. The officer is shown
# how many, and decides; nothing is refused for it.
NOTE_PREVIOUS_CODE = "previous code"

_COLUMNS = ("meeting_id", "member_id", "at", "by_member_id", "verb", "before", "after", "how", "note")
_ADD = insert(attendance_event)
_ADD_ONE = Prepared(_ADD, columns=_COLUMNS)
_EVENTS = (
    select(attendance_event)
    .where(
        attendance_event.c.meeting_id == bindparam("meeting_id"),
        attendance_event.c.member_id == bindparam("member_id"),
    )
    .order_by(attendance_event.c.id)
)
# An officer who saw them there confirms it; a mark that an officer has since changed speaks for itself.
_seen_since = attendance_event.alias("seen_since")
_PREVIOUS_CODES = (
    select(attendance_event.c.member_id)
    .where(
        attendance_event.c.meeting_id == bindparam("meeting_id"),
        attendance_event.c.note == NOTE_PREVIOUS_CODE,
        ~exists().where(
            _seen_since.c.meeting_id == attendance_event.c.meeting_id,
            _seen_since.c.member_id == attendance_event.c.member_id,
            _seen_since.c.id > attendance_event.c.id,
            _seen_since.c.verb.in_(("confirm", "mark", "correct")),
        ),
    )
    .order_by(attendance_event.c.id)
)
_OWN = (
    select(
        *COLUMNS,
        attendance.c.state.label("mark"),
        attendance.c.how,
        attendance.c.marked_at,
        attendance.c.late,
        attendance.c.reason,
        attendance.c.made_up_at,
    )
    .join(branch, branch.c.id == meeting.c.branch_id)
    .join(attendance, attendance.c.meeting_id == meeting.c.id)
    .where(
        attendance.c.member_id == bindparam("member_id"),
        attendance.c.state != GUEST,
        meeting.c.state.in_((PLANNED, CLOSED)),
        meeting.c.starts_at >= bindparam("since"),
        meeting.c.starts_at < bindparam("until"),
    )
    .order_by(meeting.c.starts_at.desc(), meeting.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class OwnMark:
    """A member's mark at one meeting. ``marked_at`` and ``made_up_at`` are UTC instants."""

    meeting: Meeting
    state: str
    how: str
    marked_at: datetime
    late: bool
    reason: str
    made_up_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a mark's history; ``by_member_id`` is empty where the member did it, or the closing."""

    at: datetime
    by_member_id: int | None
    verb: str
    before: str
    after: str
    how: str
    note: str


def add_event(
    db: Connection,
    meeting_id: int,
    member_id: int,
    at: datetime,
    by: int | None,
    verb: str,
    before: str,
    after: str,
    how: str,
    note: str = "",
) -> None:
    """Add a line to a mark's history: check_in, mark, correct, confirm, close, make_up, dispute."""
    _ADD_ONE.run(db, **event_row(meeting_id, member_id, at, by, verb, before, after, how, note))


def event_row(
    meeting_id: int,
    member_id: int,
    at: datetime,
    by: int | None,
    verb: str,
    before: str,
    after: str,
    how: str,
    note: str = "",
) -> dict[str, Any]:
    """A line as the table takes it, for those who write many at once (:func:`add_events`)."""
    return {
        "meeting_id": meeting_id,
        "member_id": member_id,
        "at": at,
        "by_member_id": by,
        "verb": verb,
        "before": before,
        "after": after,
        "how": how,
        "note": note,
    }


def add_events(db: Connection, rows: list[dict[str, Any]]) -> None:
    """Add many lines, each made by :func:`event_row`."""
    if rows:
        db.execute(_ADD, rows)


def events(db: Connection, meeting_id: int, member_id: int) -> list[Event]:
    """The whole history of a member's mark at a meeting, oldest first."""
    rows = db.execute(_EVENTS, {"meeting_id": meeting_id, "member_id": member_id})
    return [
        Event(row.at, row.by_member_id, row.verb, row.before, row.after, row.how, row.note) for row in rows
    ]


def previous_codes(db: Connection, meeting_id: int) -> int:
    """How many came in with the code before the one on the screen, and no officer has said they were there."""
    return len(relayed(db, meeting_id))


def relayed(db: Connection, meeting_id: int) -> list[int]:
    """Whose codes may have been passed on: the members :func:`previous_codes` counts, as they came in."""
    return list(dict.fromkeys(db.execute(_PREVIOUS_CODES, {"meeting_id": meeting_id}).scalars()))


def confirm_present(
    db: Connection, meeting_id: int, member_ids: Iterable[int], by: int, now: datetime
) -> int:
    """An officer saw them in the room: the marks stay, and the doubt is gone; returns how many it concerned."""
    doubted = set(relayed(db, meeting_id)) & set(member_ids)
    add_events(
        db,
        [
            event_row(meeting_id, one, now, by, "confirm", PRESENT, PRESENT, "officer")
            for one in sorted(doubted)
        ],
    )
    return len(doubted)


def own_marks(db: Connection, member_id: int, since: datetime, until: datetime) -> list[OwnMark]:
    """A member's marks at the meetings that began in that time, the latest first."""
    rows = db.execute(_OWN, {"member_id": member_id, "since": since, "until": until})
    return [OwnMark(built(row), *row[len(COLUMNS) :]) for row in rows]
