"""The library's own words, as its index holds them: which of them a question is about, and what each is worth."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from math import log

from content.sounds import syllables
from content.synonyms import written_for

LONGEST_WORD = 12
SHORTEST_SOUND, LONGEST_SOUND = 3, 6
"""Names of so many characters are known by their sound inside a question; two are only known by themselves."""

BY_SOUND, BY_SYNONYM = 0.9, 0.8


class Vocabulary:
    """The words of an index, read once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        total = db.execute("SELECT count(*) FROM entry").fetchone()[0]
        # A word half the library has says nothing about what is looked for.
        rows = db.execute("SELECT word, entries, sound FROM word WHERE entries * 2 <= ?", (total,)).fetchall()
        self._worth = {word: log(1 + total / entries) for word, entries, _ in rows}
        self._by_sound = {sound: word for word, _, sound in rows if sound}

    def weights(self, folded: str) -> dict[str, float]:
        """The words a folded question is about, each with its worth; those written otherwise count for less."""
        found = {word: self._worth[word] for word in self._words_in(folded)}
        for word in written_for(folded):
            if word in self._worth:
                found.setdefault(word, self._worth[word] * BY_SYNONYM)
        for word in self._heard_in(folded):
            found.setdefault(word, self._worth[word] * BY_SOUND)
        return found

    def _words_in(self, folded: str) -> Iterator[str]:
        """The words inside the question, the longest at each place."""
        place = 0
        while place < len(folded):
            lengths = range(min(LONGEST_WORD, len(folded) - place), 1, -1)
            word = next((w for n in lengths if (w := folded[place : place + n]) in self._worth), "")
            if word:
                yield word
            place += len(word) or 1

    def _heard_in(self, folded: str) -> Iterator[str]:
        """Names that are not written in the question but sound as a stretch of it does: 邪觉哉, 梅汝傲."""
        sounds = syllables(folded)
        if len(sounds) != len(folded):
            return
        shortest = min(SHORTEST_SOUND, len(folded))
        for size in range(min(LONGEST_SOUND, len(folded)), shortest - 1, -1):
            for place in range(len(folded) - size + 1):
                word = self._by_sound.get("".join(sounds[place : place + size]))
                if word is not None and word not in folded:
                    yield word
