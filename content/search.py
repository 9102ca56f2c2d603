"""Finding a lecture or a first topic from whatever a member typed, without loading jieba.

Tried in this order, and an entry is listed where it is first found: the query as it stands, as the library would
write it (``synonyms.txt``), all its words, its pinyin or initials; and where none of these found anything, the
library's own words inside it, also where they are only written as they sound, and names it comes close to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from content.entries import HitKind
from content.folding import fold, fold_with_places
from content.index import phrase
from content.ranking import ranked
from content.synonyms import said_otherwise
from content.vocabulary import Vocabulary

SNIPPET_BEFORE = 12
SNIPPET_LENGTH = 44
LONGEST_QUERY = 60
LONGEST_NAME = 6
MOST_WEIGHED = 60
"""So many entries are weighed against each other, or as many as were asked for."""

MOST_WORDS = 6
"""So many words of a question, its rarest, decide what is weighed; all of them weigh."""

MAPPED = 1 << 28
"""So many bytes of the file are read where they lie instead of being copied."""

_ENTRIES_OF_PAIRS = "SELECT entries, pair FROM pair WHERE pair IN (SELECT value FROM json_each(?))"
_TO_WEIGH = "SELECT id, head, lead, plain FROM entry WHERE id IN (SELECT value FROM json_each(?))"
_HOLDING = (
    "SELECT id FROM entry WHERE id IN (SELECT rowid FROM entry_fts WHERE entry_fts MATCH :pair)"
    " AND (instr(head, :text) OR instr(lead, :text) OR instr(plain, :text))"
)
_HEADS = "{cut_title cut_lead} : "
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``number`` is what members type to open a lecture, or the topic's place in its month.

    ``near``: it has some of the words that were asked for, and neither all of them nor the whole of it.
    """

    kind: HitKind
    slug: str
    title: str
    snippet: str
    number: int
    near: bool = False


class Search:
    """An open index. One connection under a lock serves all threads: a query takes a millisecond or two."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
        )
        self._db.execute(f"PRAGMA mmap_size = {MAPPED}")
        self._lock = Lock()
        self._vocabulary = Vocabulary(self._db)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def find(self, query: str, limit: int) -> list[Hit]:
        """The best ``limit`` hits, best first; none for a query of nothing but punctuation."""
        query = query[:LONGEST_QUERY]
        folded = fold(query)
        if not folded:
            return []
        with self._lock:
            found = self._first(self._strict(query, folded, limit), limit)
            near = not found
            if near:
                found = self._first(self._loose(folded, limit), limit)
            return [self._hit(number, needles, near=near) for number, needles in found.items()]

    @staticmethod
    def _first(pairs: Iterator[tuple[int, Collection[str]]], limit: int) -> dict[int, Collection[str]]:
        """The first ``limit`` entry ids, each with the pieces of the query to show it by."""
        found: dict[int, Collection[str]] = {}
        for number, needles in pairs:
            if len(found) >= limit:
                break
            found.setdefault(number, needles)
        return found

    def _loose(self, folded: str, limit: int) -> Iterator[tuple[int, Collection[str]]]:
        weights = self._vocabulary.weights(folded)
        yield from ((number, weights) for number in self._about(weights, limit))
        yield from self._near(folded, limit)

    def _strict(self, query: str, folded: str, limit: int) -> Iterator[tuple[int, Collection[str]]]:
        for text in (folded, *said_otherwise(folded)):
            yield from ((number, (text,)) for number in self._holding(text, limit))
        words = {word: 1.0 for part in query.split() if (word := fold(part))}
        if len(words) > 1:
            every = self._match(" AND ".join(map(phrase, words)), limit)
            yield from ((number, words) for number in self._ranked(every, words))
        if folded.isascii() and folded.isalpha() and len(folded) > 1:
            yield from ((number, ()) for number in self._spelled(folded, limit))

    def _holding(self, text: str, limit: int) -> list[int]:
        """Entries that hold ``text``; where there are many, first those that do in the title, the lead or a name."""
        found = self._by_rarest(text)
        if found is None:
            found = self._match(phrase(text), limit)
            if len(found) >= max(limit, MOST_WEIGHED):
                found = [*dict.fromkeys((*self._match(_HEADS + phrase(text), limit), *found))]
        return self._ranked(found, {text: 1.0})

    def _by_rarest(self, text: str) -> list[int] | None:
        """Entries that hold ``text``, looked for only among those with its rarest pair, or None where these are many.

        A phrase of many common pairs costs FTS5 milliseconds; most questions are in no entry word for word.
        """
        here = {text[place : place + 2] for place in range(len(text) - 1)}
        if len(here) < 2:
            return None
        known = self._db.execute(_ENTRIES_OF_PAIRS, (json.dumps([*here]),)).fetchall()
        if len(known) < len(here):
            return []
        entries, rarest = min(known)
        if entries > MOST_WEIGHED:
            return None
        rows = self._db.execute(_HOLDING, {"pair": phrase(rarest), "text": text})
        return [number for (number,) in rows]

    def _about(self, weights: Weights, limit: int) -> list[int]:
        """Entries that hold some of these words: the two rarest, or one in the title, the lead or a name, or one."""
        if not weights:
            return []
        phrases = [phrase(word) for word in sorted(weights, key=lambda word: -weights[word])[:MOST_WORDS]]
        tries = [" AND ".join(phrases[:2]), *(_HEADS + one for one in phrases), *phrases]
        found: dict[int, None] = {}
        for expression in tries:
            if len(found) >= max(limit, MOST_WEIGHED):
                break
            found |= dict.fromkeys(self._match(expression, limit))
        return self._ranked(found, weights)

    def _match(self, expression: str, limit: int) -> list[int]:
        """Entry ids, the first of the library first: as many as are weighed against each other."""
        rows = self._db.execute(
            "SELECT rowid FROM entry_fts WHERE entry_fts MATCH ? LIMIT ?",
            (expression, max(limit, MOST_WEIGHED)),
        )
        return [number for (number,) in rows]

    def _ranked(self, found: Collection[int], weights: Weights) -> list[int]:
        if len(found) < 2:
            return list(found)
        rows = self._db.execute(_TO_WEIGH, (json.dumps([*found]),))
        return ranked(rows.fetchall(), weights)

    def _spelled(self, letters: str, limit: int) -> list[int]:
        rows = self._db.execute(
            "SELECT entry FROM key WHERE key >= ? AND key < ? GROUP BY entry"
            " ORDER BY max(key = ?) DESC, min(place), entry LIMIT ?",
            (letters, letters + "{", letters, limit),  # "{" follows "z"
        )
        return [number for (number,) in rows]

    def _near(self, folded: str, limit: int) -> Iterator[tuple[int, Collection[str]]]:
        """Titles and names that share half a short query's pairs: one wrong character does not hide a name."""
        if len(folded) > LONGEST_NAME:
            return
        wanted = sorted({folded[place : place + 2] for place in range(len(folded) - 1)})
        shared: dict[int, list[str]] = {}
        for pair in wanted:
            for number in self._match(_HEADS + phrase(pair), limit):
                shared.setdefault(number, []).append(pair)
        close = [item for item in shared.items() if len(item[1]) * 2 >= len(wanted)]
        yield from sorted(close, key=lambda item: -len(item[1]))

    def _hit(self, number: int, needles: Iterable[str], *, near: bool) -> Hit:
        kind, slug, place, title, body, plain = self._db.execute(
            "SELECT kind, slug, number, title, body, plain FROM entry WHERE id = ?", (number,)
        ).fetchone()
        shown = [needle for needle in needles if needle in plain or needle in body]
        return Hit(kind, slug, title, snippet(body, shown), place, near)


def snippet(text: str, needles: Iterable[str]) -> str:
    """A line of ``text`` around the first folded needle that stands in it, or its beginning."""
    start = max(0, _place(text, needles) - SNIPPET_BEFORE)
    piece = text[start : start + SNIPPET_LENGTH].replace("\n", " ").strip()
    return ("…" if start else "") + piece + ("…" if start + SNIPPET_LENGTH < len(text) else "")


def _place(text: str, needles: Iterable[str]) -> int:
    """Where the first of the needles stands in ``text``, or 0. Most stand there as they are: folding costs more."""
    needles = tuple(needles)
    for needle in needles:
        if (at := text.find(needle)) >= 0:
            return at
    if not needles:
        return 0
    folded, places = fold_with_places(text)
    at = next((place for needle in needles if (place := folded.find(needle)) >= 0), -1)
    return places[at] if at >= 0 else 0
