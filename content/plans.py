"""The month plan: what a branch of a given shape has to do, from a yearly template and the month's own file.

The quotas are rules 1 to 6 and 11 of domain.md; they stand in ``plans/template.toml`` as data, not here.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from content.front_matter import ContentError

TaskKind = Literal[
    "支部党员大会", "支委会", "党小组会", "党课", "主题党日", "第一议题", "组织生活会", "民主评议", "谈心谈话", "其他"
]  # fmt: skip
Applies = Literal["all", "committee", "groups", "joint"]
Period = Literal["month", "quarter", "year"]
TASK_KINDS: tuple[str, ...] = get_args(TaskKind)
APPLIES: tuple[str, ...] = get_args(Applies)
PERIODS: tuple[str, ...] = get_args(Period)


@dataclass(frozen=True, slots=True)
class BranchKind:
    """The traits of a branch on which duties depend.

    ``committee``: seven or more full members, so a 支委会 exists (domain.md rule 2); ``groups``: it has 党小组
    (rule 3); ``joint``: members of several firms (rule 12).
    """

    committee: bool = False
    groups: bool = False
    joint: bool = False

    def must(self, applies: Applies) -> bool:
        """Whether a task for ``applies`` concerns such a branch."""
        return applies == "all" or bool(getattr(self, applies))


@dataclass(frozen=True, slots=True)
class Task:
    """One duty of a month.

    ``key`` names the duty across months (``members-meeting``); ``no`` is what members type, from 1; ``per`` is
    the period the quota counts in: a quarterly duty already met earlier in the quarter counts as done.
    """

    key: str
    no: int
    kind: TaskKind
    title: str
    due: date
    evidence: str
    mandatory: bool
    applies: Applies
    per: Period

    @property
    def due_day(self) -> int:
        """The day of the month by which it is due."""
        return self.due.day


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """The duties of one branch kind in one month (``2026-12``).

    ``not_applicable`` are the duties it does not have, to be shown as 不适用 and never as 未完成 (rule 2).
    """

    month: str
    theme: str
    note: str
    tasks: tuple[Task, ...]
    not_applicable: tuple[Task, ...]


def month_plan(
    template: dict[str, Any], override: dict[str, Any], month: str, branch_kind: BranchKind
) -> MonthPlan:
    """The plan of ``month`` from the template's rows, changed by the month's own.

    An override may set ``theme`` and ``note``, ``drop`` keys, and give ``[[task]]`` rows: a known key changes
    that row's fields, a new one adds a row. Raises ValueError where ``month`` is no ``YYYY-MM``.
    """
    year, number = _year_and_month(month)
    theme = override.get("theme") or template["theme"][str(number)]
    tasks = [_task(row, year, number, theme) for row in _rows(template, override, number)]
    due = [task for task in tasks if branch_kind.must(task.applies)]
    return MonthPlan(
        month=month,
        theme=theme,
        note=override.get("note", ""),
        tasks=tuple(replace(task, no=no) for no, task in enumerate(due, 1)),
        not_applicable=tuple(task for task in tasks if not branch_kind.must(task.applies)),
    )


def _year_and_month(month: str) -> tuple[int, int]:
    day = date.fromisoformat(f"{month}-01")
    return day.year, day.month


def _rows(template: dict[str, Any], override: dict[str, Any], number: int) -> list[dict[str, Any]]:
    rows = {row["key"]: row for row in template["task"] if number in row.get("months", range(1, 13))}
    for row in override.get("task", ()):
        rows[row["key"]] = rows.get(row["key"], {}) | row
    return [row for key, row in rows.items() if key not in override.get("drop", ())]


def _task(row: dict[str, Any], year: int, month: int, theme: str) -> Task:
    try:
        last_day = monthrange(year, month)[1]
        return Task(
            key=row["key"],
            no=0,
            kind=row["kind"],
            title=row["title"].replace("{theme}", theme),
            due=date(year, month, min(row["due_day"], last_day)),
            evidence=row["evidence"],
            mandatory=row["mandatory"],
            applies=row["applies"],
            per=row["per"],
        )
    except KeyError as missing:
        raise ContentError(
            f"plan {year}-{month:02}: {missing} is missing in task {row.get('key')}"
        ) from missing
