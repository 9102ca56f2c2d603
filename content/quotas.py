"""How often the rules want each activity of a branch, and what a year of month plans falls short of.

Rules 1 to 6, 11 and 12 of domain.md, as data. A plan may hold more than a quota asks, never less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.plans import Applies, BranchKind, MonthPlan, Period

LAST_TO_CLOSE = 3


@dataclass(frozen=True, slots=True)
class Quota:
    """One activity (a kind of task, or one duty by its key) that must fall once in each period.

    ``applies`` says to which branches; ``months`` in which months of the year it may fall, all where empty;
    ``rule`` is the number in domain.md section 9.
    """

    name: str
    per: Period
    applies: Applies
    rule: int
    months: tuple[int, ...] = ()
    key: str = ""


QUOTAS: tuple[Quota, ...] = (
    Quota("第一议题", "month", "all", 11),
    Quota("主题党日", "month", "all", 4),
    Quota("支委会", "month", "committee", 2),
    Quota("党小组会", "month", "groups", 3),
    Quota("支部党员大会", "quarter", "all", 1),
    Quota("党课", "quarter", "all", 5),
    Quota("组织生活会", "year", "all", 6, months=(10, 11, 12)),
    Quota("民主评议", "year", "all", 6, months=(10, 11, 12)),
    Quota("谈心谈话", "year", "all", 6),
    Quota("各律所轮值", "year", "joint", 12, key="joint-rota"),
    Quota("律所负责人联席会议", "year", "joint", 12, key="joint-heads"),
)
# What the last year left open is closed by 31 March (rule 6).
CLOSING = ("组织生活会", "民主评议")
SHAPES: dict[str, BranchKind] = {
    "独立支部": BranchKind(committee=True, groups=True),
    "联合支部": BranchKind(committee=True, joint=True),
    "不设支委会的支部": BranchKind(),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the year's table: how often the quota wants it, and in how many periods the plans have it."""

    quota: Quota
    wanted: int
    planned: int
    missing: tuple[str, ...]


def year_table(plans: Sequence[MonthPlan], shape: BranchKind) -> list[Line]:
    """A year's twelve plans of a branch (January first) against every quota that applies to it."""
    return [_line(plans, quota) for quota in QUOTAS if shape.must(quota.applies)]


def shortfalls(plans: Sequence[MonthPlan], shape: BranchKind) -> Iterator[str]:
    """What the plans lack, a sentence each: ``2027-05 没有必做的第一议题``."""
    for line in year_table(plans, shape):
        for period in line.missing:
            yield f"{period}没有必做的{line.quota.name}"
    for kind in CLOSING:
        if not any(_has(plan, Quota(kind, "year", "all", 6)) for plan in plans[:LAST_TO_CLOSE]):
            yield f"{plans[0].month[:4]} 年 3 月底前没有必做的{kind}收尾"


def _line(plans: Sequence[MonthPlan], quota: Quota) -> Line:
    periods = list(_periods(plans, quota))
    missing = tuple(name for name, months in periods if not any(_has(plan, quota) for plan in months))
    return Line(quota, len(periods), len(periods) - len(missing), missing)


def _periods(plans: Sequence[MonthPlan], quota: Quota) -> Iterator[tuple[str, Sequence[MonthPlan]]]:
    year = plans[0].month[:4]
    if quota.per == "month":
        yield from ((f"{plan.month} ", [plan]) for plan in plans)
    elif quota.per == "quarter":
        yield from ((f"{year} 年第 {n + 1} 季度", plans[n * 3 : n * 3 + 3]) for n in range(4))
    else:
        months = [plan for plan in plans if not quota.months or int(plan.month[5:]) in quota.months]
        yield (f"{year} 年第四季度" if quota.months else f"{year} 年"), months


def _has(plan: MonthPlan, quota: Quota) -> bool:
    """Whether the plan has it among what must be done; 选做 keeps no quota."""
    wanted = quota.key or quota.name
    return any(task.mandatory and wanted in (task.kind, task.key) for task in plan.tasks)
