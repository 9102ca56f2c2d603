"""One door for all exports: the ending of the path chooses the kind of file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.exports.calendar import Calendar
from bot.exports.document import Document
from bot.exports.table import Note, Table

ENDINGS = (".xlsx", ".csv", ".db", ".sqlite")  # of tables
JSON = ".json"  # of tables too, for a person's own rows
Content = Sequence[Table] | Document | Calendar


class UnknownEnding(ValueError):
    """A path whose ending is none that its content can be written to."""


class OneTableOnly(ValueError):
    """A CSV file was asked to hold several tables."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows of all tables, size in bytes, and the digest to log and to check the file by."""

    rows: int
    size: int
    sha256: str


def write(path: Path, content: Content, note: Note) -> Written:
    """Write tables to ``.xlsx``, ``.csv`` (one table), ``.db`` or ``.sqlite``, a document to ``.docx``, a calendar
    to ``.ics``.

    A half-written file is never seen: ``path`` is replaced at the end, or stays as it was when this raises
    (UnknownEnding, OneTableOnly, RowOfOtherWidth, OSError, or whatever the rows raise).
    """
    rows = _write(path, content, note)
    return Written(rows, path.stat().st_size, digest(path))


def digest(path: Path) -> str:
    """The SHA-256 of a file's content, in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, content: Content, note: Note) -> int:
    """The writers are imported when one is wanted: each costs a tenth of a second that no message may wait."""
    # ruff: noqa: PLC0415
    ending = path.suffix.lower()
    if isinstance(content, Document) and ending == ".docx":
        from bot.exports.docx import write_docx

        return write_docx(path, content, note)
    if isinstance(content, Calendar) and ending == ".ics":
        from bot.exports.ics import write_ics

        return write_ics(path, content, note)
    if isinstance(content, Document | Calendar) or ending not in (*ENDINGS, JSON):
        raise UnknownEnding(f"{path.name}: the name must end in {', '.join(endings(content))}")
    if ending == ".csv":
        return _write_csv(path, content)
    if ending == JSON:
        from bot.exports.json_file import write_json

        return write_json(path, content, note)
    if ending == ".xlsx":
        from bot.exports.xlsx import write_xlsx

        return write_xlsx(path, content, note)
    from bot.exports.sqlite import write_sqlite

    return write_sqlite(path, content, note)


def _write_csv(path: Path, tables: Sequence[Table]) -> int:
    from bot.exports.text import write_csv

    if len(tables) != 1:
        raise OneTableOnly(f"a CSV file holds one table, not {len(tables)}")
    return write_csv(path, tables[0])


def endings(content: Content) -> tuple[str, ...]:
    """The endings that such content can have."""
    if isinstance(content, Document):
        return (".docx",)
    return (".ics",) if isinstance(content, Calendar) else (*ENDINGS, JSON)
