"""Days, times and months in words, as Asia/Shanghai understands them: 下周三晚上七点半, 12.5, 上个月."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.clock import Clock, Parts, find_clock
from bot.understanding.days import find_days
from bot.understanding.months import parse_month
from bot.understanding.normalise import simplified
from bot.understanding.pattern import Pattern

__all__ = ["SHANGHAI", "When", "parse_month", "parse_range", "parse_when"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
WHOLE_PARTS: Parts = {}
_TO_A_DAY = Pattern(
    r"(到|至|-|—|–|~)\s*(?=第二天|次日|[明后]天|(?:下?周|星期|礼拜)[一二三四五六日天]|\d{1,2}[月号日])"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９：．／－", "0123456789:./-")


@dataclass(frozen=True, slots=True)
class When:
    """A moment that was named. ``start`` and ``end`` are UTC instants; ``end`` only where a range was said.

    Without ``has_time`` only the day was said: ``start`` is its local midnight or, after 下午 and the
    like, where that part of the day begins. ``rest`` is the text without the words of the date and the time.
    """

    start: datetime
    has_time: bool
    rest: str
    end: datetime | None = None


def parse_when(text: str, now: datetime) -> When | None:
    """The day and time that ``text`` names, seen from ``now`` (an aware UTC instant), or ``None``.

    A time without a day is today's, or tomorrow's where today's has passed. A day without a year is the next
    one; a plain 周五 is the coming one, today included.
    """
    today, text = now.astimezone(SHANGHAI).date(), _spelt(text)
    days = find_days(text, today)
    left = _without(text, [(days[0].where[0], days[-1].where[1])]) if days else text
    day, clock = days[0] if days else None, find_clock(left)
    if day is None and (clock is None or not clock.exact):
        return None
    rest = _tidy(_without(left, [clock.where]) if clock else left)
    on = day.day if day else today
    start = _at(on, clock.start if clock else 0)
    if day is None and start < now:
        start = _at(on := today + timedelta(days=1), clock.start if clock else 0)
    end = _at(on, clock.end) if clock and clock.exact and clock.end is not None else None
    if len(days) == 2 and clock is None:
        end = _at(days[1].day, 1440)
    return When(start, clock is not None and clock.exact, rest, end)


def parse_range(text: str, now: datetime, parts: Parts = WHOLE_PARTS) -> tuple[datetime, datetime] | None:
    """The stretch of time ``text`` names, as two UTC instants, first and last: for a hearing, 周四下午.

    上午 is 08:00 to 12:00, 下午 13:00 to 18:00, 晚上 18:00 to 22:00, unless ``parts`` says otherwise (minutes of the
    day); a day alone is all of it (``parts["全天"]``); a time alone lasts three hours; 12月5日到7日 is three days;
    an end may lie in the day after (晚上8点到凌晨1点, 到次日10点). ``None`` when no day and no time is named.
    """
    today, text = now.astimezone(SHANGHAI).date(), _spelt(text)
    days = find_days(text, today)
    clock = find_clock(_without(text, [day.where for day in days]), parts)
    if not days:
        return _range_today(clock, today, now)
    if clock is None:
        first, last = parts.get("全天", (0, 1440))
        return _at(days[0].day, first), _at(days[-1].day, last)
    first_at, last_at = _span(days[0].day, clock)
    return first_at, _later_day(text, days[0].day) or last_at


def _later_day(text: str, first: date) -> datetime | None:
    """The end of a stretch that names another day for it: 周四9点到周五17点, 下午2点到次日10点."""
    begins, _, ends = _TO_A_DAY.split(text, 1) if _TO_A_DAY.search(text) else ("", "", "")
    clock = find_clock(ends)
    if clock is None or not clock.exact or find_clock(begins) is None:
        return None
    named = find_days(ends, first)
    last = named[0].day if named else first + timedelta(days=1)
    return _at(last, clock.start) if last > first else None


def _range_today(clock: Clock | None, today: date, now: datetime) -> tuple[datetime, datetime] | None:
    if clock is None:
        return None
    first, last = _span(today, clock)
    return (first, last) if last > now else _span(today + timedelta(days=1), clock)


def _span(day: date, clock: Clock) -> tuple[datetime, datetime]:
    end = clock.end if clock.end is not None else clock.start + 180
    return _at(day, clock.start), _at(day, end)


def _at(day: date, minutes: int) -> datetime:
    midnight = datetime.combine(day, time(), SHANGHAI)
    return (midnight + timedelta(minutes=minutes)).astimezone(UTC)


def _spelt(text: str) -> str:
    """Simplified, with half-width digits and colons; other punctuation stays, for it may belong to a place."""
    return simplified(text.translate(_HALF_WIDTH))


def _without(text: str, stretches: list[tuple[int, int]]) -> str:
    """The text with each stretch made one space, so that what stood around it stays apart."""
    for first, last in sorted(stretches, reverse=True):
        text = f"{text[:first]} {text[last:]}"
    return text


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,，。;；、:：")
