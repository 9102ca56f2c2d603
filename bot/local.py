"""The clock on the wall in Jiangmen. Instants are kept in UTC; days and months are counted here."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def at(instant: datetime) -> datetime:
    """An instant as local date and time."""
    return instant.astimezone(SHANGHAI)


def day(instant: datetime) -> date:
    """The local day of an instant: 31 August 16:30 UTC is 1 September here."""
    return at(instant).date()


def month(instant: datetime) -> str:
    """The local month of an instant, like ``2026-12``."""
    return at(instant).strftime("%Y-%m")


def clock(instant: datetime) -> str:
    """The local time of an instant, like ``19:26``."""
    return at(instant).strftime("%H:%M")


def words(instant: datetime) -> str:
    """An instant as it is said: ``12月5日（周六）19:30``."""
    here = at(instant)
    return f"{here.month}月{here.day}日（周{WEEKDAYS[here.weekday()]}）{here:%H:%M}"


def instant(on: date, clock_time: time) -> datetime:
    """A local date and time as a UTC instant."""
    return datetime.combine(on, clock_time, SHANGHAI).astimezone(UTC)


def month_bounds(name: str) -> tuple[datetime, datetime]:
    """The UTC instants at which a month like ``2026-12`` begins and ends. Raises ValueError for no month."""
    year, number = (int(part) for part in name.split("-"))
    begins = instant(date(year, number, 1), time())
    ends = instant(date(year + number // 12, number % 12 + 1, 1), time())
    return begins, ends
