"""Evenings with a meeting, for the tests that talk: who says what is in the tests, the meeting is here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.ledger import attendance, meetings
from bot.ledger.attendance import Codes
from bot.ledger.meetings import Meeting, NewMeeting
from tests.town import KEYS, Town

START = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)  # Wednesday 25 November 2026, 19:30 in Shanghai
Say = Callable[[str, str], str]


def plan(
    town: Town, *, kind: str = "支部党员大会", joint: bool = False, starts_at: datetime = START
) -> Meeting:
    """A meeting of 一支部 or of both branches, planned."""
    cast = town.cast
    branches = (cast.first, cast.joint) if joint else (cast.first,)
    with town.db() as db:
        new = NewMeeting(f"{kind}-{starts_at:%m%d%H%M}", branches, kind, kind, "三楼会议室", starts_at)
        return meetings.create(db, new, cast.ids["李书记"], town.now)[0]


def code(town: Town, meeting: Meeting) -> str:
    """The digits said in the room now."""
    return codes(town).spoken(meeting.id, town.now)


def codes(town: Town) -> Codes:
    """The codes of the town's meetings."""
    return Codes(KEYS, town.services.config.meetings.code_seconds)


def wrong_code(town: Town, meeting: Meeting) -> str:
    """Digits that are neither this window's nor the last one's."""
    before = town.now - timedelta(seconds=town.services.config.meetings.code_seconds)
    good = {codes(town).spoken(meeting.id, at) for at in (town.now, before)}
    return next(f"{n:04}" for n in range(3) if f"{n:04}" not in good)


def close(town: Town, meeting: Meeting) -> None:
    """The meeting, closed an hour and a half after its start."""
    with town.db() as db:
        attendance.close(db, meeting.id, town.cast.ids["李书记"], START + timedelta(minutes=90))


def state(town: Town, meeting: Meeting, name: str) -> str:
    """How a member stands on the roll: ``present`` …, or empty."""
    with town.db() as db:
        held = meetings.get(db, meeting.id)
        assert held is not None
        return {one.name: one.state for one in attendance.roll(db, held, town.now)}[name]


def bubbles(say: Say) -> Say:
    """``say`` that also holds each reply to one bubble: 8 lines, 300 characters (product.md, Voice and look)."""

    def spoken(name: str, text: str) -> str:
        reply = say(name, text)
        assert reply
        assert reply.count("\n") < 8, reply
        assert len(reply) <= 300, reply
        return reply

    return spoken
