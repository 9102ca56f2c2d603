"""One door for all exports: the ending of the path chooses the kind of file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.exports.sqlite import write_sqlite
from bot.exports.table import Note, Table
from bot.exports.text import write_csv
from bot.exports.xlsx import write_xlsx

ENDINGS = (".xlsx", ".csv", ".db", ".sqlite")


class UnknownEnding(ValueError):
    """A path whose ending is none of :data:`ENDINGS`."""


class OneTableOnly(ValueError):
    """A CSV file was asked to hold several tables."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows of all tables, size in bytes, and the digest to log and to check the file by."""

    rows: int
    size: int
    sha256: str


def write(path: Path, tables: Sequence[Table], note: Note) -> Written:
    """Write the tables to ``path``: ``.xlsx``, ``.csv`` (one table), ``.db`` or ``.sqlite``.

    A half-written file is never seen: ``path`` is replaced at the end, or stays as it was when this raises
    (UnknownEnding, OneTableOnly, RowOfOtherWidth, OSError, or whatever the rows raise).
    """
    ending = path.suffix.lower()
    if ending == ".xlsx":
        rows = write_xlsx(path, tables, note)
    elif ending == ".csv":
        if len(tables) != 1:
            raise OneTableOnly(f"a CSV file holds one table, not {len(tables)}")
        rows = write_csv(path, tables[0])
    elif ending in ENDINGS:
        rows = write_sqlite(path, tables, note)
    else:
        raise UnknownEnding(f"{path.name}: the name must end in {', '.join(ENDINGS)}")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(rows, path.stat().st_size, digest)
