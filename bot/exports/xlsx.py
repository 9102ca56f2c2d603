"""Tables as an XLSX file, streamed: a row is on disk before the next one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.exports.beside import beside
from bot.exports.neutral import LONGEST_SHEET_NAME, Names, is_formula, legal, sheet_name, xlsx_text
from bot.exports.quick_sheet import QuickSheet
from bot.exports.table import Cell, Note, Table, check_width, local

LAST_ROW = 1_048_575  # counted from nought
_A4 = 9
_PAGE_WIDTH = 190  # characters across a lying page that can still be read
_EXACT = 10**15  # Excel keeps 15 digits of a number
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_LINE_HEIGHT = 14.5  # points, of ten-point type
_SHOWN_AS = {"number": "General", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "percent": "0.0%"}

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
        writer = _Writer(book, note.seal)
        rows = sum([writer.write(table) for table in tables])
        writer.write(note.table())
        rows += writer.write_known_last()
    return rows


@contextmanager
def _book(draft: Path, note: Note) -> Iterator[Any]:
    book = xlsxwriter.Workbook(str(draft), {**_OPTIONS, "tmpdir": str(draft.parent)})
    about: dict[str, Any] = {"title": legal(note.title), "subject": legal(note.scope), "comments": note.seal}
    about["created"] = local(note.made_at)
    book.set_properties(about)
    try:
        yield book
        book.close()
    except BaseException:
        for sheet in book.worksheets():
            sheet._opt_close()  # its scratch file; the library closes it only on the way to a finished book
        raise


class _Writer:
    """Writes tables to sheets in the order given; those that are known last keep their places and come last."""

    def __init__(self, book: Any, seal: str) -> None:
        self._book = book
        self._seal = seal
        self._names = Names(["History"], LONGEST_SHEET_NAME)  # a name Excel keeps for itself
        self._formats = _Formats(book)
        self._waiting: list[tuple[Table, _Sheet]] = []

    def write(self, table: Table) -> int:
        """Write a table, or keep a sheet for it; returns how many rows were written."""
        sheet = self._sheet(table)
        if table.known_last:
            self._waiting.append((table, sheet))
            return 0
        return self._fill(table, sheet)

    def write_known_last(self) -> int:
        """Write the tables that waited for the others."""
        return sum([self._fill(table, sheet) for table, sheet in self._waiting])

    def _sheet(self, table: Table) -> _Sheet:
        name = self._names.give(sheet_name(table.title))
        sheet = self._book.add_worksheet(name, worksheet_class=QuickSheet)
        return _Sheet(sheet, self._formats, table, self._seal)

    def _fill(self, table: Table, sheet: _Sheet) -> int:
        count = 0
        for row in table.rows:
            check_width(table, row)
            if sheet.row == LAST_ROW:
                sheet.finish()
                sheet = self._sheet(table)
            sheet.write(row)
            count += 1
        sheet.finish()
        if table.total is not None:
            total = table.total()
            check_width(table, total)
            sheet.write(total, bold=True)
        if table.chart and count:
            sheet.draw(self._book.add_chart({"type": table.chart}), table, count)
        sheet.add_foot(table.foot)
        return count


class _Formats:
    """The book's formats: plain, quoted (kept as text even when somebody edits it), each bold or not."""

    def __init__(self, book: Any) -> None:
        base = {"valign": "vcenter", "font_name": "Microsoft YaHei", "font_size": 10}
        self.heading = book.add_format({
            **base, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E8F3ED", "bottom": 1,
        })  # fmt: skip
        self.title = book.add_format({**base, "bold": True, "font_size": 15, "align": "center_across"})
        self.line = book.add_format({**base, "align": "center_across"})
        self.foot = book.add_format({**base, "font_color": "#555555"})
        self.wrapped = book.add_format({**base, "text_wrap": True})
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

    def __init__(self, sheet: Any, formats: _Formats, table: Table, seal: str) -> None:
        self._sheet = sheet
        self._put = sheet.put
        self._formats = formats
        self._columns = table.columns
        self._height = table.row_height
        self._wrapped = [(place, one.width) for place, one in enumerate(table.columns) if one.wrapped]
        self._heading_row = len(table.head)
        self.row = self._heading_row
        self._lay_out(table)
        self._set_up_print(table, seal)
        self._head(table.head)

    def _lay_out(self, table: Table) -> None:
        for place, column in enumerate(table.columns):
            self._sheet.set_column(place, place, column.width)
        self._sheet.freeze_panes(self._heading_row + 1, table.frozen)

    def _set_up_print(self, table: Table, seal: str) -> None:
        """A4, the heading on every page; as wide as the sheet, but never too small to read."""
        sheet = self._sheet
        if not table.upright:
            sheet.set_landscape()
        sheet.set_paper(_A4)
        pages = -(-int(sum(column.width for column in table.columns)) // _PAGE_WIDTH)
        sheet.fit_to_pages(max(1, pages), 0)
        if pages > 1 and table.frozen:
            sheet.repeat_columns(0, table.frozen - 1)
        sheet.repeat_rows(self._heading_row)
        sheet.hide_gridlines(0)  # on paper too
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        if not table.head:
            sheet.set_header("&C" + sheet_name(table.title)[:100].replace("&", "&&"))
        sheet.set_footer(f"&L&8{seal.replace('&', '&&')}&R&8第 &P 页，共 &N 页")

    def _head(self, lines: Sequence[str]) -> None:
        for number, line in enumerate(lines):
            shown = self._formats.line if number else self._formats.title
            self._sheet.set_row(number, _LINE_HEIGHT + 5 if number else 2 * _LINE_HEIGHT)
            self._sheet.write_string(number, 0, xlsx_text(line), shown)
            for place in range(1, len(self._columns)):
                self._sheet.write_blank(number, place, None, shown)
        for place, column in enumerate(self._columns):
            self._sheet.write_string(
                self._heading_row, place, xlsx_text(column.heading), self._formats.heading
            )
        tallest = max((_lines(one.heading, one.width) for one in self._columns), default=1)
        self._sheet.set_row(self._heading_row, _LINE_HEIGHT * tallest + 3)

    def write(self, row: Sequence[Cell], *, bold: bool = False) -> None:
        self.row += 1
        if self._height is not None:
            self._sheet.set_row(self.row, self._height)
        elif self._wrapped:
            tallest = max(_lines(str(row[place] or ""), width) for place, width in self._wrapped)
            self._sheet.set_row(self.row, _LINE_HEIGHT * tallest + 3)
        self._sheet.reach(self.row, len(row))
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
        text, quoted = _neutral(said)
        if quoted:
            kept = self._formats.quoted[bold]
        elif self._columns[place].wrapped:
            kept = self._formats.wrapped
        else:
            kept = self._formats.plain[bold]
        self._put(self.row, place, text, kept)

    def _write_number(self, place: int, number: float, bold: bool) -> None:
        percent = self._columns[place].kind == "percent"
        shown = self._formats.kinds["percent" if percent else "number", bold]
        self._sheet.write_number(self.row, place, number, shown)

    def _write_date(self, place: int, day: date, bold: bool) -> None:
        if _day(day) < _FIRST_DAY:
            self._write_text(place, str(day), bold)
            return
        kind = "datetime" if isinstance(day, datetime) and self._columns[place].kind != "date" else "date"
        self._sheet.write_datetime(self.row, place, day, self._formats.kinds[kind, bold])

    def finish(self) -> None:
        """The rows are all there: they can be filtered. What is written after is no row."""
        if self.row > self._heading_row and self._columns and self._height is None:
            self._sheet.autofilter(self._heading_row, 0, self.row, len(self._columns) - 1)

    def draw(self, chart: Any, table: Table, count: int) -> None:
        """A chart of the rows, to the right of them; it refers to the cells, so it follows a correction."""
        name, first = self._sheet.get_name(), self._heading_row + 1
        last = self._heading_row + count
        for place, column in enumerate(table.columns):
            if column.kind == "number":
                chart.add_series({
                    "name": [name, self._heading_row, place],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, place, last, place],
                })  # fmt: skip
        chart.set_title({"name": sheet_name(table.title), "overlay": False})
        chart.set_legend({"position": "bottom"})
        self._sheet.insert_chart(self._heading_row, len(table.columns) + 1, chart)

    def add_foot(self, lines: Sequence[str]) -> None:
        """Lines below the rows, for the reader."""
        for line in lines:
            self.row += 1
            self._sheet.write_string(self.row, 0, xlsx_text(line), self._formats.foot)


@lru_cache(maxsize=4096)
def _neutral(said: str) -> tuple[str, bool]:
    """The text as a cell takes it, and whether it looks like a formula. In a matrix most cells are met before."""
    text = xlsx_text(said)
    return text, is_formula(text)


def _day(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell so many characters wide; a Chinese character is two wide."""
    return sum(
        max(1, -(-sum(2 if ord(c) > 0x2E80 else 1 for c in line) // max(1, int(width - 1))))
        for line in text.split("\n")
    )
