"""Times of day in words: 晚上七点半, 下午3点到5点, 19:30, 十九点三十分, 中午."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.numbers import CHINESE, to_int
from bot.understanding.pattern import Pattern

Parts = Mapping[str, tuple[int, int]]
_PARTS: Parts = {  # minutes of the day
    "凌晨": (0, 360), "清晨": (360, 540), "早上": (480, 720), "早晨": (480, 720), "一早": (480, 720),
    "上午": (480, 720),
    "中午": (720, 840), "正午": (720, 840), "午间": (720, 840), "下午": (780, 1080), "午后": (780, 1080),
    "傍晚": (1020, 1140), "晚上": (1080, 1320), "晚间": (1080, 1320), "夜里": (1080, 1320),
    "早": (480, 720), "晚": (1080, 1320),
    "下昼": (780, 1080), "朝早": (480, 720), "全天": (0, 1440), "整天": (0, 1440), "一天": (0, 1440),
}  # fmt: skip
PART = "凌晨|清晨|早上|早晨|一早|上午|中午|正午|午间|下午|午后|傍晚|晚上|晚间|夜里|下昼|朝早|全天|整天|一天"
_NUMBER = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
_NOT_MINUTES = r"(?!\s*[楼层号室栋座人个])"  # 下午三点三楼 is three o'clock on the third floor
_MINUTE = (
    rf"(?:半|整|钟整|[一三]刻|过?{_NUMBER}分|过?(?:\d\d|[{CHINESE}]{{2,3}}|[一二三四五]十){_NOT_MINUTES})"
)
_POINT = rf"(?:(?P<hour>{_NUMBER})\s*(?:点钟|点|时(?!间))\s*(?P<minute>{_MINUTE})?)"
_DIGITAL = r"(?:(?<!\d)(?P<h>[01]?\d|2[0-4])\s*:\s*(?P<m>[0-5]\d)(?!\d))"
_TIME = Pattern(rf"(?P<part>{PART}|早|晚)?\s*(?:{_POINT}|{_DIGITAL})")
_ONLY_PART = Pattern(rf"(?P<part>{PART}|[早晚])")
_LINK = Pattern(r"\s*(?:到|至|-|—|–|~)+\s*$")
_BARE_AFTERNOON = range(1, 8)
_FROM_NOON = {"下午", "午后", "下昼", "傍晚", "晚上", "晚间", "夜里", "晚"}


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes of the local day: ``start`` and, where a range was said, ``end``; 1440 is the next midnight, and
    what ends 凌晨 of the day after ends beyond it.

    ``exact`` is false where only a part of the day was said (``下午`` is 13:00 to 18:00). ``where`` is the
    stretch of the text that said so.
    """

    start: int
    end: int | None
    exact: bool
    where: tuple[int, int]


def find_clock(text: str, parts: Parts = _PARTS) -> Clock | None:
    """The first time of day, or range of times, in ``text``; failing that a part of the day; or ``None``.

    ``parts`` says from which minute of the day to which a part of it lasts.
    """
    first = next(((m, at) for m in _TIME.finditer(text) if (at := _minutes(m, "")) is not None), None)
    if first is None:
        return _part_of_day(text, parts)
    match, start = first
    second = _TIME.search(text, match.end())
    if second and _LINK.fullmatch(text[match.end() : second.start()]):
        end = _minutes(second, match["part"] or "")
        if end is not None and end <= start and end + 720 > start and not second["part"]:
            end += 720
        if end is not None and end <= start and second["part"] == "凌晨":
            end += 1440
        if end is not None and (start < end <= 1440 or second["part"] == "凌晨"):
            return Clock(start, end, True, (match.start(), second.end()))
    return Clock(start, None, True, match.span())


def _part_of_day(text: str, parts: Parts) -> Clock | None:
    match = _ONLY_PART.search(text)
    if match is None:
        return None
    first, last = parts[match["part"]] if match["part"] in parts else _PARTS[match["part"]]
    noon = match["part"] in ("中午", "正午")
    return Clock(first, None if noon else last, noon, match.span())


def _minutes(match: re.Match[str], part_before: str) -> int | None:
    """Minutes since local midnight, or ``None`` for an hour or minute that no clock has."""
    hour = to_int(match["hour"] or match["h"])
    minute = int(match["m"]) if match["m"] else _minute(match["minute"])
    if hour is None or minute is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return _hour_of_day(hour, match["part"] or part_before, (match["h"] or "").startswith("0")) * 60 + minute


def _minute(said: str | None) -> int | None:
    if not said or said.endswith("整"):
        return 0
    fixed = {"半": 30, "一刻": 15, "三刻": 45}
    return fixed[said] if said in fixed else to_int(said.removeprefix("过").removesuffix("分"))


def _hour_of_day(hour: int, part: str, padded: bool) -> int:
    """The hour of 24. A bare 一点 to 七点 is in the afternoon: nobody meets at three in the morning."""
    if part in _FROM_NOON:
        return 24 if hour == 12 and part not in ("下午", "午后", "下昼") else hour + 12 if hour < 12 else hour
    if part in ("中午", "正午", "午间"):
        return hour + 12 if hour < 10 else hour
    if part == "凌晨":
        return 0 if hour == 12 else hour
    return hour + 12 if not part and not padded and hour in _BARE_AFTERNOON else hour
