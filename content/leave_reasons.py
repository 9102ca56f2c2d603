"""What a reason for leave or absence is put under, and what of its words may be kept (``leave_reasons.toml``).

A reason may be an illness, and that is nobody's business (domain.md rule 14): where a text holds a word about health,
the title of what it is put under is all that is kept.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.folding import fold

HEALTH = "health"
_FILE = Path(__file__).with_name("leave_reasons.toml")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of reason: its ``code`` in the ledger, its ``title`` in Chinese, the folded words that lead to it."""

    code: str
    title: str
    words: tuple[str, ...]
    unless: tuple[str, ...]

    def meant(self, folded: str) -> bool:
        """Whether a folded text holds one of the words, what only looks like one taken out."""
        for other in self.unless:
            folded = folded.replace(other, "")
        return any(word in folded for word in self.words)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as it may be kept: its code and text. ``withheld``: more was said, about health, and is not in it."""

    code: str
    text: str
    withheld: bool = False


def read(said: str) -> Reason:
    """What a text is put under; reading what it returned gives the same code and text again. Nothing for nothing."""
    folded = fold(said)
    if not folded:
        return Reason("", "")
    every = kinds()
    found = next((kind for kind in every.values() if kind.meant(folded)), list(every.values())[-1])
    if every[HEALTH].meant(folded):
        return Reason(found.code, found.title, folded != fold(found.title))
    return Reason(found.code, said)


def title(code: str) -> str:
    """A code in Chinese; empty for none, and for one that is no longer in the file."""
    kind = kinds().get(code)
    return kind.title if kind else ""


@cache
def kinds(path: Path = _FILE) -> Mapping[str, Kind]:
    """The kinds by code, in the order of the file; the last takes what no other does.

    Raises ValueError naming the section and what is wrong with it.
    """
    found = {code: _kind(code, said) for code, said in tomllib.loads(path.read_text("utf-8")).items()}
    if HEALTH not in found or list(found.values())[-1].words:
        raise ValueError("leave_reasons.toml: [health] is missing, or the last section has words")
    return found


def _kind(code: str, said: Mapping[str, object]) -> Kind:
    name, words, unless = said.get("title"), said.get("words"), said.get("unless", [])
    if not isinstance(name, str) or not name or len(code) > 10:
        raise ValueError(f"leave_reasons.toml: [{code}] needs a title, and a code of at most 10 letters")
    if not isinstance(words, list) or not isinstance(unless, list):
        raise ValueError(f"leave_reasons.toml: [{code}] words and unless must be lists")
    return Kind(code, name, tuple(map(fold, words)), tuple(map(fold, unless)))
