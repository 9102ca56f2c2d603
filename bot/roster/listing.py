"""Any list an office keeps, XLSX or CSV, as rows under its headings: what reading it shares with rosters."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from bot.roster import delimited, workbooks
from bot.roster.grid import MOST_ROWS, Grid
from bot.roster.reading import as_text, content_of
from bot.roster.sheet import Refused
from bot.roster.values import text

HEADER_ROWS = 10
Listed = list[tuple[int, dict[str, str]]]


def listing(source: Path | BinaryIO, name: str, headings: Collection[str]) -> Listed:
    """The rows of the first sheet with most of ``headings``: the line in the file, and the cells by heading.

    Raises Refused where the file cannot be read or has none of the headings.
    """
    content = content_of(source, name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with workbooks.grids(content) as grids:
            return _first(grids, headings)
    return _first([delimited.grid(as_text(content))], headings)


def _first(grids: list[Grid], headings: Collection[str]) -> Listed:
    for grid in grids:
        if not grid.hidden and (found := _read(grid, headings)) is not None:
            return found
    raise Refused("没有找到表头", f"第一行要有这些列：{'、'.join(headings)}。可以先导出一份照着填。")


def _read(grid: Grid, headings: Collection[str]) -> Listed | None:
    columns: dict[int, str] = {}
    found: Listed = []
    for line, cells in grid.rows():
        said = [text(cell) for cell in cells]
        if not columns:
            # What we write out names the unit behind the heading: 参加人数（人）.
            bare = [re.split(r"[（(]", one)[0].strip() for one in said]
            known = {place: one for place, one in enumerate(bare) if one in headings}
            if len(known) * 2 > len(headings):
                columns = known
            elif line > HEADER_ROWS:
                return None
            continue
        row = {heading: said[place] for place, heading in columns.items() if place < len(said)}
        if any(row.values()):
            found.append((line, row))
        if len(found) > MOST_ROWS:
            raise Refused(f"超过 {MOST_ROWS:,} 行", "请分成几个文件导入。")
    return found if columns else None
