"""One form for text and query, so that what a member types meets what an author wrote.

Folding works character by character: any piece of a text folds to a piece of the folded text, which is what
lets the index promise that it finds everything a plain scan would.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable
from functools import cache
from typing import cast

_GLOSS = re.compile(r"[（(][^（()）]{1,12}[)）]")


def fold(text: str) -> str:
    """Lower case, half-width, simplified characters; punctuation and spaces dropped."""
    return "".join(map(_fold_character, unicodedata.normalize("NFC", text)))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the place in ``text`` (which is NFC) it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for kept in _fold_character(character):
            folded.append(kept)
            places.append(place)
    return "".join(folded), places


def without_glosses(text: str) -> str:
    """The text without short asides in brackets: ``恽（音运）代英`` reads 恽代英."""
    return _GLOSS.sub("", text)


@cache
def _fold_character(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character).lower()
    return "".join(_simplified(part) for part in wide if part.isalnum())


def _simplified(character: str) -> str:
    """A traditional character as its simplified one.

    GB 2312 holds the simplified set: what it can encode needs no table. The table costs a fifth of a second
    to load, so it is loaded with the first character that is outside.
    """
    if character.isascii() or _in_gb2312(character):
        return character
    return _converter()(character, "zh-cn")


@cache
def _converter() -> Callable[[str, str], str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # zhconv leaves its dictionary file open
        from zhconv import convert  # noqa: PLC0415

        convert("門", "zh-cn")
    return cast(Callable[[str, str], str], convert)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
