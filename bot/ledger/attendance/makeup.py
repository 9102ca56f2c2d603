"""补学: who missed a meeting studies what was studied. It never changes the mark (domain.md rule 8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, update

from bot.ledger.attendance.history import OwnMark, add_event, own_marks
from bot.ledger.attendance.roll import ABSENT, LEAVE
from bot.ledger.meetings import CLOSED
from bot.ledger.tables import attendance

NOTE_LIMIT = 500
_MAKE_UP = (
    update(attendance)
    .where(
        attendance.c.meeting_id == bindparam("of_meeting"),
        attendance.c.member_id == bindparam("of_member"),
        attendance.c.state.in_((ABSENT, LEAVE)),
        attendance.c.made_up_at.is_(None),
    )
    .values(made_up_at=bindparam("at"), made_up_note=bindparam("note"))
)


def missed(db: Connection, member_id: int, now: datetime, days: int) -> list[OwnMark]:
    """The closed meetings of the last ``days`` days that a member missed and has not made up, latest first."""
    return [
        one
        for one in own_marks(db, member_id, now - timedelta(days=days), now)
        if one.meeting.state == CLOSED and one.state in (ABSENT, LEAVE) and one.made_up_at is None
    ]


def make_up(db: Connection, member_id: int, one: OwnMark, note: str, now: datetime) -> bool:
    """Record that a member studied what was missed, and what (``note``); False where that was recorded already."""
    given = {
        "of_meeting": one.meeting.id,
        "of_member": member_id,
        "at": now,
        "note": note[:NOTE_LIMIT],
    }
    if db.execute(_MAKE_UP, given).rowcount != 1:
        return False
    add_event(db, one.meeting.id, member_id, now, None, "make_up", one.state, one.state, "self", note[:200])
    return True
