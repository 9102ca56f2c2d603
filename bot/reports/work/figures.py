"""What a work report says: each figure with the one before it and the page that shows its rows.

The parts are those of the district's model: 三个强化, 三个力量, 三个表率. Figures are of branches and firms, never of
a person; counts of fewer than three people of a branch are not shown to the committee (domain.md rule 15).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot import local
from bot.ledger import duties, meeting_kinds, members, work_figures
from bot.ledger.work_figures import Funnel, People, TaskCount, Times
from bot.reports.periods import Period
from bot.reports.work.lines import Line, Part, percent
from bot.reports.work.registered import registered

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch in figures. ``studied`` counts the months in which it studied a first topic."""

    id: int
    name: str
    people: People
    meetings: dict[str, int]
    times: Times
    tasks: TaskCount
    studied: int
    duties: duties.Tally


@dataclass(frozen=True, slots=True)
class WorkReport:
    """All of it. ``branches`` stand in the order they were entered, which says nothing of them."""

    period: Period
    parts: tuple[Part, ...]
    branches: tuple[BranchRow, ...]
    months: tuple[tuple[str, int, int], ...]  # month, 应到 and 实到 in person-times
    funnel: Funnel
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the figures of one period are made from, for all branches together."""

    meetings: dict[str, int]
    joint: int
    times: Times
    tasks: TaskCount
    studies: int
    studied_months: int
    people: People
    funnel: Funnel


def work_report(db: Connection, branch_ids: Sequence[int], period: Period, now: datetime) -> WorkReport:
    """The report of these branches over a period, as far as it has passed at ``now`` (a UTC instant)."""
    since, until = period.bounds
    this, last = _sums(db, branch_ids, period, now), _sums(db, branch_ids, period.before, now)
    on = min(local.day(now), local.day(until - timedelta(seconds=1)))
    parts = _parts(db, branch_ids, period, this, last)
    months = tuple(
        (month, times.due, times.present)
        for month in period.months
        for times in [_total(work_figures.person_times(db, branch_ids, *local.month_bounds(month)).values())]
    )
    branches = _branches(db, branch_ids, period, since, min(until, now), on, local.day(now))
    order = [kind.name for kind in meeting_kinds.KINDS]
    kinds = sorted(this.meetings, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
    return WorkReport(period, parts, branches, months, this.funnel, tuple(kinds))


def _sums(db: Connection, ids: Sequence[int], period: Period, now: datetime) -> _Sums:
    since, until = period.bounds
    held, joint = work_figures.district_meetings(db, ids, since, until)
    tasks = work_figures.tasks_of(db, ids, period.months).values()
    studied = work_figures.studies(db, ids, period.months)
    people = work_figures.people_at(db, ids, min(until, now)).values()
    return _Sums(
        meetings=held,
        joint=joint,
        times=_total(work_figures.person_times(db, ids, since, until).values()),
        tasks=TaskCount(sum(one.owed for one in tasks), sum(one.done for one in tasks)),
        studies=sum(len(months) for months in studied.values()),
        studied_months=sum(len(set(months)) for months in studied.values()),
        people=People(sum(one.full for one in people), sum(one.probationary for one in people)),
        funnel=work_figures.funnel(db, ids, since, until),
    )


def _total(times: Iterable[Times]) -> Times:
    found = list(times)
    return Times(
        sum(one.due for one in found),
        sum(one.present for one in found),
        sum(one.leave for one in found),
        sum(one.absent for one in found),
        sum(one.made_up for one in found),
    )


def _parts(db: Connection, ids: Sequence[int], period: Period, this: _Sums, last: _Sums) -> tuple[Part, ...]:
    at = f"/console/attendance?period={period.name}"
    held = f"/console/coverage?period={period.name}"

    def met(kind: str) -> Line:
        return Line(kind, this.meetings.get(kind, 0), last.meetings.get(kind, 0), "次", held)

    firms, covered = work_figures.firms_covered(db, ids)
    branch_months = len(ids) * len(period.months)
    last_branch_months = len(ids) * len(period.before.months)
    return (
        Part("一、三个强化：政治教育", (
            Line("第一议题学习", this.studies, last.studies, "次", f"/console/first-topic?month={period.months[-1]}"),
            Line("第一议题覆盖（支部·月）", percent(this.studied_months, branch_months),
                 percent(last.studied_months, last_branch_months), "%", held),
            met("党课"), met("主题党日"),
        )),
        Part("一、三个强化：组织生活和常态监督", (
            met("支部党员大会"), met("支委会"), met("党小组会"), met("组织生活会"), met("民主评议"),
            Line("出勤率（实到／应到人次）", percent(this.times.present, this.times.due),
                 percent(last.times.present, last.times.due), "%", at),
            Line("补学", this.times.made_up, last.times.made_up, "人次", at),
        )),
        Part("二、三个力量：班子、队伍、组织", (
            Line("党支部", len(ids), None, "个", "/console/branches"),
            Line("正式党员", this.people.full, None, "人", "/console/people"),
            Line("预备党员", this.people.probationary, None, "人", "/console/people"),
            Line("交叉任职", work_figures.cross_appointed(db), None, "人", "/console/branches"),
            Line("每月任务完成", percent(this.tasks.done, this.tasks.owed),
                 percent(last.tasks.done, last.tasks.owed), "%", f"/console/tasks?month={period.months[-1]}"),
            Line("有党员的律所", covered, None, f"家（共 {firms} 家）", held),
            met("结对活动"), Line("几个支部合开的会", this.joint, last.joint, "次", held),
        )),
        *registered(db, ids, period),
        Part("通知送达", (
            Line("通知", this.funnel.notices, last.funnel.notices, "条", "/console/notices"),
            Line("送达", percent(this.funnel.accepted, this.funnel.queued),
                 percent(last.funnel.accepted, last.funnel.queued), "%", "/console/deliveries"),
        )),
    )  # fmt: skip


def _branches(
    db: Connection,
    ids: Sequence[int],
    period: Period,
    since: datetime,
    until: datetime,
    on: date,
    today: date,
) -> tuple[BranchRow, ...]:
    held = work_figures.meetings_held(db, ids, since, until)
    times = work_figures.person_times(db, ids, since, until)
    tasks = work_figures.tasks_of(db, ids, period.months)
    studied = work_figures.studies(db, ids, period.months)
    people = work_figures.people_at(db, ids, until)
    states = duties.of_branches(db, ids, on, today)
    return tuple(
        BranchRow(
            id_,
            name,
            people.get(id_, People()),
            dict(held.get(id_, {})),
            times.get(id_, Times()),
            tasks.get(id_, TaskCount()),
            len(set(studied.get(id_, []))),
            duties.tally(states.get(id_, [])),
        )
        for id_, name in members.branches(db)
        if id_ in set(ids)
    )
