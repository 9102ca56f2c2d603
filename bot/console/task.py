"""``/console/tasks/<number>``: one task of a branch: its evidence, its history, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.names import named
from bot.console.tasks import PAGE, day_said
from bot.console.visit import Visit, back, show
from bot.ledger import task_board, task_plan, task_reports
from bot.ledger.task_board import OnBoard
from bot.ledger.task_plan import REASON_LIMIT, TITLE_LIMIT, OutsideItsPeriod
from bot.ledger.tasks import NOTE_LIMIT, Task

VERBS = {"add": "加上", "change": "改", "leave_out": "不做", "restore": "恢复"}
MEANWHILE = "没办成：刚才已经有人改过，请看现在的。"


def add(desk: Desk) -> None:
    """The page; done, not done after all, changed, left out, taken up again."""
    desk.page(f"{PAGE}/<int:number>")(one_task)
    for name, view in (
        ("done", done), ("undo", undo), ("change", change), ("leave-out", leave_out), ("restore", restore),
    ):  # fmt: skip
        desk.page(f"{PAGE}/<int:number>/{name}", method="POST")(view)


def one_task(visit: Visit, number: int) -> Answer:
    """What it is, how it stands, what was done to it."""
    return _page(visit, _found(visit, number))


def _found(visit: Visit, number: int) -> OnBoard:
    found = task_board.get(visit.db, number)
    if found is None or found.task.branch_id not in visit.scope_ids:
        visit.missing("这件任务")
    return found


def _page(
    visit: Visit,
    found: OnBoard,
    problems: list[str] | None = None,
    at: str = "",
    typed: dict[str, str] | None = None,
) -> str:
    """The page; ``problems`` stand with the form called ``at``."""
    one = found.task
    history = task_plan.history(visit.db, one.id)
    first, last = task_plan.period_of(visit.db, one)
    visit.looked_at(f"task {one.id}")
    return show(
        visit, "task.html", one=one, off=found.left_out_at is not None, history=history, verbs=VERBS,
        branch=dict(visit.scope)[one.branch_id], first=first, last=last, problems=problems or [], at=at,
        typed=typed or {}, names=named(visit, [one.done_by, *(step.by_member_id for step in history)]),
        may_leave_out=task_plan.may_leave_out(one, staff=visit.member.is_staff), note_limit=NOTE_LIMIT,
        today=local.day(visit.now), reason_limit=REASON_LIMIT, title_limit=TITLE_LIMIT,
    )  # fmt: skip


def _to(one: Task) -> str:
    return f"{PAGE}/{one.id}"


def done(visit: Visit, number: int) -> Answer:
    """Report it as done, with a line of what was done."""
    found = _found(visit, number)
    one, note = found.task, visit.said("note")
    if len(note) > NOTE_LIMIT:
        problem = f"说明：最多 {NOTE_LIMIT} 个字，现在是 {len(note)} 个。"
        return _page(visit, found, [problem], "done", {"note": note}), 422
    by, now = visit.member.id, visit.now
    _, did = task_reports.report(visit.db, one.branch_id, one.month, one.no, note, by, now, "console")
    if not did:
        visit.refuse(MEANWHILE, _to(one))
    return back(_to(one), f"✓ 已完成：{one.title}。")


def undo(visit: Visit, number: int) -> Answer:
    """It was entered as done by mistake; what a meeting has done stays."""
    one = _found(visit, number).task
    if one.meeting_id is not None:
        visit.refuse("这一件是开会自动完成的，撤不了。", _to(one))
    if not task_reports.take_back(visit.db, one, visit.member.id, visit.now, "console"):
        visit.refuse(MEANWHILE, _to(one))
    return back(_to(one), "✓ 已撤销，又算没办；原来报过完成，也留着记录。")


def change(visit: Visit, number: int) -> Answer:
    """Other words, another last day, or both; in one branch or, by the committee, in all."""
    found = _found(visit, number)
    one, typed = found.task, {name: visit.said(name) for name in ("title", "due")}
    due, problems = day_said(typed["due"]), []
    if not 2 <= len(typed["title"]) <= TITLE_LIMIT:
        problems.append(f"内容：写 2 到 {TITLE_LIMIT} 个字，现在 {len(typed['title'])} 个。")
    if due is None:
        problems.append("最后一天：请填日期，比如 2026-12-20。")
    if problems:
        return _page(visit, found, problems, "change", typed), 422
    by, now = visit.member.id, visit.now
    try:
        count = _each(
            visit, one, "task_change",
            lambda it: task_plan.change(visit.db, it, by, now, title=typed["title"], due=due) is not None,
        )  # fmt: skip
    except OutsideItsPeriod as outside:
        problem = f"最后一天：只能排在 {outside.first} 到 {outside.last} 之间。"
        return _page(visit, found, [problem], "change", typed), 422
    return back(_to(one), f"✓ 已改（{count} 个支部）：{typed['title']}。")


def leave_out(visit: Visit, number: int) -> Answer:
    """Off the list, with the reason; what the rules require only the committee takes off."""
    found = _found(visit, number)
    one, reason = found.task, visit.said("reason")
    if not task_plan.may_leave_out(one, staff=visit.member.is_staff):
        visit.refuse("这是规定要做的，支部不能自己免；确有特殊情况，请联系行业党委办公室。", _to(one))
    if not 2 <= len(reason) <= REASON_LIMIT:
        problem = f"原因：请写几个字，最多 {REASON_LIMIT} 个。"
        return _page(visit, found, [problem], "leave-out", {"reason": reason}), 422
    by, now = visit.member.id, visit.now
    count = _each(visit, one, "task_leave_out", lambda it: task_plan.leave_out(visit.db, it, by, now, reason))
    return back(_to(one), f"✓ 不做了（{count} 个支部）：{one.title}。记录留着，可以恢复。")


def restore(visit: Visit, number: int) -> Answer:
    """Back on the list under its number."""
    one = _found(visit, number).task
    by, now = visit.member.id, visit.now
    count = _each(
        visit, one, "task_restore", lambda it: task_plan.restore(visit.db, it, by, now), left_out=True
    )
    return back(_to(one), f"✓ 已恢复（{count} 个支部）：{one.title}。")


def _each(visit: Visit, one: Task, verb: str, do: Callable[[Task], bool], *, left_out: bool = False) -> int:
    """Do it to the task, and where the committee ticked so to the same duty of every branch; returns to how many."""
    if not do(one):
        visit.refuse(MEANWHILE, _to(one))
    visit.record(verb, f"task {one.id}")
    count = 1
    others = visit.scope_ids if visit.member.is_staff and visit.said("wide", 3) else []
    for branch_id in others:
        same = task_plan.same_in(visit.db, one, branch_id, left_out=left_out)
        if same is not None and same.id != one.id and do(same):
            visit.record(verb, f"task {same.id}")
            count += 1
    return count
