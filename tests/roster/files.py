"""Rosters as offices would send them, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl

from bot.roster.reading import read
from bot.roster.sheet import Sheet

HEADINGS = ("姓名", "手机", "律所", "党支部", "政治面貌", "入党日期", "党内职务")
ZHANG = ("张三", "13800000001", "榕树律师事务所", "榕树所党支部", "正式党员", "2015-07-01", "书记")
LI = ("李四", "13800000002", "榕树律师事务所", "榕树所党支部", "预备党员", "2025.11", "")

Rows = Iterable[Sequence[object]]


def workbook(*sheets: Rows, titles: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """An XLSX file of these sheets; a row is a sequence of cells, an empty one leaves a blank row."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(titles[number] if number < len(titles) else f"表{number + 1}")
        if sheet.title in hidden:
            sheet.sheet_state = "hidden"
        for row in rows:
            sheet.append(list(row))
    if len(hidden) == len(sheets):
        book.create_sheet("空白")
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def roster(*people: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """A one-sheet XLSX roster with the usual headings."""
    return workbook([headings, *people])


def archive(*others: tuple[str, bytes]) -> bytes:
    """A zip file of these parts that says it is an Office document."""
    parts = [("[Content_Types].xml", b"<Types/>"), *others]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return file.getvalue()


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part replaced, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return file.getvalue()


def answer(content: bytes) -> Sheet:
    return read(io.BytesIO(content), "名册.xlsx")
