"""Text from strangers, made harmless for a file: no formulas, no characters that break it (reliability G13)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST_CELL = 32_767  # Excel's limit, in UTF-16 units
LONGEST_SHEET_NAME = 31  # the same

# What XML cannot hold, and the marks that make text run backwards and pass for something else.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_BEYOND_SQLITE = re.compile("[\x00\ud800-\udfff]")
_STARTS_FORMULA = frozenset("=+-@\t\r＝＋－＠﹢﹣﹦﹫−")
_NOT_IN_SHEET_NAME = str.maketrans(dict(zip("[]:*?/\\", "［］：＊？／＼", strict=True)))


def legal(text: str) -> str:
    """The text without what no spreadsheet can hold: control characters, lone surrogates, direction marks."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def stored(text: str) -> str:
    """The text as SQLite keeps it: only NUL and lone surrogates are lost."""
    return text if text.isprintable() else _BEYOND_SQLITE.sub("", text)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, spaces before it or not."""
    return text[:1] in _STARTS_FORMULA or text.lstrip()[:1] in _STARTS_FORMULA


def csv_text(text: str) -> str:
    """The text for a CSV cell: legal, and with a ``'`` before it where it looks like a formula."""
    clean = legal(text)
    return "'" + clean if is_formula(clean) else clean


def xlsx_text(text: str) -> str:
    """The text for an XLSX cell: legal, one kind of line end, no longer than Excel allows."""
    clean = legal(text).replace("\r\n", "\n").replace("\r", "\n")
    if clean.startswith("<r>") and clean.endswith("</r>"):
        clean += " "  # the library takes it for ready-made XML, and would write it as it is
    return clean if len(clean) * 2 <= LONGEST_CELL else cut(clean, LONGEST_CELL)


def cut(text: str, units: int) -> str:
    """The text in at most so many UTF-16 units, with ``…`` where something is missing."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 <= units:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: (units - 1) * 2]
    return kept.decode("utf-16-le", "ignore") + "…"


class Names:
    """Names that must differ, whatever their case: of sheets, of tables, of columns."""

    def __init__(self, taken: Iterable[str] = (), units: int = 200) -> None:
        self._taken = {_folded(name) for name in taken}
        self._units = units

    def give(self, wanted: str) -> str:
        """The name, cut to length, with （2）, （3） … behind it where it is taken already."""
        name = cut(wanted, self._units)
        for tail in self._tails():
            if _folded(name) not in self._taken:
                break
            name = cut(wanted, self._units - len(tail)) + tail
        self._taken.add(_folded(name))
        return name

    @staticmethod
    def _tails() -> Iterator[str]:
        number = 2
        while True:
            yield f"（{number}）"
            number += 1


def sheet_name(title: str) -> str:
    """A title without what Excel forbids in a sheet's name."""
    name = " ".join(legal(title).split()).translate(_NOT_IN_SHEET_NAME).strip("' ")
    return name or "表"


def column_name(heading: str) -> str:
    """A heading as the name of a SQLite column: one line, no brackets or quotes."""
    name = " ".join(stored(heading).split())
    return re.sub(r"[\[\]\"'`]", "", name).strip() or "列"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
