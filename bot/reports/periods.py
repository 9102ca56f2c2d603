"""The stretch of time an export covers: a month, a quarter, half a year or a year, by the local calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot import local

_FORM = re.compile(r"(20\d\d)(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?", re.ASCII)
_QUARTERS = "一二三四"
_HALVES = "上下"
_HALF_SAID = re.compile(r"(?:(20\d\d|今|去|本)年?)?([上下])半年")
_QUARTER_SAID = re.compile(r"(?:(20\d\d|今|去|本)年?)?第?([一二三四1-4])季度?")
_YEAR_SAID = re.compile(r"(20\d\d)年?(?![\d.\-/年]*\d*\s*月)(?![\d.\-/])|(今年|本年|全年)|(去年|上一?年)")


class NoPeriod(ValueError):
    """A text that is neither ``2026-12`` nor ``2026-Q4`` nor ``2026-H2`` nor ``2026``."""


@dataclass(frozen=True, slots=True)
class Period:
    """``name`` is ``2026-12``, ``2026-Q4``, ``2026-H2`` or ``2026``: see :func:`parse`. Months are counted from 1."""

    name: str
    year: int
    first_month: int
    last_month: int

    @property
    def title(self) -> str:
        """How it is said: 2026年12月, 2026年第四季度, 2026年下半年, 2026年."""
        if self.first_month == self.last_month:
            return f"{self.year}年{self.first_month}月"
        if self.last_month - self.first_month == 2:
            return f"{self.year}年第{_QUARTERS[self.first_month // 3]}季度"
        if self.last_month - self.first_month == 5:
            return f"{self.year}年{_HALVES[self.first_month // 7]}半年"
        return f"{self.year}年"

    @property
    def months(self) -> tuple[str, ...]:
        """The months in it, like ``2026-12``."""
        return tuple(f"{self.year}-{number:02}" for number in range(self.first_month, self.last_month + 1))

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The UTC instants at which it begins and ends."""
        return local.month_bounds(self.months[0])[0], local.month_bounds(self.months[-1])[1]

    @property
    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        length = self.last_month - self.first_month + 1
        first = self.first_month - length
        year = self.year if first >= 1 else self.year - 1
        first = first if first >= 1 else first + 12
        forms = {1: f"{year}-{first:02}", 3: f"{year}-Q{first // 3 + 1}", 6: f"{year}-H{first // 7 + 1}"}
        return parse(forms.get(length, f"{year}"))


def parse(name: str) -> Period:
    """The period of that name. Raises NoPeriod."""
    match = _FORM.fullmatch(name)
    if match is None:
        raise NoPeriod(f"{name}: not a month (2026-12), quarter (2026-Q4), half (2026-H2) or year (2026)")
    year = int(match[1])
    if match[2]:
        return Period(name, year, int(match[2]), int(match[2]))
    if match[3]:
        return Period(name, year, int(match[3]) * 3 - 2, int(match[3]) * 3)
    if match[4]:
        return Period(name, year, int(match[4]) * 6 - 5, int(match[4]) * 6)
    return Period(name, year, 1, 12)


def said(text: str, today: date) -> Period | None:
    """The quarter, half or year a sentence names (第四季度, 上季度, 上半年, 2026年, 去年); None where it names none.

    ``today`` is the local date. Months are read by the understanding.
    """
    if "季" in text:
        return _quarter(text, today)
    if "半年" in text:
        return _half(text, today)
    match = _YEAR_SAID.search(text)
    if match is None or "月" in text:
        return None
    if match[1]:
        return parse(match[1])
    return parse(str(today.year if match[2] else today.year - 1))


def _quarter(text: str, today: date) -> Period | None:
    now = (today.month - 1) // 3 + 1
    if re.search(r"上一?个?季", text):
        return parse(f"{today.year}-Q{now - 1}" if now > 1 else f"{today.year - 1}-Q4")
    match = _QUARTER_SAID.search(text)
    if match is None:
        return parse(f"{today.year}-Q{now}")
    year = {"去": today.year - 1}.get(match[1] or "", today.year)
    if match[1] and match[1].isdecimal():
        year = int(match[1])
    number = _QUARTERS.index(match[2]) + 1 if match[2] in _QUARTERS else int(match[2])
    return parse(f"{year}-Q{number}")


def _half(text: str, today: date) -> Period | None:
    match = _HALF_SAID.search(text)
    if match is None:
        return parse(f"{today.year}-H{1 if today.month <= 6 else 2}")
    year = int(match[1]) if match[1] and match[1].isdecimal() else today.year - (match[1] == "去")
    return parse(f"{year}-H{_HALVES.index(match[2]) + 1}")
