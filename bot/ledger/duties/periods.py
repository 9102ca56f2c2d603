"""Calendar periods: a month, a quarter, half a year, a year; days are local."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot import local
from content.duties import MONTHS_IN, Per

_LETTERS = {"quarter": "Q", "half": "H"}
_NUMBERS = "一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its name: ``2026-11``, ``2026-Q4``, ``2026-H2``, ``2026``; ``begins`` and ``ends`` are its days."""

    per: Per
    name: str
    begins: date
    ends: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The UTC instants at which it begins and is over."""
        return local.instant(self.begins, time()), local.instant(self.ends + timedelta(days=1), time())

    @property
    def title(self) -> str:
        """``2026年11月``, ``2026年第四季度``, ``2026年下半年``, ``2026年``."""
        year, number = self.begins.year, (self.begins.month - 1) // MONTHS_IN[self.per]
        if self.per == "month":
            return f"{year}年{self.begins.month}月"
        if self.per == "quarter":
            return f"{year}年第{_NUMBERS[number]}季度"
        return f"{year}年{'上下'[number]}半年" if self.per == "half" else f"{year}年"

    def __contains__(self, day: date) -> bool:
        return self.begins <= day <= self.ends


def period_of(per: Per, on: date) -> Period:
    """The period of that length which a local day lies in."""
    length = MONTHS_IN[per]
    number = (on.month - 1) // length
    begins = date(on.year, number * length + 1, 1)
    past = number * length + length
    ends = date(on.year + past // 12, past % 12 + 1, 1) - timedelta(days=1)
    if per == "month":
        name = f"{on.year}-{on.month:02}"
    else:
        name = f"{on.year}-{_LETTERS[per]}{number + 1}" if per in _LETTERS else f"{on.year}"
    return Period(per, name, begins, ends)


def before(period: Period) -> Period:
    """The period before it."""
    return period_of(period.per, period.begins - timedelta(days=1))
