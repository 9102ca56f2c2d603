"""A roster saved as text: CSV with commas, semicolons or tabs, in any encoding that Excel and WPS write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from bot.roster import headers
from bot.roster.grid import Grid
from bot.roster.headers import Row
from bot.roster.sheet import Refused

_DELIMITERS = ",\t;|"


def grid(content: bytes) -> Grid:
    """The records of a CSV file as a grid. Raises Refused where it is not text, or not evenly quoted."""
    text = _decode(content)
    best = max(_DELIMITERS, key=lambda delimiter: _known_columns(text, delimiter))
    return Grid("", lambda: _records(text, best))


def _decode(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # "Unicode text", as Excel calls it
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("这个文件不是表格，或者编码认不出", "请用 Excel 或 WPS 另存为 .xlsx 再导入。")


def _known_columns(text: str, delimiter: str) -> int:
    first: list[Row] = []
    with suppress(Refused):  # it will be said when the rows are read
        first.extend(islice(_records(text, delimiter), headers.HEADER_ROWS))
    headings = headers.find(first)
    return len(headings.columns) if headings else 0


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """The records that are not empty, numbered as Excel's rows: a quoted line break starts no new one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for line, record in enumerate(reader, start=1):
            if any(field.strip() for field in record):
                yield line, record
    except csv.Error:  # an unclosed quote would swallow everybody below it
        raise Refused(
            f"第 {line + 1} 行起引号没有成对", "请用 Excel 打开这个文件，另存为 .xlsx 再导入。"
        ) from None
