"""``/console/tasks``: the board of a month: which branch has done what, what is owed, overdue, left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import local
from bot.console import months
from bot.console.desk import Answer, Desk
from bot.console.names import named
from bot.console.visit import Visit, back, link, show
from bot.jobs.monthly import goes_out_at, key_of_month
from bot.ledger import calendar, month_plans, notices, task_board, task_plan
from bot.ledger.task_board import OnBoard
from bot.ledger.task_plan import TITLE_LIMIT

PAGE = "/console/tasks"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """A branch in the summary; ``pushed`` says when its month's plan went out, in words."""

    id: int
    name: str
    done: int
    owed: int
    overdue: int
    left_out: int
    pushed: str


def add(desk: Desk) -> None:
    """The board; handing out a month's plan; adding a task. One task is in ``task``."""
    desk.page(PAGE)(board)
    desk.page(f"{PAGE}/fill", method="POST")(fill)
    desk.page(f"{PAGE}/add", method="POST")(add_task)


def board(visit: Visit) -> Answer:
    """The branches in their order; of the one that is chosen, or the only one, every task."""
    return _page(visit, months.chosen(visit))


def _page(
    visit: Visit,
    month: months.Month,
    problems: list[str] | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    today = local.day(visit.now)
    found = task_board.of_branches(visit.db, month.name, visit.branch_ids)
    rows = [
        _row(visit, month.name, id_, name, found[id_], today) for id_, name in visit.scope if id_ in found
    ]
    single = found[rows[0].id] if len(rows) == 1 else []
    if single:
        visit.looked_at(f"tasks {month.name} branch {rows[0].id}")
    return show(
        visit, "tasks.html", month=month, rows=rows, today=today,
        names=named(visit, (one.task.done_by for one in single)),
        listed=[one for one in single if one.left_out_at is None],
        left_out=[one for one in single if one.left_out_at is not None],
        unfilled=[one for one in rows if not found[one.id]], may_fill=month_plans.may_be_filled(month.name, visit.now),
        first=calendar.first_workday(visit.db, month.name), problems=problems or [], typed=typed or {},
        most=TITLE_LIMIT, all=ALL,
    )  # fmt: skip


def _row(visit: Visit, month: str, id_: int, name: str, listed: list[OnBoard], today: date) -> Row:
    on = [one.task for one in listed if one.left_out_at is None]
    return Row(
        id=id_,
        name=name,
        done=sum(one.done_at is not None for one in on),
        owed=sum(one.done_at is None for one in on),
        overdue=sum(one.is_overdue(today) for one in on),
        left_out=len(listed) - len(on),
        pushed=_pushed(visit, month, id_),
    )


def _pushed(visit: Visit, month: str, branch_id: int) -> str:
    """When the month's plan was sent to the branch, or when it will be."""
    sent = notices.by_key(visit.db, key_of_month(month, branch_id))
    if sent is not None:
        when = local.words(sent.send_at)
        return f"{when} 已发" if sent.send_at <= visit.now else f"{when} 发"
    due = goes_out_at(visit.services, calendar.first_workday(visit.db, month))
    return f"{local.words(due)} 发" if due > visit.now else "没有发"


def fill(visit: Visit) -> Answer:
    """Enter the month's tasks from the plan now, where the monthly job has not been by yet."""
    month = months.chosen(visit, visit.said("month", 7)).name
    if not month_plans.may_be_filled(month, visit.now):
        visit.refuse("过去的月份不再补列。", PAGE)
    wanted = _branches_said(visit)
    for id_ in wanted:
        month_plans.fill(visit.db, visit.services.library, id_, month, visit.now)
    visit.record("task fill", f"month {month}", f"{len(wanted)} branches")
    return back(_to(visit, month, wanted), f"✓ 已列出 {len(wanted)} 个支部的任务。")


def _branches_said(visit: Visit) -> list[int]:
    """The branch of the form, or (for the committee) all of them."""
    if visit.member.is_staff and visit.said("branch", 12) == ALL:
        return visit.scope_ids
    return [visit.branch_said()]


def _to(visit: Visit, month: str, branches: list[int]) -> str:
    return link(PAGE, month=month, branch=branches[0] if len(branches) == 1 < len(visit.scope) else None)


def add_task(visit: Visit) -> Answer:
    """A task of the branch's own; the committee may add it to all branches."""
    typed = {name: visit.said(name) for name in ("title", "due", "branch")}
    due, problems = _new_task(visit, typed)
    if problems or due is None:
        return _page(visit, months.chosen(visit, visit.said("month", 7)), problems, typed), 422
    month, wanted, made = f"{due:%Y-%m}", _branches_said(visit), 0
    for id_ in wanted:
        if month_plans.may_be_filled(month, visit.now):
            month_plans.fill(visit.db, visit.services.library, id_, month, visit.now)
        one, did = task_plan.add(visit.db, id_, month, typed["title"], due, visit.member.id, visit.now)
        if did:
            made += 1
            visit.record("task_add", f"task {one.id}")
    told = f"✓ 已加：{typed['title']}（{made} 个支部）。" if made else "已经有这一件，没有重复加。"
    return back(_to(visit, month, wanted), told)


def _new_task(visit: Visit, typed: dict[str, str]) -> tuple[date | None, list[str]]:
    """The last day of a task to add, and what is wrong with the form."""
    problems = []
    if not 2 <= len(typed["title"]) <= TITLE_LIMIT:
        problems.append(f"要做的事：写 2 到 {TITLE_LIMIT} 个字，现在 {len(typed['title'])} 个。")
    due = day_said(typed["due"])
    if due is None:
        problems.append("最后一天：请填日期，比如 2026-12-20。")
    elif due < local.day(visit.now):
        problems.append("最后一天：已经过了，换个日子。")
    elif (due - local.day(visit.now)).days > 366:
        problems.append("最后一天：只能加一年以内的。")
    return due, problems


def day_said(said: str) -> date | None:
    """The day of a date field; None where there is none."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
