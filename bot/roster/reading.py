"""Read a roster that an office already keeps, XLSX or CSV, into rows and what is wrong with the others.

The columns, of which only 姓名 and 党支部 are needed, are found by their headings (product B2); identity
numbers are never read (product rule 7). However broken a file is, it ends in problems to show.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from bot.roster import delimited, headers, workbooks
from bot.roster.grid import MOST_LINES, MOST_ROWS, Grid
from bot.roster.headers import Headings, Row
from bot.roster.people import read_people
from bot.roster.repeats import without_repeats
from bot.roster.sheet import Problem, Refused, Sheet

LARGEST_FILE = 20 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
_PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")


def read(source: Path | BinaryIO, name: str, today: date | None = None) -> Sheet:
    """Read a roster file. ``name`` is what its sender calls it, for messages; what it is, its content says.

    ``today`` (local date), if given, is the last day on which anyone can have joined. Returns the rows that
    can be imported and the problems; nothing should be imported while ``Sheet.blocked``. Raises nothing.
    """
    try:
        content = content_of(source, name)
        if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            with workbooks.grids(content) as grids:
                return _read_one(grids, today)
        return _read_one([delimited.grid(as_text(content))], today)
    except Refused as refused:
        return Sheet(problems=(Problem(0, "", refused.what, refused.way_out),))


def content_of(source: Path | BinaryIO, name: str) -> bytes:
    """The bytes of a file that may be a table. Raises Refused."""
    try:
        if isinstance(source, Path):
            with source.open("rb") as opened:
                content = opened.read(LARGEST_FILE + 1)
        else:
            content = source.read(LARGEST_FILE + 1)
    except OSError:
        raise Refused(f"打不开文件“{name}”", "请看看文件名和位置对不对，是否正被别的程序占用。") from None
    if len(content) > LARGEST_FILE:
        raise Refused("文件超过 20 MB", "名册里不要放图片；只复制名册那张表到新文件再导入。")
    if not content.strip():
        raise Refused("文件是空的", "请选有名册内容的文件。")
    return content


def as_text(content: bytes) -> bytes:
    """The content, if it may be text. Raises Refused naming what it is instead."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused("这个文件加了密码", "请去掉密码再导入。")
        raise Refused("这是旧版 .xls 格式或别的旧文档", _RESAVE)
    if content.startswith(_PICTURES):
        raise Refused("这不是表格文件", "请交名册的 .xlsx 或 .csv 文件。")
    if (
        content[:1024]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<html", b"<!doctype", b"<table", b"<?xml"))
    ):
        raise Refused("这是网页格式，只是扩展名像表格", _RESAVE)
    return content


def _read_one(grids: list[Grid], today: date | None) -> Sheet:
    grid, headings, remarks = _choose(grids)
    rows: list[Row] = []
    more = False
    for row in grid.rows():
        if row[0] <= headings.line:
            continue
        if len(rows) == MOST_ROWS:
            more = True
            break
        rows.append(row)
    if more:
        raise Refused(f"名册超过 {MOST_ROWS:,} 行", "请按支部分成几个文件导入。")
    if grid.cut():
        what = f"第 {MOST_LINES:,} 行以后没有读"
        remarks.append(Problem(0, "", what, "下面若还有人，请删掉中间的空行再导入。", blocks=False))
    people, problems = read_people(rows, headings, today)
    people, repeats = without_repeats(people)
    if not people and not problems:
        raise Refused("表头下面没有人", "请从表头下一行起，每行填一个人。")
    ordered = sorted(problems + repeats, key=lambda problem: problem.line)
    has_offices = "office" in headings.columns
    return Sheet(tuple(people), tuple(remarks + ordered), headings.ignored, grid.title, has_offices)


def _choose(grids: list[Grid]) -> tuple[Grid, Headings, list[Problem]]:
    """The sheet with the roster. Two equally good ones are a problem: people may be on the other."""
    found = [(grid, headings) for grid in grids if (headings := _headings(grid)) is not None]
    ready = [pair for pair in found if not pair[1].missing]
    ready = [pair for pair in ready if not pair[0].hidden] or ready
    if not ready:
        raise headers.refusal(max((h for _, h in found), key=lambda h: len(h.columns), default=None))
    ready.sort(key=lambda pair: -len(pair[1].columns))
    grid, headings = ready[0]
    return grid, headings, _other_sheets(ready) + _columns(headings)


def _headings(grid: Grid) -> Headings | None:
    first = [row for row in islice(grid.rows(), headers.HEADER_ROWS) if row[0] <= headers.HEADER_ROWS]
    return headers.find(first)


def _other_sheets(ready: list[tuple[Grid, Headings]]) -> list[Problem]:
    if len(ready) == 1:
        return []
    (chosen, headings), others = ready[0], ready[1:]
    titles = "、".join(f"“{grid.title}”" for grid, _ in others[:5])
    equal = any(len(h.columns) == len(headings.columns) for _, h in others)
    what = f"有 {len(ready)} 张表都像名册，只读了“{chosen.title}”，没有读{titles}"
    return [Problem(0, "", what, "要导入的人请放到同一张表里，别的表删掉或隐藏。", blocks=equal)]


def _columns(headings: Headings) -> list[Problem]:
    """What to say about the columns themselves."""
    said = [
        Problem(headings.line, text, f"有两列都叫“{text}”", "只留一列，或给另一列换个名字。")
        for text in headings.doubled
    ]
    for text in headings.identity:
        what = "身份证一类的列没有读，也没有存"
        said.append(
            Problem(headings.line, text, what, "本系统不收身份证号，建议从表里删掉这一列。", blocks=False)
        )
    if "phone" not in headings.columns:
        what = "没有手机列，同名的人会分不清"
        said.append(Problem(headings.line, "", what, "有的话请加一列「手机」。", blocks=False))
    if "standing" not in headings.columns:
        what = "没有政治面貌列，都按正式党员读"
        said.append(
            Problem(headings.line, "", what, "名册里若有预备党员等，请加一列「政治面貌」。", blocks=False)
        )
    return said
