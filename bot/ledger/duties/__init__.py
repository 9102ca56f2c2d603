"""Duties: what a branch owes in a period, what it has held, what is still missing and by when (domain.md rules 1 to 6).

The figures and their documents are in ``content/duties.toml``; nothing here is computed about a person.
"""

from bot.ledger.duties.held import PAIRS, Held
from bot.ledger.duties.periods import Period, before, period_of
from bot.ledger.duties.shapes import BranchShape, shapes
from bot.ledger.duties.states import (
    DONE,
    NOT_APPLICABLE,
    OVERDUE,
    OWED,
    STATE_TITLES,
    DutyState,
    Tally,
    left_over,
    of_branch,
    of_branches,
    tally,
)

__all__ = [
    "DONE",
    "NOT_APPLICABLE",
    "OVERDUE",
    "OWED",
    "PAIRS",
    "STATE_TITLES",
    "BranchShape",
    "DutyState",
    "Held",
    "Period",
    "Tally",
    "before",
    "left_over",
    "of_branch",
    "of_branches",
    "period_of",
    "shapes",
    "tally",
]
