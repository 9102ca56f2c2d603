"""Sentence patterns with slots, in the order they are tried."""

from __future__ import annotations

from bot.understanding.rules.acting import ACTING, CHECK_IN
from bot.understanding.rules.duties import DUTIES
from bot.understanding.rules.lectures import LECTURE_PUSH, THOUGHTS
from bot.understanding.rules.officer import OFFICER
from bot.understanding.rules.plan import PLAN
from bot.understanding.rules.reading import MY_DATA, READING, WHY
from bot.understanding.rules.rights import RIGHTS
from bot.understanding.rules.rule import Rule
from bot.understanding.rules.schedule import SCHEDULE

__all__ = ["FOR_MEMBERS", "FOR_OFFICERS", "Rule"]

# What most say, at one moment, comes first: a rule is compiled when a sentence first gets as far as it.
MOST_SAID = CHECK_IN[:1]
FOR_MEMBERS: tuple[Rule, ...] = (*MOST_SAID, *RIGHTS, *THOUGHTS, *ACTING, *READING)
FOR_OFFICERS: tuple[Rule, ...] = (
    *MOST_SAID,
    *RIGHTS,
    *MY_DATA,
    *WHY,
    *LECTURE_PUSH,
    *THOUGHTS,
    *PLAN,
    *SCHEDULE,
    *DUTIES,
    *OFFICER,
    *ACTING,
    *READING,
)
