"""The work report of a period: the figures of the three threes, beside those of the period before."""

from bot.reports.work.figures import BranchRow, WorkReport, work_report
from bot.reports.work.lines import FEW, Line, Part, few, said
from bot.reports.work.written import LINES, content

__all__ = ["FEW", "LINES", "BranchRow", "Line", "Part", "WorkReport", "content", "few", "said", "work_report"]
