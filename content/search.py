"""Finding a lecture or a first topic from whatever a member typed, without loading jieba.

Tried in this order, and an entry is listed where it is first found: the query as it stands (in titles, then
anywhere), all its words, its pinyin or initials; and where none of these found anything, names it comes close to
and the library's own words inside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from content.entries import HitKind
from content.folding import fold, fold_with_places
from content.index import pairs

SNIPPET_BEFORE = 12
SNIPPET_LENGTH = 44
LONGEST_QUERY = 60
LONGEST_WORD = 12
LONGEST_NAME = 6
Needles = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``number`` is what members type to open a lecture, or the topic's place in its month."""

    kind: HitKind
    slug: str
    title: str
    snippet: str
    number: int


class Search:
    """An open index. One connection under a lock serves all threads: a query takes well under a millisecond."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
        )
        self._lock = Lock()
        total = self._db.execute("SELECT count(*) FROM entry").fetchone()[0]
        # A word half the library has says nothing about what is looked for.
        rows = self._db.execute("SELECT word FROM word WHERE entries * 2 <= ?", (total,))
        self._words = frozenset(word for (word,) in rows)

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
            found: dict[int, Needles] = {}
            for number, needles in self._stages(query, folded):
                if len(found) >= limit:
                    break
                found.setdefault(number, needles)
            return [self._hit(number, needles) for number, needles in found.items()]

    def _stages(self, query: str, folded: str) -> Iterator[tuple[int, Needles]]:
        """Entry ids with the pieces of the query to show them by; looser stages only where none was stricter."""
        nothing = True
        for number, needles in self._strict(query, folded):
            nothing = False
            yield number, needles
        if nothing:
            yield from self._near(folded)
            words = tuple(self._words_in(folded))
            yield from ((number, words) for number in self._match(" OR ".join(map(_phrase, words))))

    def _strict(self, query: str, folded: str) -> Iterator[tuple[int, Needles]]:
        for expression in (f"cut_title : {_phrase(folded)}", _phrase(folded)):
            yield from ((number, (folded,)) for number in self._match(expression))
        words = tuple(filter(None, map(fold, query.split())))
        if len(words) > 1:
            yield from ((number, words) for number in self._match(" AND ".join(map(_phrase, words))))
        if folded.isascii() and folded.isalpha() and len(folded) > 1:
            yield from ((number, ()) for number in self._spelled(folded))

    def _match(self, expression: str) -> list[int]:
        if not expression:
            return []
        rows = self._db.execute(
            "SELECT rowid FROM entry_fts WHERE entry_fts MATCH ? ORDER BY bm25(entry_fts, 10, 3, 1), rowid",
            (expression,),
        )
        return [number for (number,) in rows]

    def _spelled(self, letters: str) -> list[int]:
        rows = self._db.execute(
            "SELECT entry, min(place) FROM key WHERE key >= ? AND key < ? GROUP BY entry ORDER BY 2, 1",
            (letters, letters + "{"),  # "{" follows "z"
        )
        return [number for number, _ in rows]

    def _words_in(self, folded: str) -> Iterator[str]:
        """The library's words inside the query, the longest at each place."""
        place = 0
        while place < len(folded):
            lengths = range(min(LONGEST_WORD, len(folded) - place), 1, -1)
            word = next((w for n in lengths if (w := folded[place : place + n]) in self._words), "")
            if word:
                yield word
            place += len(word) or 1

    def _near(self, folded: str) -> Iterator[tuple[int, Needles]]:
        """Titles and names that share half a short query's pairs: one wrong character does not hide a name."""
        if len(folded) > LONGEST_NAME:
            return
        wanted = sorted({folded[place : place + 2] for place in range(len(folded) - 1)})
        shared: dict[int, list[str]] = {}
        for pair in wanted:
            for number in self._match(f"{{cut_title cut_lead}} : {_phrase(pair)}"):
                shared.setdefault(number, []).append(pair)
        close = [item for item in shared.items() if len(item[1]) * 2 >= len(wanted)]
        yield from ((number, tuple(has)) for number, has in sorted(close, key=lambda item: -len(item[1])))

    def _hit(self, number: int, needles: Needles) -> Hit:
        kind, slug, place, title, body = self._db.execute(
            "SELECT kind, slug, number, title, body FROM entry WHERE id = ?", (number,)
        ).fetchone()
        return Hit(kind, slug, title, snippet(body, needles), place)


def snippet(text: str, needles: Needles) -> str:
    """A line of ``text`` around the first folded needle that stands in it, or its beginning."""
    folded, places = fold_with_places(text)
    at = next((place for needle in needles if (place := folded.find(needle)) >= 0), -1)
    start = max(0, places[at] - SNIPPET_BEFORE) if at >= 0 else 0
    piece = text[start : start + SNIPPET_LENGTH].replace("\n", " ").strip()
    return ("…" if start else "") + piece + ("…" if start + SNIPPET_LENGTH < len(text) else "")


def _phrase(folded: str) -> str:
    """An FTS5 expression for a substring. Folding left only letters and digits, so nothing needs escaping."""
    if len(folded) == 1:
        return f'"{folded}"*'
    tokens: Iterable[str] = pairs(folded).split()[:-1]
    return f'"{" ".join(tokens)}"'
