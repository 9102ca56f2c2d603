"""How meetings, people and counts are said, so that replies to the same thing have the same shape."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot import local
from bot.ledger.meetings import Meeting
from bot.understanding.numbers import to_int

LINES, CHARACTERS = 8, 300
YES = frozenset(
    ["1", "确认", "是", "是的", "对", "好", "好的", "可以", "办", "嗯", "yes", "y", "ok", "确定", "行"]
)
NO = frozenset(["2", "不办", "不", "否", "不是", "不要", "不用", "no", "n"])
_ENDS = "。.!！?？,， 　"


def fit(lines: Iterable[str]) -> str:
    """A bubble of these lines, the empty ones left out, inside 8 lines and 300 characters.

    What is too long is cut from the middle: the first line is the answer, the last says what can be done next.
    """
    kept = [line for line in lines if line]
    while len(kept) > 2 and (len(kept) > LINES or len("\n".join(kept)) > CHARACTERS):
        del kept[-2]
    return "\n".join(kept)[:CHARACTERS]


def plain(said: str) -> str:
    """What was said in half width, without punctuation at its ends."""
    return unicodedata.normalize("NFKC", said).strip(_ENDS)


def yes_or_no(said: str) -> bool | None:
    """Whether an answer to 回 1 确认，回 2 不办 is yes or no; None where it is neither."""
    word = plain(said).lower()
    if word in YES:
        return True
    return False if word in NO else None


def number(said: str, up_to: int) -> int | None:
    """The number of a list of ``up_to`` that was chosen (``2``, ``２``, ``二``, ``第2个``), or None."""
    match = re.fullmatch(r"第?(.+?)[个号项.、]?", plain(said))
    chosen = to_int(match[1]) if match else None
    return chosen if chosen is not None and 1 <= chosen <= up_to else None


def on_day(meeting: Meeting) -> str:
    """``12月5日 支部党员大会``."""
    here = local.at(meeting.starts_at)
    return f"{here.month}月{here.day}日 {meeting.title}"


def in_full(meeting: Meeting) -> str:
    """``12月5日（周六）19:30 支部党员大会``."""
    return f"{local.words(meeting.starts_at)} {meeting.title}"


def with_place(meeting: Meeting) -> str:
    """``支部党员大会（三楼会议室）``."""
    return f"{meeting.title}（{meeting.place}）" if meeting.place else meeting.title


def names(of: Sequence[str], limit: int = 12) -> str:
    """Names in a row; past ``limit`` the number of all."""
    shown = "、".join(of[:limit])
    return f"{shown} 等 {len(of)} 人" if len(of) > limit else shown


def numbered(lines: Iterable[str]) -> list[str]:
    """Lines with the numbers they are chosen by."""
    return [f"{n} {line}" for n, line in enumerate(lines, 1)]
