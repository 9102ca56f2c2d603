"""How Chinese sounds, without tones: what is typed as it is heard can be found by it.

Sounds that many of our speakers do not tell apart are written alike: zh and z, n and l, in and ing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache


def syllables(text: str) -> tuple[str, ...]:
    """How ``text`` sounds, a syllable a character, merged; what is not Chinese stays as it is."""
    return tuple(merged(sound) for sound in spelled(text))


def spelled(text: str) -> list[str]:
    """The plain pinyin of ``text``, a syllable a character. The first call loads the table (a third of a second)."""
    return _pinyin()(text)


def merged(sound: str) -> str:
    """One spelling for sounds that many of our speakers do not tell apart."""
    sound = re.sub(r"([zcs])h", r"\1", sound)
    sound = re.sub(r"([aei])ng", r"\1n", sound)
    return re.sub(r"^n(?=[aeiouv])", "l", sound)


@cache
def _pinyin() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return lambda text: list(lazy_pinyin(text))
