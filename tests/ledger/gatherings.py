"""Meetings for the ledger's tests: one of 一支部 and one of both branches, an evening in November 2026."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.config import MeetingSettings
from bot.keys import Keys
from bot.ledger import meetings, members
from bot.ledger.attendance import Codes
from bot.ledger.meetings import Meeting, NewMeeting
from bot.ledger.members import Member
from tests.cast import NOW, Cast

START = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)  # Wednesday 25 November 2026, 19:30 in Shanghai
SETTINGS = MeetingSettings()
CODES = Codes(Keys(b"k" * 32), SETTINGS.code_seconds)
MINUTE = timedelta(minutes=1)


def meeting(
    db: Connection,
    cast: Cast,
    *,
    kind: str = "支部党员大会",
    joint: bool = False,
    starts_at: datetime = START,
) -> Meeting:
    """A planned meeting of 一支部, or of both branches."""
    branches = (cast.first, cast.joint) if joint else (cast.first,)
    key = f"{kind}-{starts_at:%m%d%H%M}-{joint}"
    new = NewMeeting(key, branches, kind, kind, "三楼会议室", starts_at)
    return meetings.create(db, new, cast.ids["李书记"], NOW)[0]


def person(db: Connection, cast: Cast, name: str) -> Member:
    """The member of that name, as a message of theirs would find them."""
    found = members.by_id(db, cast.ids[name])
    assert found is not None
    return found
