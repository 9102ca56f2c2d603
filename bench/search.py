"""``python -m bench.search``: how long a question takes among ten thousand documents.

The documents are made of the library's own sentences, mixed, each with a lecture's keywords: words are then as frequent
as in the real ones, which is what decides how long a query takes. The questions are the labelled ones of the tests.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from content import index
from content.entries import Entry, entries
from content.folding import fold
from content.library import FOLDER, Library
from content.search import Search
from tests.content.questions import load

SENTENCES_EACH = 25
ROUNDS = 3


def _mixed(real: list[Entry], count: int) -> Iterator[Entry]:
    """The real entries, and made ones up to ``count``."""
    yield from real
    dice = random.Random(20261123)
    sentences = [
        sentence for entry in real for sentence in re.split(r"(?<=[。！？])", entry.body) if sentence
    ]
    for number in range(len(real) + 1, count + 1):
        like = dice.choice(real)
        body = "".join(dice.choice(sentences) for _ in range(SENTENCES_EACH))
        names = tuple(dice.sample(like.keywords, min(2, len(like.keywords))))
        title = f"{dice.choice(sentences)[:14]}（{number}）"
        yield replace(like, slug=f"made-{number}", number=number, title=title, body=body, keywords=names)


def _figures(find: Callable[[str], object], queries: Iterable[str]) -> str:
    took = []
    for query in queries:
        start = perf_counter()
        find(query)
        took.append((perf_counter() - start) * 1000)
    took.sort()
    return f"p50 {took[len(took) // 2]:6.2f} ms   p95 {took[int(len(took) * 0.95)]:6.2f} ms   worst {took[-1]:6.1f} ms"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=10_000)
    count = options.parse_args().documents
    with TemporaryDirectory() as folder:
        library = Library.open(FOLDER, Path(folder) / "real.db")
        months = [topics for month in library.months() if (topics := library.first_topics(month))]
        real = list(entries(library.lectures(), months))
        library.close()
        start = perf_counter()
        index.build(Path(folder) / "made.db", "made", tuple(_mixed(real, count)))
        print(f"{count} documents, index built in {perf_counter() - start:.1f} s")
        search = Search(Path(folder) / "made.db")
        search.find(
            "簽到 邪觉哉", 5
        )  # loads the tables of pinyin and traditional characters, as the start of the service does
        texts = [fold(entry.body) for entry in real]
        dice = random.Random(7)
        pieces = [text[at : at + 2] for text in texts for at in dice.sample(range(len(text) - 1), 5)]
        for name, queries in {
            "questions": [one.question for one in load()],
            "any two characters": pieces,
            "names": sorted({name for entry in real for name in entry.keywords}),
        }.items():
            print(f"{name:20}{_figures(lambda query: search.find(query, 5), queries * ROUNDS)}")
        search.close()


if __name__ == "__main__":
    main()
