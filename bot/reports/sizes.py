"""How long an export is going to be, before it is made: whether to wait for it, and what its progress is out of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ledger.attendance import mark_count
from bot.reports.request import Request

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What is made in about two seconds on the smallest machine we know (bench/exports.py: 30,000 rows and more).
AT_ONCE = 20_000


def rows_of(db: Connection, request: Request) -> int:
    """About how many rows the file will have. Only attendance grows with people times meetings."""
    if request.what != "attendance" or request.period is None:
        return 0
    return mark_count(db, request.branch_ids, *request.period.bounds)


def is_long(db: Connection, request: Request) -> bool:
    """Whether it takes longer than somebody should be kept waiting (two seconds)."""
    return rows_of(db, request) > AT_ONCE
