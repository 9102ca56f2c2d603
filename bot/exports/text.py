"""A table as CSV, as Excel in Chinese opens it: UTF-8 with a mark, CRLF, nothing that runs as a formula."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from bot.exports.beside import beside
from bot.exports.neutral import csv_text
from bot.exports.table import Cell, Column, Table, check_width, clock


def write_csv(path: Path, table: Table) -> int:
    """Write one table; returns the number of rows. Raises RowOfOtherWidth; then ``path`` is as it was."""
    count = 0
    with beside(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([csv_text(" ".join(column.heading.split())) for column in table.columns])
        for row in table.rows:
            check_width(table, row)
            writer.writerow([_said(column, cell) for column, cell in zip(table.columns, row, strict=True)])
            count += 1
    return count


def _said(column: Column, cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return csv_text(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return clock(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.1%}" if column.kind == "percent" else cell
