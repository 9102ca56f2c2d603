"""Reading exports back with other programs than those that wrote them."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

from bot.exports.table import Column, Note, Table

NOTE = Note("考勤", datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "王委员", "年度统计", "榕树所党支部 2026年")


def table(*rows: tuple[Any, ...], title: str = "名单", kinds: tuple[Any, ...] = ()) -> Table:
    """A table as wide as its first row; the columns are called 甲 乙 丙 …"""
    width = len(rows[0]) if rows else max(1, len(kinds))
    columns = [Column("甲乙丙丁戊己"[n], 12, kinds[n] if kinds else "text") for n in range(width)]
    return Table(title, tuple(columns), rows)


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def types(path: Path, title: str) -> set[str]:
    """The kinds of cell in a sheet: ``f`` is a formula."""
    sheet = openpyxl.load_workbook(path)[title]
    return {cell.data_type for row in sheet.iter_rows() for cell in row}


def records(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def select(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()
