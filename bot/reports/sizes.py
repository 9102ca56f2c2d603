"""How long an export is going to be, before it is made: whether to wait for it, and what its progress is out of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ledger.attendance import mark_count
from bot.reports.request import Request

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Marks that are written in about two seconds on two busy cores (20,000 took 2.8 s).
AT_ONCE = 12_000


def rows_of(db: Connection, request: Request) -> int:
    """About how many rows the file will have. Only attendance grows with people times meetings."""
    if request.what != "attendance" or request.period is None:
        return 0
    return mark_count(db, request.branch_ids, *request.period.bounds)


def is_long(db: Connection, request: Request) -> bool:
    """Whether it takes longer than somebody should be kept waiting (two seconds)."""
    return rows_of(db, request) > AT_ONCE
