"""From the pieces a rule found to the slots a handler gets: all strings, each in one spelling."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from bot.understanding.dates import SHANGHAI, parse_month, parse_range
from bot.understanding.numbers import DIGITS, to_code, to_int
from bot.understanding.pattern import Pattern
from bot.understanding.rules.rule import KIND_OF_MEETING, MARK_WORD, NUMBERS_FIRST, Rule

_MEETING_KINDS = {
    "党员大会": "支部党员大会", "支部大会": "支部党员大会", "支部委员会": "支委会", "党小组会议": "党小组会",
}  # fmt: skip
# The nouns of ``bot export``; the first that is found in what was asked for.
_EXPORT_KINDS = (
    ("first-topic", "议题"), ("minutes", "会议记录|纪要"), ("notices", "通知|回执"), ("tasks", "任务"),
    ("report", "报告"), ("registers", "公益|擂台|登记|结对|六个有|把关|两个覆盖|监督|党员发展|党费|台账"),
    ("people", "花名册|名册|党员|人员"), ("calendar", "日历"),
)  # fmt: skip
_NUMBERS_FIRST = Pattern(NUMBERS_FIRST)
_ITS_MARK = Pattern(rf"号?\s*(?:都|全部?)?(?P<word>{MARK_WORD})(?:了|的)?$")
_EDGES = " ,.;:、。!~-\"'“”"


def fill(rule: Rule, match: re.Match[str], today: date) -> dict[str, str] | None:
    """The slots of a matched rule; ``None`` if they make no sense (a hearing without a time, a code of letters)."""
    slots = {name: value.strip(_EDGES) for name, value in match.groupdict().items() if value}
    for name in ("n", "code", "month"):
        if name in slots and (value := _spelt(rule, name, slots[name], today)) is None:
            return None if name != "month" else {}
        elif name in slots:
            slots[name] = value or ""
    if rule.intent in _FINISH:
        finished = _FINISH[rule.intent](slots, match, today)
        if finished is None:
            return None
        slots = finished
    return {name: value for name, value in (slots | dict(rule.slots)).items() if value}


def _spelt(rule: Rule, name: str, value: str, today: date) -> str | None:
    if name == "month":
        return parse_month(value, today)
    if name == "n":
        number = to_int(value)
        return None if number is None else str(number)
    if rule.intent == "bind":
        return re.sub(r"\s+", "-", value.upper())
    squeezed = re.sub(r"[\s\-]", "", value)
    return to_code(value) or (
        "".join(str(DIGITS.get(c, c)) for c in squeezed) if _all_digits(squeezed) else None
    )


def _all_digits(text: str) -> bool:
    return all(c in DIGITS or (c.isascii() and c.isdigit()) for c in text)


def _leave(slots: dict[str, str], match: re.Match[str], today: date) -> dict[str, str]:
    day_and_cause = " ".join(slots[name] for name in ("reason", "why") if name in slots)
    reason = re.sub(r"^(?:因为?|由于|原因|事由|理由|是|我|,|\s)+(?=.)", "", day_and_cause)
    return {**slots, "reason": reason.strip(_EDGES), "why": ""}


def _hearing(slots: dict[str, str], match: re.Match[str], today: date) -> dict[str, str] | None:
    """Only a stretch of time that can be read and has not passed is a hearing."""
    morning = datetime.combine(today, time(), SHANGHAI).astimezone(UTC)
    stretch = parse_range(slots.get("reason", ""), morning)
    return slots if stretch is not None and stretch[1] > morning else None


def _meeting(slots: dict[str, str], match: re.Match[str], today: date) -> dict[str, str]:
    return slots | meeting_of(slots.get("reason", ""))


def meeting_of(said: str) -> dict[str, str]:
    """The kind of meeting that ``said`` names, where it names one, and the rest of it as ``reason``."""
    slots = {}
    if kind := KIND_OF_MEETING.search(said):
        slots["kind"] = _MEETING_KINDS.get(kind[0], kind[0])
        said = f"{said[: kind.start()]} {said[kind.end() :]}"
    return slots | {"reason": " ".join(said.split()).strip(_EDGES)}


def _marks(slots: dict[str, str], match: re.Match[str], today: date) -> dict[str, str]:
    """``1-8到 9假`` in the order the roll is marked in: ``到 1-8 假 9``."""
    reason = slots.get("reason", "")
    if not reason[:1].isdigit() and reason[:1] not in DIGITS:
        return slots
    turned = []
    for part in _NUMBERS_FIRST.finditer(reason):
        if mark := _ITS_MARK.search(part[0]):
            turned.append(f"{mark['word']} {part[0][: mark.start()]}")
    return slots | {"reason": " ".join(turned)}


def _export(slots: dict[str, str], match: re.Match[str], today: date) -> dict[str, str]:
    asked = slots.get("kind", "")
    return slots | {"kind": export_kind(asked), "month": parse_month(asked, today) or ""}


def export_kind(asked: str) -> str:
    """Which of the exports ``asked`` names; attendance where it names none."""
    return next((noun for noun, words in _EXPORT_KINDS if re.search(words, asked)), "attendance")


def _search(slots: dict[str, str], match: re.Match[str], today: date) -> dict[str, str]:
    """What is looked for, without the 的课 or 的资料 that anything here is."""
    about = slots.get("about", "")
    return slots | {"about": re.sub(r"的(?:党课|课程|课|资料|材料|故事|内容|电影)$", "", about) or about}


_FINISH = {
    "search": _search,
    "leave": _leave,
    "excuse": _leave,
    "hearing": _hearing,
    "paper_marks": _marks,
    "meeting_create": _meeting,
    "export": _export,
}
