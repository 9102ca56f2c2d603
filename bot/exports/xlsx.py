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
from bot.exports.table import Cell, Note, Table, check_width, local

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
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                self._write_text(place, cell, bold)
            elif isinstance(cell, datetime | date):
                self._write_date(place, local(cell) if isinstance(cell, datetime) else cell, bold)
            elif isinstance(cell, bool) or not -_EXACT < cell < _EXACT:
                self._write_text(place, _said(cell), bold)
            else:
                self._write_number(place, cell, bold)

    def _write_text(self, place: int, said: str, bold: bool) -> None:
        text = xlsx_text(said)
        kept = self._formats.quoted[bold] if is_formula(text) else self._formats.plain[bold]
        self._sheet.write_string(self.row, place, text, kept)

    def _write_number(self, place: int, number: float, bold: bool) -> None:
        percent = self._columns[place].kind == "percent"
        shown = self._formats.kinds["percent", bold] if percent else self._formats.plain[bold]
        self._sheet.write_number(self.row, place, number, shown)

    def _write_date(self, place: int, day: date, bold: bool) -> None:
        if _day(day) < _FIRST_DAY:
            self._write_text(place, str(day), bold)
            return
        kind = "datetime" if isinstance(day, datetime) and self._columns[place].kind != "date" else "date"
        self._sheet.write_datetime(self.row, place, day, self._formats.kinds[kind, bold])

    def finish(self) -> None:
        if self.row and self._columns:
            self._sheet.autofilter(0, 0, self.row, len(self._columns) - 1)


def _day(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell)
