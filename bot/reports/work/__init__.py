"""The work report of a period: the figures of the three threes, beside those of the period before."""

from bot.reports.work.figures import FEW, Line, Part, WorkReport, few, work_report
from bot.reports.work.written import LINES, content

__all__ = ["FEW", "LINES", "Line", "Part", "WorkReport", "content", "few", "work_report"]
