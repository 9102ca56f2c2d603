"""The number and the month that a sentence names, for the intents that have them."""

from __future__ import annotations

from datetime import date

from bot.chat import Intent
from bot.understanding.months import parse_month
from bot.understanding.numbers import CHINESE, to_int
from bot.understanding.pattern import Pattern

_BY_MONTH = {"tasks", "first_topic", "my_record", "branch_status", "export"}
_BY_NUMBER = {"first_topic", "notices", "tasks", "receipts", "lecture"}
_A_NUMBER = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
_ORDINAL = Pattern(
    rf"第(?P<n>{_A_NUMBER})(?:条|篇|份|号|个|项|讲|课|集)|(?:通知|任务|议题)(?P<m>{_A_NUMBER})(?![\d月日点号天])"
)


def with_number(intent: Intent, said: str) -> Intent:
    """The intent with the one number that was named (第3条), where it is of the things that have numbers."""
    if intent.name not in _BY_NUMBER or "n" in intent.slots:
        return intent
    named = {
        number
        for match in _ORDINAL.finditer(said)
        if (number := to_int(match["n"] or match["m"])) is not None
    }
    if len(named) != 1:
        return intent
    return Intent(intent.name, {**intent.slots, "n": str(named.pop())}, intent.certain, intent.guesses)


def with_month(intent: Intent, said: str, today: date) -> Intent:
    """The intent with the month that was named, where it is one of those asked for by month."""
    if intent.name not in _BY_MONTH or "month" in intent.slots or (month := parse_month(said, today)) is None:
        return intent
    return Intent(intent.name, {**intent.slots, "month": month}, intent.certain, intent.guesses)
