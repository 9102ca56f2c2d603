"""The words of this field for jieba, and the words a text is made of. Only building the index loads jieba."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

TERMS_FILE = Path(__file__).parent / "terms.txt"

FILLERS_FILE = Path(__file__).parent / "fillers.txt"


@cache
def terms() -> tuple[str, ...]:
    """The domain words of ``terms.txt`` (one a line, ``#`` starts a comment), without loading jieba."""
    return _listed(TERMS_FILE)


@cache
def fillers() -> frozenset[str]:
    """Words that say nothing about what is asked for, whatever they stand beside."""
    return frozenset(_listed(FILLERS_FILE))


def _listed(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines for word in line.partition("#")[0].split())


def cutter(extra: Iterable[str] = ()) -> Any:
    """A jieba tokenizer that knows the terms and ``extra`` words. The first takes most of a second to make."""
    base = _dictionary()
    tokenizer = type(base)()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(base.FREQ), base.total, True
    for word in (*terms(), *extra):
        tokenizer.add_word(word)
    return tokenizer


@cache
def _dictionary() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 has invalid escapes and an old resource call
        import jieba  # noqa: PLC0415
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def words_of(text: str, tokenizer: Any) -> frozenset[str]:
    """The words of two characters or more in a folded text, long ones also by their parts."""
    return frozenset(word for word in tokenizer.cut_for_search(text) if len(word) >= 2)
