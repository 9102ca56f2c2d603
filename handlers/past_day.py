"""A day as people say it of what has been or is near: 昨天, 11月20日, 2026-11-20."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from bot.understanding.days import find_day

_ISO = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?")


def exact_day(text: str) -> date | None:
    """The day written in full, or None."""
    match = _ISO.search(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def past_day(text: str, today: date) -> date | None:
    """The day ``text`` names, never after ``today``: 12月5日 said in November was last year's. None for no day."""
    if (day := exact_day(text)) is not None:
        return day
    found = find_day(text, today)
    if found is None or found.day <= today:
        return found.day if found else None
    if "月" not in text:  # 明天
        return None
    try:
        return found.day.replace(year=found.day.year - 1)
    except ValueError:  # 29 February
        return None


def nearest_day(text: str, today: date) -> date | None:
    """The day of the year that ``text`` names (11月20日), in the year that brings it nearest to ``today``."""
    found = find_day(text, today)
    if found is None:
        return None
    near = []
    for year in (today.year - 1, today.year, today.year + 1):
        with suppress(ValueError):  # 29 February
            near.append(found.day.replace(year=year))
    return min(near, key=lambda day: abs(day - today), default=None)
