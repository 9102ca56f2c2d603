"""``/console/coverage`` and ``/console/report``: did what is required take place, by branch; no persons."""

from __future__ import annotations

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, show
from bot.ledger import duties
from bot.reports import periods
from bot.reports.periods import NoPeriod, Period
from bot.reports.work import few, said, work_report

HALVES_OFFERED = 4


def add(desk: Desk) -> None:
    """Coverage on a day, a branch's duties with their documents, the report of a period."""
    desk.page("/console/coverage")(coverage)
    desk.page("/console/coverage/<int:number>")(branch)
    desk.page("/console/report")(report)


def coverage(visit: Visit) -> Answer:
    """Branches by duties in the current periods: done, owed, overdue, not applicable (domain.md rules 1 to 6)."""
    today = local.day(visit.now)
    found = duties.of_branches(visit.db, visit.branch_ids, today)
    names = dict(visit.scope)
    rows = [
        (id_, names[id_], found[id_], duties.tally(found[id_])) for id_ in visit.branch_ids if id_ in found
    ]
    heads = list(dict.fromkeys(one.duty.name for _, _, states, _ in rows for one in states))
    cells = {
        (id_, one.duty.name): one
        for id_, _, states, _ in rows
        for one in sorted(states, key=lambda s: s.due_on)
    }
    return show(
        visit, "coverage.html", rows=rows, heads=heads, cells=cells, titles=duties.STATE_TITLES, today=today
    )


def branch(visit: Visit, number: int) -> Answer:
    """One branch: each duty with what counts for it, what is missing, by when, and the document behind it."""
    if number not in visit.scope_ids:
        visit.missing("这个支部")
    today = local.day(visit.now)
    states = duties.of_branch(visit.db, number, today)
    missed = duties.left_over(visit.db, [number], today).get(number, [])
    return show(
        visit, "coverage_branch.html", name=dict(visit.scope)[number], number=number, states=states, missed=missed,
        titles=duties.STATE_TITLES, today=today,
    )  # fmt: skip


def report(visit: Visit) -> Answer:
    """The three threes in figures, beside the period before; each leads to its rows."""
    period = _period(visit)
    found = work_report(visit.db, visit.branch_ids, period, visit.now)
    return show(
        visit, "report.html", report=found, period=period, offered=_offered(visit), said=said, few=few
    )


def _period(visit: Visit) -> Period:
    """The period of the address; the half-year of today where it names none."""
    try:
        return periods.parse(visit.arg("period"))
    except NoPeriod:
        return _offered(visit)[0]


def _offered(visit: Visit) -> list[Period]:
    """This half-year and those before it, and the two years they are in."""
    today = local.day(visit.now)
    halves = [periods.parse(f"{today.year}-H{1 if today.month <= 6 else 2}")]
    while len(halves) < HALVES_OFFERED:
        halves.append(halves[-1].before)
    return [*halves, periods.parse(str(today.year)), periods.parse(str(today.year - 1))]
