"""The month's tasks of the branch (product F2)."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import members, month_plans, tasks
from bot.ledger.tasks import Task
from handlers.wording import fit, number, numbered

router = Router("tasks")

SHOWN = 5


@router.on(
    "tasks", "本月任务", "任务", "我的任务", "任务清单", "待办", how="发「任务」或 4，看支部这个月要办的事。"
)
def of_month(chat: Chat) -> Reply:
    """The branch's tasks of a month: what is open with its last day, then what is done."""
    month = chat.slot("month") or local.month(chat.now)
    branches = _branches(chat)
    if not branches:
        return Reply("您还没有编入支部，没有支部任务。\n有出入，回「书记」。")
    if len(branches) > 1:
        return _by_branch(chat, branches, month)
    return Reply(_listed(chat, branches[0], month))


def _branches(chat: Chat) -> list[tuple[int, str]]:
    """The member's own branch; failing that, those they act for."""
    member = chat.member
    if member.branch_id is not None:
        return [(member.branch_id, member.branch_name)]
    return list(members.scope(chat.db, member))


def _by_branch(chat: Chat, branches: list[tuple[int, str]], month: str) -> Reply:
    """One line a branch, and the number to see its tasks."""
    lines = []
    for id_, name in branches[:SHOWN]:
        fill_this_month(chat, id_, month)
        found = tasks.of_month(chat.db, id_, month)
        lines.append(f"{name}　已完成 {sum(one.done_at is not None for one in found)}/{len(found)}")
    chat.ask("tasks", "branch", ids=[id_ for id_, _ in branches[:SHOWN]], month=month)
    return Reply(fit([f"{month_name(month)}任务", *numbered(lines), "回数字看那个支部；不看了回「取消」。"]))


@router.form("tasks")
def branch_chosen(chat: Chat) -> Reply:
    """The number of a branch."""
    form = chat.form
    assert form is not None
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    if chosen is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不看了回「取消」。")
    name = dict(members.branches(chat.db)).get(ids[chosen - 1], "")
    return Reply(_listed(chat, (ids[chosen - 1], name), str(form.slots["month"])))


def fill_this_month(chat: Chat, branch_id: int, month: str) -> None:
    """Enter this month's tasks where the monthly job has not been by yet (a new installation, a new branch)."""
    if month == local.month(chat.now) and not tasks.of_month(chat.db, branch_id, month):
        fill_plan(chat, branch_id, month)


def fill_plan(chat: Chat, branch_id: int, month: str) -> None:
    """Enter a branch's tasks of a month that is not over; what is there stays as it is."""
    if month_plans.may_be_filled(month, chat.now):
        month_plans.fill(chat.db, chat.library, branch_id, month, chat.now)


def _listed(chat: Chat, branch: tuple[int, str], month: str) -> str:
    fill_this_month(chat, branch[0], month)
    found = tasks.of_month(chat.db, branch[0], month)
    if not found:
        return f"{branch[1]}{month_name(month)}的任务还没有下发。\n有出入，回「书记」。"
    todo = [one for one in found if one.done_at is None]
    done = [one for one in found if one.done_at is not None]
    shown = [_line(chat, one) for one in todo[:SHOWN]]
    more = _numbers(todo[SHOWN:])
    settled = [f"✓ 已完成：{_numbers(done)}" if done else ""]
    settled.append(f"不做：{_numbers(off)}" if (off := tasks.left_out(chat.db, branch[0], month)) else "")
    return fit(
        [
            f"{month_name(month)}任务 · {branch[1]}　已完成 {len(done)}/{len(found)}",
            *shown,
            f"还有：{more}" if more else "",
            "；".join(filter(None, settled)),
            _next_step(chat, bool(todo)),
        ]
    )


def _numbers(of: list[Task]) -> str:
    return "、".join(str(one.no) for one in of)


def _line(chat: Chat, one: Task) -> str:
    day = f"{one.due_on.month}月{one.due_on.day}日"
    when = f"已过期（{day}）" if one.is_overdue(local.day(chat.now)) else f"{day}前"
    title = one.title if len(one.title) <= 24 else f"{one.title[:23]}…"
    return f"{one.no} {title}　{when}"


def _next_step(chat: Chat, has_open: bool) -> str:
    if not has_open:
        return "都完成了。"
    if chat.member.is_officer:
        return "办好一件，回「完成 1 说明」；开会的散会后自动完成。"
    return "这是支部的事，由书记、组织委员登记完成。"


def month_name(month: str) -> str:
    return f"{int(month[5:])}月"
