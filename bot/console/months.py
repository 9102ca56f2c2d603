"""The month a page is about: ``?month=2026-12``, and the ones beside it; the longer times it may be about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot import local
from bot.console.visit import Visit
from bot.reports import NoPeriod, Period, parse_period

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


def period(said: str) -> Period | None:
    """The time of that name (2026-12, 2026-Q4, 2026-H2, 2026); None where it is none."""
    try:
        return parse_period(said)
    except NoPeriod:
        return None


def periods(visit: Visit, shown: Period) -> list[Period]:
    """What may be chosen: this year and the last, their halves, quarters and months that have begun; and ``shown``."""
    year = local.day(visit.now).year
    found = []
    for one in (year, year - 1):
        names = [f"{one}", f"{one}-H2", f"{one}-H1", *(f"{one}-Q{n}" for n in (4, 3, 2, 1))]
        names += [f"{one}-{n:02}" for n in range(12, 0, -1)]
        found += [parse_period(name) for name in names]
    begun = [one for one in found if one.bounds[0] <= visit.now]
    return begun if shown in begun else [shown, *begun]
