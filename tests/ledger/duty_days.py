"""Meetings held on a day and how a branch then stands with a duty, for the tests of duties and of the rules."""

from __future__ import annotations

from datetime import date, time

from bot import local
from bot.ledger import attendance, duties, meetings
from bot.ledger.meetings import NewMeeting
from tests.cast import NOW

TODAY = date(2026, 11, 23)


def held(db, cast, kind, day, *, branches=None, closed=True, clock=time(19, 30)):
    """A meeting of 一支部 (or of the branches given) on a local day, closed unless said otherwise."""
    at = local.instant(day, clock)
    ids = tuple(branches or (cast.first,))
    made, _ = meetings.create(db, NewMeeting(f"{kind}-{day}-{ids}", ids, kind, kind, "", at), None, NOW)
    if closed:
        attendance.close(db, made.id, None, at)
    return made


def state(db, branch_id, key, on=TODAY, today=None, period=None):
    """How a branch stands with a duty; with its period where there are two of it."""
    found = [one for one in duties.of_branch(db, branch_id, on, today) if one.duty.key == key]
    chosen = [one for one in found if period in (None, one.period.name)]
    assert len(chosen) == 1, found
    return chosen[0]
