"""Completing a task of the branch: ``完成 2 说明``, by an officer."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import members, task_reports, tasks
from bot.understanding.numbers import to_int
from handlers.tasks import SHOWN, fill_this_month, month_name
from handlers.wording import fit, number, numbered, plain, yes_or_no

router = Router("task done")

HOW = "书记、组织委员发「完成 2 说明」，2 是任务的序号。\n开会的任务，散会后自动完成。"


@router.on("task_done", "完成任务", "完成", "任务完成", acts=True, asks_back=True, how=HOW)
def task_done(chat: Chat) -> Reply:
    """``完成 2 说明``: an officer completes a task of the branch; asked back where the words leave a doubt."""
    member = chat.member
    if not member.is_officer:
        return Reply(_who_can(chat))
    scope = members.scope(chat.db, member)
    if not scope:
        return Reply("您现在没有负责的支部。\n要改，请联系行业党委办公室。")
    n, note = to_int(chat.slot("n") or "x"), plain(chat.slot("reason"))
    if n is None:
        return Reply("完成哪一件？发「完成 2 说明」，2 是序号。\n看序号，回「任务」。")
    own = [one for one in scope if one[0] == member.branch_id]
    if len(scope) == 1 or own:
        return _for_branch(chat, (own or list(scope))[0], n, note)
    offered = scope[:SHOWN]
    chat.ask("task_done", "branch", ids=[id_ for id_, _ in offered], n=n, note=note, sure=chat.intent.certain)
    return Reply(
        fit(["哪个支部的任务？", *numbered(name for _, name in offered), "回数字；不办了回「取消」。"])
    )


def _who_can(chat: Chat) -> str:
    branch_id = chat.member.branch_id
    officers = members.officers_of(chat.db, branch_id) if branch_id is not None else []
    names = "、".join(one.name for one in officers[:3])
    return (
        f"支部任务由书记、组织委员登记完成{f'（{names}）' if names else ''}，请告诉他们。\n"
        "自己补学过的，回「补学 学了什么」。"
    )


def _for_branch(chat: Chat, branch: tuple[int, str], n: int, note: str, *, sure: bool | None = None) -> Reply:
    """Complete it, or ask back first where it is not certain that this was meant."""
    if chat.intent.certain if sure is None else sure:
        return _complete(chat, branch, n, note)
    fill_this_month(chat, branch[0], local.month(chat.now))
    found = [one for one in tasks.of_month(chat.db, branch[0], local.month(chat.now)) if one.no == n]
    if not found or found[0].done_at is not None:
        return _complete(chat, branch, n, note)
    chat.ask("task_done", "confirm", branch_id=branch[0], n=n, note=note)
    said = f"，说明：{note}" if note else ""
    return Reply(f"要把第 {n} 件（{found[0].title}）记为完成{said}吗？回 1 确认，回 2 不办。")


@router.form("task_done")
def answer(chat: Chat) -> Reply:
    """The number of the branch whose task it is, or 1 and 2."""
    form = chat.form
    assert form is not None
    n, note = int(str(form.slots["n"])), str(form.slots["note"])
    branches = dict(members.branches(chat.db))
    if form.step == "confirm":
        sure = yes_or_no(chat.said)
        if sure is None:
            chat.next_form = form
            return Reply("请回 1 确认，回 2 不办。")
        if not sure:
            return Reply("好，没有记。\n看任务，回「任务」。")
        branch_id = int(str(form.slots["branch_id"]))
        return _complete(chat, (branch_id, branches[branch_id]), n, note)
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    chosen = number(chat.said, len(ids))
    if chosen is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字；不办了回「取消」。")
    branch = (ids[chosen - 1], branches[ids[chosen - 1]])
    return _for_branch(chat, branch, n, note, sure=bool(form.slots["sure"]))


def _complete(chat: Chat, branch: tuple[int, str], n: int, note: str) -> Reply:
    month = local.month(chat.now)
    fill_this_month(chat, branch[0], month)
    task, did = task_reports.report(chat.db, branch[0], month, n, note, chat.member.id, chat.now)
    if task is None:
        return Reply(f"没办成：{branch[1]}{month_name(month)}没有第 {n} 件任务。\n看序号，回「任务」。")
    if not did:
        assert task.done_at is not None
        return Reply(f"第 {n} 件{local.words(task.done_at)} 已经完成，不用再报。\n看其余的，回「任务」。")
    left = sum(one.done_at is None for one in tasks.of_month(chat.db, branch[0], month))
    return Reply(
        fit(
            [
                f"✓ 已完成　{n} {task.title}（{branch[1]}）",
                f"说明：{note}" if note else "",
                f"本月还剩 {left} 件，回「任务」看。" if left else "本月任务都完成了。",
            ]
        )
    )
