"""Numbers as people say and type them: 三, 十二, 两百零五, 八四三一, "1-8,10", 一到八."""

from __future__ import annotations

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "幺": 1,
    "俩": 2,
    "洞": 0,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LOOSE = {"廿": "二十", "卅": "三十"}
CHINESE = "".join(DIGITS) + "".join(_UNITS) + "".join(_LOOSE)
"""Every character a Chinese numeral is made of, for use inside a regular expression's brackets."""

LARGEST_LIST = 500


def to_int(text: str) -> int | None:
    """The number that ``text`` is (``12``, ``十二``, ``一百零五``, ``二〇二六``), or ``None``."""
    text = text.strip()
    if text.isascii():
        return int(text) if text.isdigit() else None
    for short, full in _LOOSE.items():
        text = text.replace(short, full)
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    return _counted(text)


def _counted(text: str) -> int | None:
    """A numeral with units: 十二, 三百, 八千四百三十一, 一百二 (that is 120)."""
    total, pending, last_unit = 0, None, 1
    for c in text:
        if c in DIGITS:
            if pending:
                return None
            pending = DIGITS[c]
            last_unit = 10 if pending == 0 else last_unit
        elif c in _UNITS:
            total += (1 if pending is None else pending) * _UNITS[c]
            pending, last_unit = None, _UNITS[c]
        else:
            return None
    return total + (pending or 0) * (last_unit // 10 if last_unit >= 100 else 1)


def to_code(text: str) -> str | None:
    """The four digits of a spoken check-in code (``8431``, ``8 4 3 1``, ``八四三一``), or ``None``."""
    squeezed = re.sub(r"[\s\-,.、]", "", text)
    if not squeezed or not all(c in DIGITS or (c.isascii() and c.isdigit()) or c in _UNITS for c in squeezed):
        return None
    if any(c in _UNITS for c in squeezed):
        number = to_int(squeezed)
        return str(number) if number is not None and 1000 <= number <= 9999 else None
    digits = "".join(str(DIGITS.get(c, c)) for c in squeezed)
    return digits if len(digits) == 4 else None


def parse_list(text: str) -> list[int] | None:
    """The numbers of a list such as ``1-8,10`` or ``一到八、十``, in order and each once.

    Returns ``None`` when any part is not a number, a range runs backwards, or there are more than 500.
    """
    found: dict[int, None] = {}
    for part in re.split(r"[,，、;；\s和及]+", text.strip("，,、 ")):
        ends = [to_int(end) for end in re.split(r"\s*[-—–~～至到]+\s*", part.removesuffix("号")) if end]
        if not ends or len(ends) > 2 or None in ends:
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        if first > last or last - first > LARGEST_LIST:
            return None
        found |= dict.fromkeys(range(first, last + 1))
    return list(found) if len(found) <= LARGEST_LIST else None
