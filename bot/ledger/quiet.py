"""When a push may go out: not between 21:00 and 8:00 in Shanghai, and a job's not on a holiday (product rule 5)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zlib import crc32

from sqlalchemy import Connection

from bot import local
from bot.config import PushSettings
from bot.ledger import calendar

AT_LEAST = timedelta(hours=2)
EIGHT = 8


def is_quiet(at: datetime, push: PushSettings) -> bool:
    """Whether nothing may go out at ``at``. Equal hours mean that no hour is quiet."""
    hour = local.at(at).hour
    begins, ends = push.quiet_from_hour, push.quiet_to_hour
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def out_of_quiet(at: datetime, push: PushSettings, key: str = "") -> datetime:
    """``at``, or where it is quiet the end of it: 8:01 to 8:09 by ``key``, so that not all goes at once."""
    if not is_quiet(at, push):
        return at
    here = local.at(at)
    return _morning(here.date() + timedelta(days=here.hour >= push.quiet_to_hour), push, key)


def considerate(
    db: Connection,
    at: datetime,
    push: PushSettings,
    key: str,
    *,
    matter: datetime | None = None,
    at_least: timedelta = AT_LEAST,
) -> datetime:
    """When a job's push that is due at ``at`` goes out: out of the quiet hours, and on a worked day.

    From a holiday it moves to the next worked morning. ``matter`` is when what it speaks of happens: where that
    morning comes less than ``at_least`` before it, the push goes on the matter's own day, and failing that as due.
    """
    due = out_of_quiet(at, push, key)
    if calendar.is_workday(db, local.day(due)):
        return due
    worked = _morning(calendar.next_workday(db, local.day(due)), push, key)
    if matter is None or worked <= matter - at_least:
        return worked
    same_day = max(_morning(local.day(matter), push, key), due)
    return same_day if same_day <= matter - at_least else due


def _morning(day: date, push: PushSettings, key: str) -> datetime:
    """Shortly after the quiet hours end; where none are set, after eight."""
    quiet = push.quiet_from_hour != push.quiet_to_hour
    return local.instant(day, time(push.quiet_to_hour if quiet else EIGHT, 1 + crc32(key.encode()) % 9))
