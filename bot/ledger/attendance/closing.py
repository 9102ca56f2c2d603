"""Closing a meeting: whoever closes first does it, and everybody due who is unmarked is marked then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import hour_credits, meetings, tasks
from bot.ledger.attendance.counting import Counts, count
from bot.ledger.attendance.history import add_events, event_row
from bot.ledger.attendance.roll import ABSENT, LEAVE, Entry, guests, roll
from bot.ledger.hour_credits import HourRule
from bot.ledger.meetings import Meeting
from bot.ledger.tables import attendance
from content import leave_reasons

_FILL = {
    "sqlite": sqlite.insert(attendance).on_conflict_do_nothing(index_elements=["meeting_id", "member_id"]),
    "postgresql": postgresql.insert(attendance).on_conflict_do_nothing(
        index_elements=["meeting_id", "member_id"]
    ),
}


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closing came to. ``first``: not closed before. ``tasks``: the titles it completed.
    ``halves``: the half 学时 it gives to who studied there."""

    meeting: Meeting
    first: bool
    counts: Counts
    tasks: tuple[str, ...] = ()
    halves: int = 0


def close(
    db: Connection,
    meeting_id: int,
    by: int | None,
    now: datetime,
    *,
    minutes: int | None = None,
    rule: HourRule | None = None,
) -> Closing:
    """Close a meeting and fill its roll: approved leave becomes 请假, everybody else unmarked 缺席 (rule 8).

    Safe from two officers at once: the second gets the same figures with ``first`` false. The branches'
    matching tasks of the month are completed by it (product F2). Of a session that is study, what it gives in 学时 is
    written, by ``rule``: it lasted ``minutes`` as the officer says, or as its kind usually does (rule 10).
    """
    before = meetings.get(db, meeting_id)
    assert before is not None
    first = meetings.settle_closed(db, meeting_id, by, now)
    done: tuple[str, ...] = ()
    if first:
        _fill(db, before, now)
        done = tuple(tasks.complete_by_meeting(db, before, now))
        hour_credits.confirm(db, before, minutes, now, rule or hour_credits.DEFAULT)
    closed = meetings.get(db, meeting_id)
    assert closed is not None
    figures = count(roll(db, closed, now), len(guests(db, closed)))
    return Closing(closed, first, figures, done, hour_credits.of_meeting(db, meeting_id))


def _fill(db: Connection, held: Meeting, now: datetime) -> None:
    # Approved leave (how "leave") is known from the request alone until now; a mark on paper has its row.
    unmarked = [one for one in roll(db, held, now) if not one.state or one.how == "leave"]
    rows = [_row(held.id, one, now) for one in unmarked]
    if not rows:
        return
    db.execute(_FILL[db.dialect.name], rows)
    add_events(
        db,
        [
            event_row(held.id, one.member_id, now, None, "close", "", row["state"], row["how"])
            for one, row in zip(unmarked, rows, strict=True)
        ],
    )


def _row(meeting_id: int, one: Entry, now: datetime) -> dict[str, Any]:
    excused = one.state == LEAVE
    return {
        "meeting_id": meeting_id,
        "member_id": one.member_id,
        "branch_id": one.branch_id,
        "standing": one.standing,
        "state": LEAVE if excused else ABSENT,
        "how": "leave" if excused else "close",
        "marked_at": one.marked_at or now,
        "marked_by": one.marked_by,
        "late": False,
        "reason": one.reason,
        "reason_code": leave_reasons.read(one.reason).code,
    }
