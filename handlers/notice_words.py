"""What the text of a notice says of itself: its title, whether it wants 收到, and by when."""

from __future__ import annotations

import re
from datetime import datetime

from bot.ledger.notices.announcing import LONGEST
from bot.understanding.dates import parse_when

__all__ = ["LONGEST", "TITLE", "deadline", "split", "wants_confirmation"]

TITLE = 24
_WANTS = re.compile(r"收到.{0,3}(?:请|后|的)?.{0,2}(?:回|复)|回复?收到|请(?:大家)?(?:回复|确认|回执|反馈)")
_BY_WHEN = re.compile(
    r"(?P<when>[^，。；！\n]{2,18}?)(?:之前|以前|前)(?:请|要|务必|统一)?.{0,4}(?:回|复|确认|反馈|报)"
)
_ENDS = re.compile(r"[。！？!?\n；;]")


def split(text: str) -> tuple[str, str]:
    """Title and body: the first sentence if it is short, else its beginning; nothing is said twice."""
    whole = text.strip()
    end = _ENDS.search(whole)
    first = whole[: end.start()] if end else whole
    if len(first) <= TITLE:
        return first, whole[len(first) :].lstrip("。！？!?；; \n")
    pause = [place for place in (whole.find(mark, 6, TITLE) for mark in "，,：: ") if place > 0]
    return whole[: max(pause) if pause else TITLE - 1].rstrip("，,：: ") + ("" if pause else "…"), whole


def wants_confirmation(text: str) -> bool:
    """Whether the text asks for an answer."""
    return _WANTS.search(text) is not None


def deadline(text: str, now: datetime) -> datetime | None:
    """By when the text wants an answer (UTC), or None: ``周四下午六点前回复``."""
    found = _BY_WHEN.search(text)
    when = parse_when(found["when"], now) if found else None
    return when.start if when is not None and when.start > now else None
