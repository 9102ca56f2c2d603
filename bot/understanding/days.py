"""Days in words: 今天, 大后天, 下周三, 这周日, 12月5日（周五）, 12.5, 5号, 月底, 三天后."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.numbers import CHINESE, to_int
from bot.understanding.pattern import Pattern

_NUM = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
_WEEKDAY = (
    {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(i): i - 1 for i in range(1, 8)}
)
_NAMED_DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0,
    "明天": 1, "明日": 1, "听日": 1, "后天": 2, "后日": 2, "大后天": 3,
}  # fmt: skip
_SHORT_NAMES = {"今": 0, "明": 1, "昨": -1}
# 今晚 and 明早 keep their second character: it is the part of the day that the clock reads afterwards.
_SHORT_DAYS = r"[今明昨](?=[早晚])"


@dataclass(frozen=True, slots=True)
class Day:
    """A local date and the stretch of the text that named it."""

    day: date
    where: tuple[int, int]


def find_day(text: str, today: date) -> Day | None:
    """The first day ``text`` names, seen from the local date ``today``, or ``None``."""
    found = find_days(text, today)
    return found[0] if found else None


def find_days(text: str, today: date) -> list[Day]:
    """The days ``text`` names in order, at most two (12月5日到7日).

    A weekday in brackets after a date is part of that date, not a second one.
    """
    found: list[Day] = []
    for day in _all_days(text, today):
        between = text[found[-1].where[1] : day.where[0]] if found else ""
        if found and not re.fullmatch(r"\s*(?:到|至|-|—|–|~|和)+\s*", between):
            break
        found.append(_later(day, found[0].day) if found else day)
        if len(found) == 2:
            break
    return found


def _later(day: Day, first: date) -> Day:
    """The end of a range that was read as earlier than its beginning: 28日到2日 ends in the month after."""
    moved = day.day
    while moved < first:
        near = (first - moved).days < 7
        moved += timedelta(days=7 if near else monthrange(moved.year, moved.month)[1])
    return Day(moved, day.where)


def _all_days(text: str, today: date) -> Iterator[Day]:
    position, month_said = 0, today
    while match := _ANY.search(text, position):
        kind = match.lastgroup or ""
        day = _READ[kind](match, today if kind != "numbered" else month_said)
        position = max(match.end(), position + 1)
        if day is not None:
            month_said = day
            yield Day(day, match.span())


def _fixed(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full(match: re.Match[str], today: date) -> date | None:
    year, month, day = (to_int(match[name]) or 0 for name in ("fy", "fm", "fd"))
    return _fixed(year, month, day)


def _calendar(match: re.Match[str], today: date) -> date | None:
    """A month and a day: this year's, or next year's where that day lies more than 30 days back."""
    month, day = to_int(match["cm"] or match["sm"]) or 0, to_int(match["cd"] or match["sd"]) or 0
    year = today.year + {"今": 0, "明": 1, "去": -1}.get(match["cy"] or "", 0)
    found = _fixed(year, month, day)
    if found is None or match["cy"] or found >= today - timedelta(days=30):
        return found
    return _fixed(today.year + 1, month, day)


def _numbered(match: re.Match[str], today: date) -> date | None:
    """A day of the month alone (5号): this month's, or next month's where it has passed."""
    day = to_int(match["nd"]) or 0
    shift = {"上": -1, "下": 1}.get((match["nm"] or "")[:1])
    if shift is None:
        here = _fixed(today.year, today.month, day)
        if (here is not None and here >= today) or match["nm"]:
            return here
        shift = 1
    year, month = divmod(today.year * 12 + today.month - 1 + shift, 12)
    return _fixed(year, month + 1, day)


def _weekday(match: re.Match[str], today: date) -> date | None:
    which, monday = match["ww"] or "", today - timedelta(days=today.weekday())
    day = monday + timedelta(days=_WEEKDAY[match["wd"]])
    if which.startswith(("上", "下")):
        return day + timedelta(weeks=len(which.replace("个", "")) * (1 if which[0] == "下" else -1))
    return day if which or day >= today else day + timedelta(weeks=1)


def _named(match: re.Match[str], today: date) -> date | None:
    said = match["named"]
    return today + timedelta(days=_NAMED_DAYS[said] if said in _NAMED_DAYS else _SHORT_NAMES[said])


def _edge(match: re.Match[str], today: date) -> date | None:
    """月底, 下月初, 年底."""
    if match["ye"]:
        return date(today.year, 12, 31)
    shift = 1 if (match["em"] or "").startswith("下") else 0
    year, month = divmod(today.year * 12 + today.month - 1 + shift, 12)
    month += 1
    if match["ee"] in ("底", "末"):
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, 15 if match["ee"] == "中" else 1)


def _ahead(match: re.Match[str], today: date) -> date | None:
    count = to_int(match["an"])
    return (
        None if count is None else today + timedelta(days=count * (7 if match["au"] in ("周", "星期") else 1))
    )


_READ: dict[str, Callable[[re.Match[str], date], date | None]] = {
    "full": _full, "calendar": _calendar, "numbered": _numbered, "weekday": _weekday,
    "namedday": _named, "edge": _edge, "ahead": _ahead,
}  # fmt: skip

_YEAR = r"20\d\d|[二零〇一三四五六七八九]{4}"
_NOT_A_DAY = r"(?!楼|会议|室|院|法庭|庭|厅|线|门|馆|案|任务|通知)"
_WEEK = r"周|星期|礼拜"
_BRACKETED = rf"(?:\s*[((（]?\s*(?:{_WEEK})[一二三四五六日天]\s*[)）]?)?"
_TWO_CHARACTERS = "|".join(name for name in _NAMED_DAYS if len(name) == 2)
_ANY = Pattern(
    rf"(?P<full>(?P<fy>{_YEAR})\s*[年./-]\s*(?P<fm>{_NUM})\s*[月./-]\s*(?P<fd>{_NUM})\s*[日号]?{_BRACKETED})"
    rf"|(?P<calendar>(?:(?P<cy>[今明去])年)?(?:(?P<cm>{_NUM})\s*月\s*(?P<cd>{_NUM})\s*[日号]?"
    rf"|(?<![\d.:/])(?P<sm>1[0-2]|0?[1-9])[./](?P<sd>3[01]|[12]\d|0?[1-9])(?![\d.:/])[日号]?){_BRACKETED})"
    rf"|(?P<ahead>(?P<an>{_NUM})\s*个?(?P<au>天|日|周|星期)之?[后後])"
    rf"|(?P<numbered>(?P<nm>[上下本这]个?月)?\s*(?<![\d第])(?P<nd>{_NUM})\s*[日号]{_NOT_A_DAY}{_BRACKETED})"
    rf"|(?P<weekday>(?P<ww>(?<![早晚])[上下]+个?|[本这]个?)?(?:{_WEEK})(?P<wd>[一二三四五六日天末1-7])(?!年))"
    rf"|(?P<namedday>(?P<named>大前天|大后天|{_TWO_CHARACTERS}|{_SHORT_DAYS}))"
    r"|(?P<edge>(?P<ye>年底|年末)|(?P<em>下个?|本|这个?)?月(?P<ee>底|末|初|中)(?!旬))"
)
