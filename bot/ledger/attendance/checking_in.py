"""Checking in by oneself. The hottest path there is: one look, the mark, the line of history.

The answer is one of three: done, already done, not done and why. The unique key of a mark settles two phones;
a share of the meeting's row is held until the end, so that a closing either waits for the mark or is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.config import MeetingSettings
from bot.ledger import attempts, meetings
from bot.ledger.attendance.candidates import Candidate, attempts_subject, candidates, slot_start
from bot.ledger.attendance.codes import Codes, Window
from bot.ledger.attendance.history import NOTE_PREVIOUS_CODE, add_event
from bot.ledger.attendance.outcomes import Already, Done, Outcome, Refused
from bot.ledger.attendance.roll import GUEST, PRESENT
from bot.ledger.meetings import CLOSED, PLANNED, built
from bot.ledger.members import ON_THE_ROLL, Member
from bot.ledger.prepared import Prepared
from bot.ledger.tables import attendance, leave_request

_MARK = Prepared(
    {
        name: statement.on_conflict_do_nothing(index_elements=["meeting_id", "member_id"])
        for name, statement in (
            ("sqlite", sqlite.insert(attendance)),
            ("postgresql", postgresql.insert(attendance)),
        )
    },
    columns=(
        "meeting_id", "member_id", "branch_id", "standing", "state", "how", "marked_at", "late",
    ),
)  # fmt: skip
_COME_AFTER_ALL = Prepared(
    update(attendance)
    .where(
        attendance.c.meeting_id == bindparam("of_meeting"),
        attendance.c.member_id == bindparam("of_member"),
        attendance.c.state == bindparam("old"),
    )
    .values(
        state=bindparam("new"),
        how=bindparam("by_way"),
        marked_at=bindparam("at"),
        marked_by=None,
        late=bindparam("is_late"),
    )
)
_MARK_OF = select(attendance.c.state, attendance.c.how, attendance.c.marked_at).where(
    attendance.c.meeting_id == bindparam("of_meeting"), attendance.c.member_id == bindparam("of_member")
)
_WITHDRAW_LEAVE = (
    update(leave_request)
    .where(leave_request.c.id == bindparam("of_request"), leave_request.c.state.in_(("waiting", "approved")))
    .values(state="withdrawn")
)


def by_code(
    db: Connection, member: Member, code: str, now: datetime, settings: MeetingSettings, codes: Codes
) -> Outcome:
    """Check in with the four digits said in the room; without a code the answer says whether one is needed.

    Wrong codes are counted a member, ``settings.wrong_codes_allowed`` in ``settings.wrong_codes_minutes``
    minutes: the transaction must be committed even where the outcome is a refusal.
    """
    found = candidates(db, member, now, settings)
    open_ones = [row for row in found if row.state == PLANNED and _opens(row, settings) <= now]
    if not open_ones:
        return _none_open(found, settings)
    unmarked = [row for row in open_ones if row.mark not in (PRESENT, GUEST)]
    if not unmarked:
        return _already(open_ones[-1])
    if found[0].wrong_codes >= settings.wrong_codes_allowed:
        return Refused("too many", until=slot_start(now, settings) + _period(settings))
    if not code:
        return Refused("code needed", built(unmarked[0]))
    for row in open_ones:
        heard = codes.heard(row.id, code, now)
        if heard is not None:
            return _mark(db, member, row, "spoken_code", heard, now, settings)
    attempts.add(db, attempts_subject(member, now, settings), slot_start(now, settings))
    left = settings.wrong_codes_allowed - found[0].wrong_codes - 1
    if left <= 0:
        return Refused("too many", until=slot_start(now, settings) + _period(settings))
    return Refused("wrong code", built(unmarked[0]), tries_left=left)


def by_scene(
    db: Connection, member: Member, scene: str, now: datetime, settings: MeetingSettings, codes: Codes
) -> Outcome:
    """Check in by scanning the code on the screen; ``scene`` as the platform hands it over."""
    scanned = codes.scanned(scene, now)
    if scanned is None:
        return Refused("wrong code")
    meeting_id, window = scanned
    found = [row for row in candidates(db, member, now, settings) if row.id == meeting_id]
    if not found:
        return Refused("not on the roll", meetings.get(db, meeting_id))
    if found[0].state == PLANNED and _opens(found[0], settings) <= now:
        return _mark(db, member, found[0], "scan", window, now, settings)
    return _none_open(found, settings)


def _is_guest(row: Candidate, member: Member) -> bool:
    """Whether the member is there without being due: of another branch, not a Party member, left out of 应到."""
    return row.due_with != member.branch_id or member.standing not in ON_THE_ROLL or row.excluded is not None


def _none_open(found: Sequence[Candidate], settings: MeetingSettings) -> Outcome:
    """Why nothing can be checked into: the member was there, it is over, it has not opened, there is none."""
    planned = [row for row in found if row.state == PLANNED]
    closed = [row for row in found if row.state == CLOSED]
    if closed and closed[-1].mark in (PRESENT, GUEST):
        return _already(closed[-1])
    if planned:
        return Refused("not open yet", built(planned[0]), until=_opens(planned[0], settings))
    return Refused("closed", built(closed[-1])) if closed else Refused("no meeting")


def _mark(
    db: Connection,
    member: Member,
    row: Candidate,
    how: str,
    window: Window,
    now: datetime,
    settings: MeetingSettings,
) -> Outcome:
    if row.mark in (PRESENT, GUEST):
        return _already(row)
    state = GUEST if _is_guest(row, member) else PRESENT
    late = now > row.starts_at + timedelta(minutes=settings.late_after_minutes)
    if not _put(db, member, row, state, how, now, late):
        return _lost_race(db, row.id, member.id)
    if row.leave_id is not None:
        db.execute(_WITHDRAW_LEAVE, {"of_request": row.leave_id})
    note = NOTE_PREVIOUS_CODE if window == "previous" else ""
    add_event(db, row.id, member.id, now, None, "check_in", row.mark or "", state, how, note)
    return Done(built(row), now, how, late, as_guest=state == GUEST)


def _put(
    db: Connection, member: Member, row: Candidate, state: str, how: str, now: datetime, late: bool
) -> bool:
    """Write the mark, over an earlier 请假 or 缺席 where there is one; False where another request was first."""
    if row.mark is None:
        given = {
            "meeting_id": row.id,
            "member_id": member.id,
            "branch_id": row.due_with,
            "standing": member.standing,
            "state": state,
            "how": how,
            "marked_at": now,
            "late": late,
        }
        return _MARK.run(db, **given) == 1
    changed = {
        "of_meeting": row.id,
        "of_member": member.id,
        "old": row.mark,
        "new": state,
        "by_way": how,
        "at": now,
        "is_late": late,
    }
    return _COME_AFTER_ALL.run(db, **changed) == 1


def _lost_race(db: Connection, meeting_id: int, member_id: int) -> Outcome:
    """Another request marked this member between our look and our mark."""
    held = meetings.get(db, meeting_id)
    assert held is not None
    row = db.execute(_MARK_OF, {"of_meeting": meeting_id, "of_member": member_id}).one()
    if row.state in (PRESENT, GUEST):
        return Already(held, row.marked_at, row.how)
    return Refused("closed", held)


def _already(row: Candidate) -> Already:
    return Already(built(row), row.marked_at, row.how)


def _opens(row: Candidate, settings: MeetingSettings) -> datetime:
    opens: datetime = row.starts_at - timedelta(minutes=settings.opens_minutes_before)
    return opens


def _period(settings: MeetingSettings) -> timedelta:
    return timedelta(minutes=settings.wrong_codes_minutes)
