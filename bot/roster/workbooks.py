"""A roster saved as XLSX: opened only after its parts have been weighed, as files come from strangers."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from bot.roster.grid import MOST_LINES, Grid
from bot.roster.headers import Row
from bot.roster.sheet import Refused, Value

_MOST_PARTS = 2_000
_MOST_SHEETS = 40
_MOST_COLUMNS = 64
_LARGEST_WHOLE = 400 << 20  # a million formatted rows unpack to 150 MB, read a row at a time
_LARGEST_PART = 32 << 20  # anything else openpyxl keeps in memory whole
_MOST_MERGES = 20_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"

Merges = dict[int, list[tuple[int, int]]]  # top line -> (place, last line)


@contextmanager
def grids(content: bytes) -> Iterator[list[Grid]]:
    """The sheets of a workbook, open as long as the block lasts. Raises Refused where it cannot be read."""
    _weigh(content)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # openpyxl warns of validations and styles it leaves out; we need none
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        except (
            Exception
        ) as error:  # broken parts end in KeyError, ParseError, TypeError and more: all one answer
            raise Refused("这个 Excel 文件已经损坏，打不开", _RESAVE) from error
        try:
            yield [_grid(sheet) for sheet in book.worksheets[:_MOST_SHEETS]]
        finally:
            book.close()


def _weigh(content: bytes) -> None:
    """Look at the archive's list of parts before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_kind({part.filename for part in parts})
            if any(part.flag_bits & 1 for part in parts):
                raise Refused("这个文件加了密码", "请去掉密码再导入。")
            if _is_too_large(parts):
                raise Refused("这个文件解开后太大，不像名册", "请把名册复制到一个新表格里再导入。")
            for part in parts:
                _check_entities(archive, part)
    except Refused:
        raise
    except Exception as error:  # zipfile and zlib raise what they like at a broken archive
        raise Refused("这个 Excel 文件已经损坏，打不开", _RESAVE) from error


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Refused("这是 .xlsb 格式", _RESAVE)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("这不是 Excel 表格", "请交名册的 .xlsx 或 .csv 文件。")


def _is_too_large(parts: list[zipfile.ZipInfo]) -> bool:
    others = (part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    whole = sum(part.file_size for part in parts)
    return len(parts) > _MOST_PARTS or whole > _LARGEST_WHOLE or max(others, default=0) > _LARGEST_PART


def _check_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Excel never writes a document type; one is there only to blow the parser up with entities."""
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as source:
            if b"<!DOCTYPE" in source.read(4096):
                raise Refused("这个文件里有不该有的内容，没有打开", _RESAVE)


def _grid(sheet: Any) -> Grid:
    sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
    state = {"cut": False}
    merges = cache(lambda: _merges(sheet))

    def rows() -> Iterator[Row]:
        try:
            yield from _rows(sheet, merges(), state)
        except Exception as error:  # as above, met half-way
            raise Refused("这个 Excel 文件已经损坏，读到一半读不下去", _RESAVE) from error

    return Grid(sheet.title, rows, sheet.sheet_state != "visible", lambda: state["cut"])


def _rows(sheet: Any, merges: Merges, state: dict[str, bool]) -> Iterator[Row]:
    above: dict[int, tuple[int, Value]] = {}
    for line, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1):
        if line > MOST_LINES:
            state["cut"] = True
            return
        if any(cell is not None and str(cell).strip() for cell in cells):
            above.update({place: (last, cells[place]) for place, last in merges.get(line, ())})
            yield line, _fill(line, list(cells), above)


def _fill(line: int, cells: list[Value], above: dict[int, tuple[int, Value]]) -> list[Value]:
    """Give each cell of an upright merge the value that Excel keeps in its top cell only."""
    for place, (last, value) in above.items():
        if line <= last and cells[place] is None:
            cells[place] = value
    return cells


def _merges(sheet: Any) -> Merges:
    """Where upright merges start. The read-only reader skips them, so they are looked up in the XML."""
    merges: Merges = {}
    rest = b""
    with sheet._get_source() as source:
        while chunk := source.read(1 << 20):
            for match in islice(_MERGE.finditer(rest + chunk), _MOST_MERGES):
                left, top, _, bottom = range_boundaries(match.group(1).decode())
                if bottom > top and left <= _MOST_COLUMNS:
                    merges.setdefault(top, []).append((left - 1, bottom))
            rest = chunk[-200:]  # one may lie across the edge; meeting it twice does no harm
    return merges
