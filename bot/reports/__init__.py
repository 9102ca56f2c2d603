"""What goes into each export: the ledger's rows and the files meet here, and nowhere else."""

from bot.reports.background import Progress, progress, start
from bot.reports.kinds import KINDS, Kind
from bot.reports.making import Made, NothingToWrite, WrongFile, make, write
from bot.reports.periods import NoPeriod, Period
from bot.reports.periods import parse as parse_period
from bot.reports.request import Request, asked
from bot.reports.sources import Sources
from bot.reports.verifying import Verdict, verify

__all__ = [
    "KINDS",
    "Kind",
    "Made",
    "NoPeriod",
    "NothingToWrite",
    "Period",
    "Progress",
    "Request",
    "Sources",
    "Verdict",
    "WrongFile",
    "asked",
    "make",
    "parse_period",
    "progress",
    "start",
    "verify",
    "write",
]
