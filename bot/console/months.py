"""The month a page is about: ``?month=2026-12``, and the ones beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot import local
from bot.console.visit import Visit

_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """``name`` is ``2026-12``; ``before`` and ``after`` are the months beside it, in the same form."""

    name: str
    before: str
    after: str


def chosen(visit: Visit, said: str | None = None) -> Month:
    """The month in the address (or ``said``), else the one we are in."""
    wanted = visit.arg("month") if said is None else said
    name = wanted if _MONTH.fullmatch(wanted) else local.month(visit.now)
    first, after = local.month_bounds(name)
    return Month(name, local.month(first - timedelta(days=1)), local.month(after))
