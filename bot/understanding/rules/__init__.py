"""Sentence patterns with slots, in the order they are tried."""

from __future__ import annotations

from bot.understanding.rules.acting import ACTING
from bot.understanding.rules.officer import OFFICER
from bot.understanding.rules.reading import MY_DATA, READING, WHY
from bot.understanding.rules.rule import Rule

__all__ = ["FOR_MEMBERS", "FOR_OFFICERS", "Rule"]

FOR_MEMBERS: tuple[Rule, ...] = (*ACTING, *READING)
FOR_OFFICERS: tuple[Rule, ...] = (*MY_DATA, *WHY, *OFFICER, *FOR_MEMBERS)
