"""What an export is called: on the page that gives it, and as a file on somebody's disk."""

from __future__ import annotations

from bot.ledger.export_links import ExportLink
from bot.reports import periods
from bot.reports.kinds import KINDS


def titled(link: ExportLink) -> str:
    """``2026年12月考勤``, ``会议记录``."""
    period = link.options.get("period")
    when = periods.parse(str(period)).title if period is not None else ""
    return f"{when}{KINDS[link.what].title}"


def file_name(link: ExportLink, ending: str, number: str = "") -> str:
    """``attendance-2026-12-7K2M-9QXR.xlsx``: with the seal's number, by which a CSV is known once it was changed."""
    of = [link.options.get("period"), link.options.get("meeting"), number]
    return "-".join(str(part) for part in (link.what, *of) if part) + ending
