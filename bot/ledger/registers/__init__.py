"""Rows of the declared registers: entered, corrected, withdrawn, what falls due, what they come to.

A row is never changed: another version takes its place, and both stay. Sums are of branches and firms, and a member's
hours are that member's alone (product rule 1).
"""

from bot.ledger.registers.due import DueItem, due
from bot.ledger.registers.reminding import say, unsaid
from bot.ledger.registers.rows import (
    EVER,
    NEVER,
    Entry,
    Outcome,
    enter,
    get,
    history,
    of_member,
    rows,
    withdraw,
)
from bot.ledger.registers.scope import may_change, may_fill, may_see, place_of, sees_rows, visible_branches
from bot.ledger.registers.sums import SumRow, SumTable, sums
from bot.ledger.registers.taking_in import TakenIn, headings, take_in

__all__ = [
    "EVER",
    "NEVER",
    "DueItem",
    "Entry",
    "Outcome",
    "SumRow",
    "SumTable",
    "TakenIn",
    "due",
    "enter",
    "get",
    "headings",
    "history",
    "may_change",
    "may_fill",
    "may_see",
    "of_member",
    "place_of",
    "rows",
    "say",
    "sees_rows",
    "sums",
    "take_in",
    "unsaid",
    "visible_branches",
    "withdraw",
]
