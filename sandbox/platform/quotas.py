"""Calls counted by the day in China and by the minute, as the platform counts them.

Source: the platform's table of daily limits for a new account.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.platform.errors import ApiError

CHINA = ZoneInfo("Asia/Shanghai")

A_DAY: Mapping[str, int] = {
    "token": 2_000,
    "stable_token": 500_000,
    "menu/create": 1_000,
    "menu/delete": 1_000,
    "menu/get": 10_000,
    "media/upload": 100_000,
    "media/get": 200_000,
    "message/custom/send": 500_000,
    "message/template/send": 100_000,
    "message/mass/send": 100,
    "qrcode/create": 100_000,
    "user/get": 500,
    "user/info": 5_000_000,
}
A_MINUTE: Mapping[str, int] = {"stable_token": 10_000, "message/mass/send": 60}
CLEARINGS_A_MONTH = 10


@dataclass(slots=True)
class Quotas:
    """What has been used. ``a_day`` may be replaced, to run out of something in a test."""

    a_day: dict[str, int] = field(default_factory=lambda: dict(A_DAY))
    _day: str = ""
    _used: Counter[str] = field(default_factory=Counter)
    _recent: dict[str, deque[datetime]] = field(default_factory=dict)
    _clearings: Counter[str] = field(default_factory=Counter)

    def count(self, path: str, now: datetime) -> None:
        """One more call. Raises :class:`ApiError` 45009 (day) or 45011 (minute) when there are none left."""
        today = now.astimezone(CHINA).date().isoformat()
        if today != self._day:
            self._day = today
            self._used.clear()
        if path in self.a_day and self._used[path] >= self.a_day[path]:
            raise ApiError(45028 if path == "message/mass/send" else 45009)
        if path in A_MINUTE:
            self._count_minute(path, now)
        self._used[path] += 1

    def clear(self, now: datetime) -> None:
        """``/cgi-bin/clear_quota``, ten times a month. Raises :class:`ApiError` 48006 after that."""
        month = now.astimezone(CHINA).strftime("%Y-%m")
        if self._clearings[month] >= CLEARINGS_A_MONTH:
            raise ApiError(48006)
        self._clearings[month] += 1
        self._used.clear()

    def _count_minute(self, path: str, now: datetime) -> None:
        recent = self._recent.setdefault(path, deque())
        while recent and now - recent[0] >= timedelta(minutes=1):
            recent.popleft()
        if len(recent) >= A_MINUTE[path]:
            raise ApiError(45011)
        recent.append(now)
