"""Tables as an XLSX file, streamed: a row is on disk before the next one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.exports.beside import beside
from bot.exports.neutral import LONGEST_SHEET_NAME, Names, is_formula, legal, sheet_name, xlsx_text
from bot.exports.table import Cell, Column, Note, Table, check_width, local

LAST_ROW = 1_048_575  # counted from nought
_A4 = 9
_EXACT = 10**15  # Excel keeps 15 digits of a number
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_SHOWN_AS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "percent": "0.0%"}

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(path: Path, tables: Iterable[Table], note: Note) -> int:
    """Write each table to a sheet (to several where it is longer than a sheet), and the note to the last one.

    Text is never a formula or a link, dates are dates, numbers numbers. Returns the number of rows, headings
    and note not counted. Raises RowOfOtherWidth; then ``path`` is as it was.
    """
    with beside(path) as draft, _book(draft, note) as book:
        names = Names(["History"], LONGEST_SHEET_NAME)  # a name Excel keeps for itself
        formats = _Formats(book)
        rows = sum(_write_table(book, names, formats, table) for table in tables)
        _write_table(book, names, formats, note.table())
    return rows


@contextmanager
def _book(draft: Path, note: Note) -> Iterator[Any]:
    book = xlsxwriter.Workbook(str(draft), {**_OPTIONS, "tmpdir": str(draft.parent)})
    about = {"title": legal(note.title), "comments": legal(note.scope), "created": local(note.made_at)}
    book.set_properties(about)
    try:
        yield book
        book.close()
    except BaseException:
        for sheet in book.worksheets():
            sheet._opt_close()  # its scratch file; the library closes it only on the way to a finished book
        raise


def _write_table(book: Any, names: Names, formats: _Formats, table: Table) -> int:
    sheet = _Sheet(book, names, formats, table)
    count = 0
    for row in table.rows:
        check_width(table, row)
        if sheet.row == LAST_ROW:
            sheet.finish()
            sheet = _Sheet(book, names, formats, table)
        sheet.write(row)
        count += 1
    if table.total is not None:
        check_width(table, table.total)
        sheet.write(table.total, bold=True)
    sheet.finish()
    return count


class _Formats:
    """The book's formats: plain, quoted (kept as text even when somebody edits it), each bold or not."""

    def __init__(self, book: Any) -> None:
        base = {"valign": "vcenter", "font_name": "Microsoft YaHei", "font_size": 10}
        self.heading = book.add_format({
            **base, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E8F3ED", "bottom": 1,
        })  # fmt: skip
        self.plain = {bold: book.add_format({**base, "bold": bold}) for bold in (False, True)}
        self.quoted = {
            bold: book.add_format({**base, "bold": bold, "quote_prefix": True}) for bold in (False, True)
        }
        self.kinds = {
            (kind, bold): book.add_format({**base, "bold": bold, "num_format": shown, "align": "center"})
            for kind, shown in _SHOWN_AS.items()
            for bold in (False, True)
        }


class _Sheet:
    """One sheet being written from the top down."""

    def __init__(self, book: Any, names: Names, formats: _Formats, table: Table) -> None:
        self._sheet = book.add_worksheet(names.give(sheet_name(table.title)))
        self._formats = formats
        self._columns = table.columns
        self.row = 0
        self._lay_out(table)
        self._head()

    def _lay_out(self, table: Table) -> None:
        sheet = self._sheet
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(1, table.frozen)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header("&C" + sheet_name(table.title)[:100].replace("&", "&&"))
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def _head(self) -> None:
        for place, column in enumerate(self._columns):
            self._sheet.write_string(0, place, xlsx_text(column.heading), self._formats.heading)

    def write(self, row: Sequence[Cell], *, bold: bool = False) -> None:
        self.row += 1
        for place, (column, cell) in enumerate(zip(self._columns, row, strict=True)):
            if cell is not None and cell != "":
                self._write_cell(place, column, cell, bold)

    def _write_cell(self, place: int, column: Column, cell: Cell, bold: bool) -> None:
        formats = self._formats
        if isinstance(cell, datetime):
            cell = local(cell)
        if isinstance(cell, date) and _day(cell) >= _FIRST_DAY:
            kind = "datetime" if isinstance(cell, datetime) and column.kind != "date" else "date"
            self._sheet.write_datetime(self.row, place, cell, formats.kinds[kind, bold])
        elif isinstance(cell, int | float) and not isinstance(cell, bool) and -_EXACT < cell < _EXACT:
            number = formats.kinds["percent", bold] if column.kind == "percent" else formats.plain[bold]
            self._sheet.write_number(self.row, place, cell, number)
        else:
            text = xlsx_text(_said(cell))
            kept = formats.quoted[bold] if is_formula(text) else formats.plain[bold]
            self._sheet.write_string(self.row, place, text, kept)

    def finish(self) -> None:
        if self.row and self._columns:
            self._sheet.autofilter(0, 0, self.row, len(self._columns) - 1)


def _day(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell)
