"""Months in words: 上个月, 本月, 11月, 去年12月, 2026年3月."""

from __future__ import annotations

from datetime import date

from bot.understanding.numbers import CHINESE, to_int
from bot.understanding.pattern import Pattern

_RELATIVE = Pattern(
    r"(?P<back>上+)个?月(?:份)?|(?P<ahead>下+)个?月(?:份)?|(?P<this>本月|这个?月|当月|今月)(?:份)?"
)
_NAMED = Pattern(
    rf"(?:(?P<year>\d{{4}}|[{CHINESE}]{{4}}|今|去|前|明)\s*年?\s*(?:的)?)?"
    rf"(?<![\d{CHINESE}])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|正|腊)\s*月(?:份)?(?!\s*[\d{CHINESE}]+\s*[日号])"
)
_ISO = Pattern(r"(?<!\d)(?P<year>20\d\d)\s*[-./年]\s*(?P<month>1[0-2]|0?[1-9])(?!\d)(?!\s*[-./月]\s*\d)")
_YEARS = {"今": 0, "去": -1, "前": -2, "明": 1}
MONTH = (
    rf"(?:上+个?月|下+个?月|本月|这个?月|当月|今月|(?:(?:\d{{4}}|[{CHINESE}]{{4}}|今|去|前|明)\s*年?\s*)?"
    rf"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月|20\d\d[-./](?:1[0-2]|0?[1-9]))(?:份)?"
)
"""What a month looks like, for use inside a larger regular expression."""


def parse_month(text: str, today: date) -> str | None:
    """The month ``text`` names as ``YYYY-MM``, seen from the local date ``today``; a quarter is ``None``.

    A month without a year is the one nearest to today that is at most three months ahead: in January 12月 is
    last year's, in November it is this year's.
    """
    if match := _RELATIVE.search(text):
        return _shifted(today, len(match["ahead"] or "") - len(match["back"] or ""))
    if match := _ISO.search(text):
        return f"{int(match['year']):04d}-{int(match['month']):02d}"
    if match := _NAMED.search(text):
        month = {"正": 1, "腊": 12}.get(match["month"]) or to_int(match["month"]) or 1
        return _in_year(match["year"], month, today)
    return None


def _in_year(said: str | None, month: int, today: date) -> str:
    if said:
        year = today.year + _YEARS[said] if said in _YEARS else to_int(said) or today.year
        return f"{year:04d}-{month:02d}"
    ahead = (month - today.month) % 12
    return _shifted(today, ahead if ahead <= 3 else ahead - 12)


def _shifted(today: date, months: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return f"{year:04d}-{month + 1:02d}"
