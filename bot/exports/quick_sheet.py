"""XlsxWriter's sheet with a shorter way for texts: what a cell of a text looks like is worked out once a text.

In an attendance matrix the same few thousand texts fill millions of cells. Every byte is as the library writes it
(``tests/exports/test_quick_sheet.py``), so an upgrade that changes its ways is noticed there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet, _preserve_whitespace

_column = lru_cache(maxsize=1024)(xl_col_to_name)


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A sheet of a book with ``constant_memory``; rows are written from the top down."""

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[Any, int] = {}

    def put(self, row: int, column: int, text: str, shown: Any) -> None:
        """``write_string`` without its questions: the text is no longer than a cell, the place is inside the sheet.

        The sheet must know its size: see :meth:`reach`.
        """
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][column] = CellStringTuple(text, shown)

    def reach(self, row: int, columns: int) -> None:
        """Say that a row is going to have so many columns."""
        if columns:
            self._check_dimensions(row, 0)
            self._check_dimensions(row, columns - 1)

    def _write_single_row(self, current_row_num: int = 0) -> None:
        """The library writes a row piece by piece; the file gets it in one."""
        file: Any = self.fh
        parts = _Parts()
        self.fh: Any = parts
        try:
            super()._write_single_row(current_row_num)
        finally:
            self.fh = file
        file.write("".join(parts.all))

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The library's inner loop calls this; all but texts is left to it."""
        if type(cell) is not CellStringTuple or cell.format is None:
            super()._write_cell(row, col, cell)
            return
        style = self._styles.get(cell.format)
        if style is None:
            style = self._styles[cell.format] = cell.format._get_xf_index()
        self.fh.write(f'<c r="{_column(col)}{row + 1}" s="{style}" {_inline(cell.string)}</c>')


class _Parts:
    """What a row is written to, until it is whole."""

    __slots__ = ("all", "write")

    def __init__(self) -> None:
        self.all: list[str] = []
        self.write = self.all.append


@lru_cache(maxsize=8192)
def _inline(text: str) -> str:
    """A cell's text in XML, escaped by the library itself."""
    escaped = Worksheet._escape_control_characters(text)
    kept = ' xml:space="preserve"' if _preserve_whitespace(escaped) else ""
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f't="inlineStr"><is><t{kept}>{escaped}</t></is>'
