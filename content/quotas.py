"""How often the rules want each activity of a branch, and what a year of month plans falls short of.

The figures are those of ``duties.toml``. A plan may hold more than a quota asks, never less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.duties import Per, rules
from content.plans import Applies, BranchKind, MonthPlan


@dataclass(frozen=True, slots=True)
class Quota:
    """One activity (a kind of task, or one duty by its key) that must fall once in each period.

    ``applies`` says to which branches; ``months`` in which months of the year it may fall, all where empty;
    ``rule`` is the number in domain.md section 9.
    """

    name: str
    per: Per
    applies: Applies
    rule: int
    months: tuple[int, ...] = ()
    key: str = ""


def quotas() -> tuple[Quota, ...]:
    """What the plans must hold, from the duties (``duties.toml``)."""
    return tuple(
        Quota(
            duty.name,
            duty.per,
            duty.applies,
            duty.source.rule,
            duty.months,
            duty.key if duty.applies == "joint" else "",
        )
        for duty in rules().duties
    )


def _closing() -> Iterator[tuple[str, int]]:
    """What the last year left open, and the month it is closed by at the latest (rule 6)."""
    yield from ((duty.name, duty.closes[0]) for duty in rules().duties if duty.closes)


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
    return [_line(plans, quota) for quota in quotas() if shape.must(quota.applies)]


def shortfalls(plans: Sequence[MonthPlan], shape: BranchKind) -> Iterator[str]:
    """What the plans lack, a sentence each: ``2027-05 没有必做的第一议题``."""
    for line in year_table(plans, shape):
        for period in line.missing:
            yield f"{period}没有必做的{line.quota.name}"
    for kind, month in _closing():
        if not any(_has(plan, Quota(kind, "year", "all", 6)) for plan in plans[:month]):
            yield f"{plans[0].month[:4]} 年 {month} 月底前没有必做的{kind}收尾"


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
    elif quota.per == "half":
        yield from ((f"{year} 年{'上下'[n]}半年", plans[n * 6 : n * 6 + 6]) for n in range(2))
    else:
        months = [plan for plan in plans if not quota.months or int(plan.month[5:]) in quota.months]
        yield (f"{year} 年第四季度" if quota.months else f"{year} 年"), months


def _has(plan: MonthPlan, quota: Quota) -> bool:
    """Whether the plan has it among what must be done; 选做 keeps no quota."""
    wanted = quota.key or quota.name
    return any(task.mandatory and wanted in (task.kind, task.key) for task in plan.tasks)
