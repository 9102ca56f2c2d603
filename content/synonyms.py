"""What people say for what the library writes: ``synonyms.txt``, and years spelled in characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from content.folding import fold

SYNONYMS_FILE = Path(__file__).parent / "synonyms.txt"
_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_YEAR = re.compile(f"[{''.join(_DIGITS)}]{{4}}(?=年)")


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Folded words people say, the longest first, each with the folded words that are written for it."""
    lines = (line.partition("#")[0] for line in SYNONYMS_FILE.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=") for line in lines if "=" in line)
    table = {fold(said): tuple(map(fold, written.split())) for said, written in pairs}
    return dict(sorted(table.items(), key=lambda item: -len(item[0])))


def said_otherwise(folded: str) -> Iterator[str]:
    """A folded query as the library may have written it: with one word changed for its synonym, years in digits."""
    if (dated := _YEAR.sub(lambda year: "".join(_DIGITS[c] for c in year[0]), folded)) != folded:
        yield dated
    for said, forms in synonyms().items():
        if said in folded:
            yield from (folded.replace(said, form) for form in forms if form not in folded)


def written_for(folded: str) -> Iterator[str]:
    """The library's words for the words said in a folded query."""
    for said, forms in synonyms().items():
        if said in folded:
            yield from forms
