"""How long something lasted, in words: 两小时, 一个半小时, 90分钟, 1.5小时."""

from __future__ import annotations

import re
import unicodedata

from bot.understanding.numbers import to_int

_HOURS = re.compile(
    r"(?P<n>\d+(?:\.5)?|[一二两三四五六七八九十]+)?\s*个?\s*(?P<half>半)?\s*个?\s*(?:小时|钟头)(?P<and>半)?"
)
_MINUTES = re.compile(r"(?P<n>\d+|[一二两三四五六七八九十]+)\s*分钟?")


def minutes_in(text: str) -> int | None:
    """The minutes a text names, or None. 两小时二十分钟 is 140."""
    said = unicodedata.normalize("NFKC", text)
    hours, rest = _HOURS.search(said), said
    found = 0
    if hours is not None:
        number = hours["n"] or ""
        if not number and not hours["half"]:
            return None
        whole = float(number) if number.replace(".", "").isdecimal() else float(to_int(number) or 0)
        found = int(whole * 60) + (30 if hours["half"] or hours["and"] else 0)
        rest = said[hours.end() :]
    if (minutes := _MINUTES.search(rest)) is not None:
        found += to_int(minutes["n"]) or 0
    return found or None
