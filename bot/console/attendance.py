"""``/console/attendance``: members × meetings of one branch; of several, figures by branch and no names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial

from bot import local
from bot.console import months
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, show
from bot.exports.attendance.rows import PHASES, MarkRow, MeetingRow, MemberRow, Source, awaited, moment
from bot.ledger import attendance
from bot.ledger.attendance import ABSENT, GUEST, HOW_TITLES, LEAVE, PRESENT, STATE_TITLES, summary
from bot.ledger.attendance.summary import Figures
from bot.reports import Period, parse_period

SIGNS = {PRESENT: "到", LEAVE: "假", ABSENT: "缺", GUEST: "列席"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of the matrix: what it shows, what it says in full, whether there is a mark behind it."""

    sign: str
    said: str
    state: str = ""
    marked: bool = False


def add(desk: Desk) -> None:
    """The one page; the page of a mark is in ``attendance_mark``."""
    desk.page("/console/attendance")(overview)


def overview(visit: Visit) -> Answer:
    """The matrix of the branch that is chosen or the only one; else the summary of all."""
    period = months.period(visit.arg("period")) or parse_period(local.month(visit.now))
    chosen = visit.branch if visit.branch is not None or len(visit.scope) > 1 else visit.scope_ids[0]
    by_month = _by_month(visit, period)
    given = {
        "period": period, "periods": months.periods(visit, period), "months": by_month, "chosen": chosen,
        "branch_name": dict(visit.scope).get(chosen or 0, ""),
    }  # fmt: skip
    if chosen is None:
        return show(visit, "attendance_branches.html", **given, **_summary(visit, period, by_month))
    return show(visit, "attendance.html", **given, **_matrix(visit, period, chosen))


def _by_month(visit: Visit, period: Period) -> list[tuple[str, Figures]]:
    """The figures of each month of a longer time that has begun."""
    found = []
    for month in period.months if len(period.months) > 1 else ():
        since, until = local.month_bounds(month)
        if since <= visit.now:
            figures = summary.by_branch(visit.db, visit.branch_ids, since, until)
            found.append((month, summary.together(figures.values())))
    return found


def _summary(visit: Visit, period: Period, by_month: list[tuple[str, Figures]]) -> dict[str, object]:
    """By branch, in the order of the roster. A sum that would give away the one held back is held back too."""
    figures = summary.by_branch(visit.db, visit.scope_ids, *period.bounds)
    total = summary.together(figures.values())
    held_back = (
        sum(one.small for one in figures.values()),
        sum(one.small for _, one in by_month),
    )
    return {
        "figures": [(id_, name, figures[id_]) for id_, name in visit.scope],
        "total": total,
        "total_small": total.small or 1 in held_back,
        "small": summary.SMALL,
    }


def _matrix(visit: Visit, period: Period, branch_id: int) -> dict[str, object]:
    """The meetings, the members with a cell for each, and below them how many are in each state."""
    since, until = period.bounds
    ids, db = [branch_id], visit.db
    held = attendance.meeting_rows(db, ids, since, until, visit.now)
    source = Source(
        held,
        partial(attendance.member_rows, db, ids, since, until),
        lambda meeting_id: attendance.mark_rows(db, ids, since, until, meeting_id),
    )
    counts: dict[int, Counter[str]] = {one.id: Counter() for one in held}
    lines = []
    for member, marks in source.joined():
        for mark in marks.values():
            counts[mark.meeting_id][mark.state] += 1
        lines.append((member, [_cell(one, member, marks.get(one.id)) for one in held]))
    visit.looked_at(f"attendance {period.name} branch {branch_id}", [member.id for member, _ in lines])
    return {"held": held, "lines": lines, "counts": counts, "states": STATE_TITLES, "phases": PHASES}


def _cell(held: MeetingRow, member: MemberRow, mark: MarkRow | None) -> Cell:
    """``到``, ``到 晚``, ``假``, ``缺 补``; while a meeting is not over, its phase instead of an absence."""
    if held.state != "closed" and awaited(member, held, mark):
        return Cell("·", PHASES[held.state])
    if mark is None:
        return Cell("", "")
    more = (" 晚" if mark.late else "") + (" 补" if mark.made_up_at is not None else "")
    when = f" {moment(mark.at, held)}" if mark.at is not None else ""
    said = f"{STATE_TITLES[mark.state]}，{HOW_TITLES.get(mark.how, mark.how)}{when}"
    said += f"，{mark.by}经办" if mark.by else ""
    return Cell(
        SIGNS[mark.state] + more, said + (f"，{mark.reason}" if mark.reason else ""), mark.state, True
    )
