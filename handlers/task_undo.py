"""Undoing a task that was entered as done by mistake: ``撤销完成 2``, by an officer."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import members, task_reports, tasks
from bot.understanding.numbers import to_int
from handlers.tasks import SHOWN, month_name
from handlers.wording import fit, number, numbered

router = Router("task undo")

HOW = "书记、组织委员发「撤销完成 2」，2 是任务的序号。\n开会自动完成的，撤不了。"


@router.on("task_undo", "撤销完成", "收回完成", "撤回完成", acts=True, audience="officer", how=HOW)
def undo(chat: Chat) -> Reply:
    """``撤销完成 2``: the task is to be done again; that it had been entered as done is kept."""
    n = to_int(chat.slot("n") or "x")
    if n is None:
        return Reply("撤销哪一件？发「撤销完成 2」，2 是序号。\n看序号，回「任务」。")
    scope = members.scope(chat.db, chat.member)
    own = [one for one in scope if one[0] == chat.member.branch_id]
    if len(scope) == 1 or own:
        return _undo(chat, (own or list(scope))[0], n)
    offered = scope[:SHOWN]
    chat.ask("task_undo", "branch", ids=[id_ for id_, _ in offered], n=n)
    return Reply(
        fit(["哪个支部的任务？", *numbered(name for _, name in offered), "回数字；不办了回「取消」。"])
    )


@router.form("task_undo", only_chooses=True)
def branch(chat: Chat) -> Reply:
    """The number of the branch whose task it is."""
    form = chat.open_form
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    if chosen is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不办了回「取消」。")
    names = dict(members.scope(chat.db, chat.member))
    id_ = ids[chosen - 1]
    if id_ not in names:
        return Reply("没办成：这个支部现在不归您办。\n看任务，回「任务」。")
    return _undo(chat, (id_, names[id_]), int(str(form.slots["n"])))


def _undo(chat: Chat, of: tuple[int, str], n: int) -> Reply:
    month = local.month(chat.now)
    found = next((one for one in tasks.of_month(chat.db, of[0], month) if one.no == n), None)
    if found is None:
        return Reply(f"没办成：{of[1]}{month_name(month)}没有第 {n} 件任务。\n看序号，回「任务」。")
    if found.done_at is None:
        return Reply(f"第 {n} 件还没有完成，不用撤销。\n看任务，回「任务」。")
    if found.meeting_id is not None:
        return Reply(
            f"没办成：第 {n} 件（{found.title}）是开会自动完成的，撤不了。\n会没开？请告诉行业党委。"
        )
    if not task_reports.take_back(chat.db, found, chat.member.id, chat.now):
        return Reply(f"第 {n} 件还没有完成，不用撤销。\n看任务，回「任务」。")
    return Reply(
        f"✓ 已撤销　{n} {found.title}（{of[1]}）\n又算没办；原来报过完成，也留着记录。\n办好了，再发「完成 {n} 说明」。"
    )
