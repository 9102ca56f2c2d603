"""Tables as a SQLite file, for those who go on counting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import sqlite_utils

from bot.exports.beside import beside
from bot.exports.neutral import Names, column_name, stored
from bot.exports.table import Cell, Column, Note, Table, check_width, clock, local

_TYPES: dict[str, type] = {"number": int, "percent": float}  # INTEGER keeps a fraction where there is one
_VARIABLES = 6_000  # of 32,766 that a statement may have: few enough to keep memory low
_LARGEST = 2**63


def write_sqlite(path: Path, tables: Iterable[Table], note: Note) -> int:
    """Write each table, and the note as 说明; returns the number of rows, the note's not counted.

    Dates are ISO text, instants ``2026-12-05 19:26:00`` in Asia/Shanghai, shares from 0 to 1. Raises
    RowOfOtherWidth; then ``path`` is as it was.
    """
    with beside(path) as draft, closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")  # a half-written draft is thrown away anyhow
        db = sqlite_utils.Database(connection)
        names = Names()
        given = sorted(tables, key=lambda table: table.known_last)
        rows = sum([_write_table(db, names, table) for table in given])
        _write_table(db, names, note.table())
    return rows


def _write_table(db: sqlite_utils.Database, names: Names, table: Table) -> int:
    headings = Names()
    columns = {headings.give(column_name(c.heading)): _TYPES.get(c.kind, str) for c in table.columns}
    target = db.table(names.give(_table_name(table.title)))
    target.create(columns)
    target.insert_all(_records(table, list(columns)), batch_size=max(1, _VARIABLES // len(columns)))
    return int(target.count)


def _records(table: Table, names: list[str]) -> Iterator[dict[str, Cell]]:
    for row in table.rows:
        check_width(table, row)
        yield {
            name: _kept(column, cell) for name, column, cell in zip(names, table.columns, row, strict=True)
        }


def _kept(column: Column, cell: Cell) -> Cell:
    if isinstance(cell, str):
        return stored(cell)
    if isinstance(cell, datetime):
        return local(cell).date().isoformat() if column.kind == "date" else clock(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int) and not -_LARGEST <= cell < _LARGEST:
        return str(cell)
    return cell


def _table_name(title: str) -> str:
    name = column_name(title)
    return f"表{name}" if name.lower().startswith("sqlite_") else name
