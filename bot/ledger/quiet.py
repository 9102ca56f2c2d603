"""Quiet hours: nothing is pushed between 21:00 and 8:00 in Shanghai (product rule 5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zlib import crc32

from bot import local
from bot.config import PushSettings


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
    morning = here.date() + timedelta(days=here.hour >= push.quiet_to_hour)
    return local.instant(morning, time(push.quiet_to_hour, 1 + crc32(key.encode()) % 9))
