"""会议日历: the meetings of the asker's branches, for a phone's calendar. No names of persons are in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.exports.calendar import Calendar, Event
from bot.exports.writing import Content
from bot.keys import Keys
from bot.ledger import meeting_dates
from bot.ledger.meeting_dates import Dated
from bot.ledger.meetings import CANCELLED
from bot.reports.request import Request

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.reports.sources import Sources

BEFORE = timedelta(days=366)  # how far back it goes
# The ledger keeps when a meeting begins and when it was closed, no planned end: calendars are given this.
USUAL_LENGTH = timedelta(minutes=90)


def content(sources: Sources, request: Request, ending: str) -> Content:
    """The meetings of the last year and all that are planned."""
    return calendar(sources.db, sources.keys, request.branch_ids, sources.now)


def calendar(db: Connection, keys: Keys, branch_ids: Sequence[int], now: datetime) -> Calendar:
    """The calendar of these branches. A meeting keeps its UID for ever; a change raises its SEQUENCE."""
    dated = meeting_dates.since(db, branch_ids, now - BEFORE)
    return Calendar("榕树会议", [_event(one, keys) for one in dated])


def _event(one: Dated, keys: Keys) -> Event:
    held = one.meeting
    lasted = held.closed_at - held.starts_at if held.closed_at else USUAL_LENGTH
    if not timedelta() < lasted < timedelta(hours=12):
        lasted = USUAL_LENGTH
    return Event(
        uid=f"{keys.index(f'meeting {held.id}')[:24]}@rongshu",
        title=held.title,
        place=held.place,
        about=f"{held.branch_name}　{held.kind}",
        starts_at=held.starts_at,
        ends_at=held.starts_at + lasted,
        revision=one.revision,
        changed_at=one.changed_at,
        cancelled=held.state == CANCELLED,
    )
