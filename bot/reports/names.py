"""What an export is called: on the page that gives it, and as a file on somebody's disk."""

from __future__ import annotations

from typing import Protocol

from bot.reports import periods
from bot.reports.kinds import EVERY_KIND

FORMATS = {
    "xlsx": "Excel 表格",
    "docx": "Word 文档",
    "csv": "CSV 文本",
    "db": "SQLite 数据库",
    "json": "JSON（机器可读）",
    "ics": "日历文件",
}


class Export(Protocol):
    """What an export is of: a link to one, one that a worker makes, the seal of one."""

    @property
    def what(self) -> str: ...
    @property
    def options(self) -> dict[str, object]: ...


def titled(link: Export) -> str:
    """``2026年12月考勤``, ``会议记录``."""
    period = link.options.get("period")
    when = periods.parse(str(period)).title if period is not None else ""
    return f"{when}{EVERY_KIND[link.what].title}"


def file_name(link: Export, ending: str, number: str = "") -> str:
    """``attendance-2026-12-7K2M-9QXR.xlsx``: with the seal's number, by which a CSV is known once it was changed."""
    of = [link.options.get("period"), link.options.get("meeting"), number]
    return "-".join(str(part) for part in (link.what, *of) if part) + ending
