"""The derived search index: one SQLite file that can be deleted at any time and is then built again.

Chinese is not written with spaces and FTS5 does not cut it, so every field is stored as its overlapping pairs
of characters (``周文雍`` as ``周文 文雍 雍``): a phrase of pairs is exactly a substring. jieba's words are kept
beside them, so that a query can later be taken apart without loading jieba.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from content.entries import Entry
from content.folding import fold, without_glosses

if TYPE_CHECKING:
    from sqlite_utils import Database

# An index is as old as the code and words that built it: a change to any of these makes a new one.
_MADE_BY = ("entries.py", "folding.py", "index.py", "sounds.py", "words.py", "terms.txt", "fillers.txt")


def pairs(folded: str) -> str:
    """A folded text as overlapping pairs; its last character stands alone so that it too begins a token."""
    return " ".join(folded[place : place + 2] for place in range(len(folded)))


def phrase(folded: str) -> str:
    """An FTS5 expression for a substring. Folding left only letters and digits, so nothing needs escaping."""
    if len(folded) == 1:
        return f'"{folded}"*'
    return f'"{" ".join(pairs(folded).split()[:-1])}"'


def is_current(path: Path, content_hash: str) -> bool:
    """Whether the index at ``path`` was built by this code from files with this hash."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT content_hash FROM about").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(row == (_stamp(content_hash),))


def build(path: Path, content_hash: str, found: Sequence[Entry]) -> None:
    """Write the index beside ``path`` and rename it into place: readers and other builders never see half."""
    from sqlite_utils import Database  # noqa: PLC0415 a quarter of a second, and only when something changed

    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{uuid4().hex[:8]}.tmp")
    try:
        with closing(sqlite3.connect(temporary)) as connection:
            _write(Database(connection), content_hash, found)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _write(db: Database, content_hash: str, found: Sequence[Entry]) -> None:
    text = ("kind", "slug", "title", "body", "head", "lead", "plain", "cut_title", "cut_lead", "cut_body")
    with db.conn:
        entry = db.table("entry").create({"id": int, "number": int, **dict.fromkeys(text, str)}, pk="id")
        entry.insert_all(_row(number, one) for number, one in enumerate(found, 1))
        entry.enable_fts(["cut_title", "cut_lead", "cut_body"], tokenize="ascii")
        word = db.table("word").create({"word": str, "entries": int, "sound": str}, pk="word")
        word.insert_all(_words(db, found))
        db.table("pair").create({"pair": str, "entries": int}, pk="pair").insert_all(_pairs(db))
        key = db.table("key").create({"entry": int, "key": str, "place": int})
        key.insert_all(_keys(found)).create_index(["key"])
        db.table("about").insert({"content_hash": _stamp(content_hash)})


def _row(number: int, entry: Entry) -> dict[str, object]:
    """What is shown, what is weighed (folded), and what is searched (in pairs)."""
    lead = "\n".join([entry.lead, *entry.keywords])
    return {
        "id": number,
        "kind": entry.kind,
        "slug": entry.slug,
        "number": entry.number,
        "title": entry.title,
        "body": f"{entry.lead}\n{entry.body}",
        "head": _plain(entry.title),
        "lead": _plain(lead),
        "plain": _plain(entry.body),
        "cut_title": _cut(entry.title),
        "cut_lead": _cut(lead),
        "cut_body": _cut(entry.body),
    }


def _plain(text: str) -> str:
    """The folded field, and on a line of its own once more without its bracketed asides where it has any."""
    bare = without_glosses(text)
    return fold(text) + ("\n" + fold(bare) if bare != text else "")


def _cut(text: str) -> str:
    return " ".join(map(pairs, _plain(text).split("\n")))


def _pairs(db: Database) -> Iterator[dict[str, object]]:
    """How many entries hold each pair of characters: the rarest of a query says where to look for the whole of it."""
    count: Counter[str] = Counter()
    for row in db.query("SELECT cut_title, cut_lead, cut_body FROM entry"):
        count.update({pair for field in row.values() for pair in field.split() if len(pair) == 2})
    yield from ({"pair": pair, "entries": entries} for pair, entries in count.items())


def _words(db: Database, found: Sequence[Entry]) -> Iterator[dict[str, object]]:
    """What a question can be about: words of titles, leads and names, with the number of entries that have each.

    Names also have their sound: those are what people write as they heard them.
    """
    from content.words import cutter, fillers, terms, words_of  # noqa: PLC0415

    names = frozenset(fold(name) for entry in found for name in entry.keywords)
    tokenizer = cutter(names)
    heads = [fold(piece) for entry in found for piece in (entry.title, entry.lead)]
    words = names.union(map(fold, terms()), *(words_of(head, tokenizer) for head in heads))
    for word in sorted(words - fillers()):
        if len(word) > 1 and (entries := _entries_with(db, word)):
            yield {"word": word, "entries": entries, "sound": _sound(word) if word in names else ""}


def _entries_with(db: Database, word: str) -> int:
    query = "SELECT count(*) FROM entry_fts WHERE entry_fts MATCH ?"
    return int(db.execute(query, (phrase(word),)).fetchone()[0])


def _sound(word: str) -> str:
    from content.sounds import syllables  # noqa: PLC0415

    return "".join(syllables(word))


def _keys(found: Sequence[Entry]) -> Iterator[dict[str, object]]:
    """Pinyin in full and initials of titles and keywords, from each syllable on; place 0 is the beginning."""
    from content.sounds import spelled  # noqa: PLC0415

    for number, entry in enumerate(found, 1):
        for name in dict.fromkeys((entry.title, *entry.keywords)):
            syllables = [fold(part) for part in spelled(fold(name))]
            for place in range(len(syllables)):
                rest = syllables[place:]
                yield {"entry": number, "key": "".join(rest), "place": place}
                yield {"entry": number, "key": "".join(part[0] for part in rest), "place": place}


def _stamp(content_hash: str) -> str:
    return f"{content_hash}:{_code_hash()}"


@cache
def _code_hash() -> str:
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in _MADE_BY)).hexdigest()
