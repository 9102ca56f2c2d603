"""The short way of writing texts is, byte for byte, the library's own."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from bot.exports.quick_sheet import QuickSheet
from tests.exports.test_files import HOSTILE


def sheet_xml(path: Path, texts: list[str], kind: type[Any], quick: bool) -> bytes:
    """The XML of a sheet with the texts in rows of three, some numbers and gaps between them."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("a", worksheet_class=kind)
    shown = [book.add_format({"bold": bold}) for bold in (False, True)]
    sheet.write_string(0, 0, "头", shown[1])
    for number, text in enumerate(texts):
        row, column = 1 + number // 3, (number % 3) * 2
        if quick:
            sheet.reach(row, 6)
            sheet.put(row, column, text, shown[number % 2])
        else:
            sheet.write_string(row, column, text, shown[number % 2])
        sheet.write_number(row, 5, number)
    book.close()
    with zipfile.ZipFile(path) as file:
        return file.read("xl/worksheets/sheet1.xml")


def agree(folder: Path, texts: list[str]) -> None:
    quick = sheet_xml(folder / "quick.xlsx", texts, QuickSheet, True)
    assert quick == sheet_xml(folder / "plain.xlsx", texts, Worksheet, False)


def test_hostile_texts_are_written_as_the_library_writes_them(tmp_path: Path) -> None:
    # Lone surrogates cannot be written either way; ready-made XML is what our texts are kept from being.
    texts = [
        text
        for text in HOSTILE
        if len(text) < 10_000
        and not text.startswith("<r>")
        and text.encode("utf-8", "ignore").decode() == text
    ]
    assert len(texts) > 30
    agree(tmp_path, [*texts, *texts])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=12))
def test_any_text_is_written_as_the_library_writes_it(tmp_path_factory: Any, texts: list[str]) -> None:
    agree(tmp_path_factory.mktemp("quick"), texts)
