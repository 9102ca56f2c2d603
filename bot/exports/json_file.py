"""Tables as JSON: what a person takes along to another system (PIPL 45). Instants are UTC, days as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.exports.beside import beside
from bot.exports.table import Cell, Note, Table, check_width


def write_json(path: Path, tables: Iterable[Table], note: Note) -> int:
    """Write one object: the note's lines, and a list of rows a table, each row an object by heading.

    Returns the number of rows. Raises RowOfOtherWidth; then ``path`` is as it was.
    """
    whole: dict[str, object] = {"说明": {str(name): cell for name, cell in note.table().rows}}
    count = 0
    for table in tables:
        rows = [_row(table, row) for row in table.rows]
        whole[table.title] = rows
        count += len(rows)
    with beside(path) as draft:
        draft.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
    return count


def _row(table: Table, row: Iterable[Cell]) -> dict[str, Cell]:
    cells = list(row)
    check_width(table, cells)
    return {column.heading: _said(cell) for column, cell in zip(table.columns, cells, strict=True)}


def _said(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, date) else cell
