"""One spelling for what people type, paste and dictate: width, script, emotes, voice full stops."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable
from functools import cache

from bot.understanding.pattern import Pattern

_QUOTED = Pattern(r"^[「『].*?[」』]\s*(?:[-—]\s?){4,}\s*(?=\S)", re.S)
_EMOTES = Pattern(
    r"\[[\u4e00-\u9fffA-Za-z]{1,6}\]|/:[^\s]{1,8}"
    r"|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200b-\u200f\u2028-\u202e\u2060-\u2064\uFEFF\x00-\x08\x0b-\x1f\x7f]"
)
_WIDE = dict(zip(",;:!?()", "，；：！？（）", strict=True))
_BESIDE_CHINESE = Pattern(r"(?<=[\u4e00-\u9fff])[,;:!?()]|[,;:!?()](?=[\u4e00-\u9fff])")
_SPACES = Pattern(r"\s+")
PUNCTUATION = " ,.!~;:、。…·-—_^+=*#@|<>《》〈〉()「」『』【】〔〕～\t"
MAX_LENGTH = 1200
_SHIFT = 12  # how far trimmed punctuation, emotes and joined spaces may move the beginning
_TYPED_EDGES = PUNCTUATION + "，。！～；：、（）…　"
_ENDS = PUNCTUATION + "?\"'“”‘’"


def clean(text: str) -> str:
    """``text`` in one spelling: simplified, half-width, no emotes, single spaces; punctuation inside is kept.

    A quotation that WeChat puts above an answer is dropped: it is what someone else said.
    """
    text = _QUOTED.sub("", text.strip())
    text = unicodedata.normalize("NFKC", _EMOTES.sub(" ", text))
    return _SPACES.sub(" ", simplified(text)).strip()


def cleaned(text: str) -> str:
    """What a message says: its first ``MAX_LENGTH`` characters in one spelling and in small letters."""
    return clean(text[:MAX_LENGTH]).lower()


def bare(text: str) -> str:
    """A cleaned text without punctuation at its ends; a question mark and plain quotation marks stay."""
    return text.strip(PUNCTUATION) or text


def naked(text: str) -> str:
    """A cleaned text without any punctuation at its ends, question marks too: for read-only things."""
    return text.strip(_ENDS) or text


def full_width(text: str) -> str:
    """The commas, colons and brackets beside Chinese characters made full-width again, as Chinese is printed."""
    return _BESIDE_CHINESE.sub(lambda match: _WIDE[match[0]], text)


def as_typed(text: str, value: str) -> str:
    """The end of ``text`` that was cleaned to ``value``, as it was typed: capitals, full-width punctuation, lines.

    What an officer sends on as a notice must be the officer's own spelling. Returns ``value`` where the text does
    not end with it.
    """
    text, plain = text.strip(), value.replace(" ", "")
    likely = len(text) - len(value)
    for start in sorted(
        range(max(0, likely - _SHIFT), min(len(text), likely + _SHIFT)), key=lambda i: abs(i - likely)
    ):
        tail = text[start:].lstrip(_TYPED_EDGES)
        if len(tail) == len(text) - start and naked(clean(tail).lower()).replace(" ", "") == plain:
            return tail
    return value


def simplified(text: str) -> str:
    """Traditional characters made simplified (``簽到`` → ``签到``); ASCII is returned as it is."""
    return text if text.isascii() else _converter()(text)


def warm() -> None:
    """Load the conversion table (about 0.25 s), so that no message waits for it."""
    _converter()


@cache
def _converter() -> Callable[[str], str]:
    import zhconv  # noqa: PLC0415  (0.2 s: kept off the import of this package)

    def convert(text: str) -> str:
        return str(zhconv.convert(text, "zh-hans"))

    with warnings.catch_warnings():
        # zhconv leaves its dictionary's file handle to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        convert("簽")
    return convert
