"""The branch's month made its own from chat: ``加任务 …``, ``改任务 3 …``, ``不做 3 原因``, ``恢复任务 3``.

What an officer says is a job: which verb, on what. What it still lacks is asked for one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import local
from bot.chat import Chat, Form, Reply, Router
from bot.ledger import audit, members, task_plan, tasks
from bot.ledger.task_plan import OutsideItsPeriod
from bot.ledger.tasks import Task
from bot.understanding.numbers import to_int
from handlers import task_wishes as wishes
from handlers.tasks import fill_plan
from handlers.wording import fit, number, numbered, plain, yes_or_no

router = Router("task plan")
Job = dict[str, Any]  # do, n, month, title, due (ISO), reason, branch_id, wide: what a form can keep

SHOWN = 5
HOW_ADD = "书记、组织委员发「加任务 12月20日前 走访退休党员」，只加在本支部。\n加错了，发「不做 8 加错了」。"
HOW_CHANGE = (
    "书记、组织委员发「改任务 3 12月20日」改日期，「改任务 3 走访两家企业」改内容。\n原来怎样会留下。"
)
HOW_LEAVE_OUT = (
    "书记、组织委员发「不做 3 原因」，3 是任务的序号。\n规定动作不能不做；要恢复，发「恢复任务 3」。"
)


@router.on("task_add", "加任务", "添加任务", "增加任务", acts=True, audience="officer", how=HOW_ADD)
def add(chat: Chat) -> Reply:
    """``加任务 12月20日前 走访退休党员``: a task of the branch's own."""
    return _go_on(chat, {"do": "add", "said": plain(chat.slot("reason"))})


@router.on("task_change", "改任务", "修改任务", "调整任务", acts=True, audience="officer", how=HOW_CHANGE)
def change(chat: Chat) -> Reply:
    """``改任务 3 12月20日``, ``改任务 3 走访两家企业``: another day, other words, or both."""
    return _go_on(chat, _numbered_job(chat, "change") | {"said": plain(chat.slot("reason"))})


@router.on("task_leave_out", "不做任务", acts=True, audience="officer", how=HOW_LEAVE_OUT)
def leave_out(chat: Chat) -> Reply:
    """``不做 3 原因``: off the list, with the reason; what the rules require only the committee takes off."""
    return _go_on(chat, _numbered_job(chat, "leave_out") | {"reason": plain(chat.slot("reason"))})


@router.on("task_restore", "恢复任务", acts=True, audience="officer", how=HOW_LEAVE_OUT)
def restore(chat: Chat) -> Reply:
    """``恢复任务 3``: back on the list under its number."""
    return _go_on(chat, _numbered_job(chat, "restore"))


def _numbered_job(chat: Chat, do: str) -> Job:
    n = to_int(chat.slot("n") or "x")
    return {"do": do, "n": n, "month": chat.slot("month") or local.month(chat.now)}


@router.form("task_plan")
def answer(chat: Chat) -> Reply:
    """What the job still lacked: the branch, one or all, the words, the reason, the number."""
    form = chat.open_form
    job: Job = dict(form.slots)
    if form.step == "where":
        ids = job.pop("ids")
        chosen = number(chat.said, len(ids))
        if chosen is None:
            return _again(chat, form, f"请回 1 到 {len(ids)} 的数字；不办了回「取消」。")
        return _go_on(chat, job | {"branch_id": ids[chosen - 1]})
    if form.step == "wide":
        chosen = number(chat.said, 2)
        if chosen is None:
            return _again(chat, form, "请回 1 或 2；不办了回「取消」。")
        return _go_on(chat, job | {"wide": chosen == 2})
    if form.step == "sure":
        sure = yes_or_no(chat.said)
        if sure is None:
            return _again(chat, form, "请回 1 确认，回 2 不办。")
        return _go_on(chat, job | {"sure": True}) if sure else Reply("好，没有改。\n看任务，回「任务」。")
    if form.step == "n":
        return _go_on(chat, job | {"n": to_int(plain(chat.said).strip("第号项个件"))})
    return _go_on(chat, job | {form.step: plain(chat.said)})


def _again(chat: Chat, form: Form, text: str) -> Reply:
    chat.next_form = form
    return Reply(text)


def _ask(chat: Chat, job: Mapping[str, Any], step: str, text: str, **more: object) -> Reply:
    chat.ask("task_plan", step, **job, **more)
    return Reply(text)


def _go_on(chat: Chat, job: Job) -> Reply:
    """Ask for what is missing, or do it."""
    if not (scope := members.scope(chat.db, chat.member)):
        return Reply("您现在没有负责的支部。\n要改，请联系行业党委办公室。")
    if job["do"] == "add" and not isinstance(wish := wishes.to_add(job["said"], chat.now), wishes.Wish):
        return _ask(chat, job | {"said": ""}, "said", wish)
    if job["do"] != "add" and job["n"] is None:
        return _ask(chat, job, "n", "哪一件？回任务的序号。\n看序号，回「取消」再回「任务」。")
    own = [one for one in scope if one[0] == chat.member.branch_id]
    if "branch_id" not in job:
        offered = own if own and not chat.member.is_staff else list(scope)
        if len(offered) > 1:
            names = numbered(name for _, name in offered[:SHOWN])
            ids = [id_ for id_, _ in offered[:SHOWN]]
            return _ask(
                chat, job, "where", fit(["哪个支部的任务？", *names, "回数字；不办了回「取消」。"]), ids=ids
            )
        job["branch_id"] = offered[0][0]
    name = dict(scope).get(job["branch_id"])
    if name is None:
        return Reply("没办成：这个支部不归您负责。\n看任务，回「任务」。")
    return _on_branch(chat, job, name)


def _on_branch(chat: Chat, job: Job, name: str) -> Reply:
    month = job.get("month") or wishes.month_of(wishes.to_add(job["said"], chat.now))
    fill_plan(chat, job["branch_id"], month)
    if job["do"] == "add":
        return _wide_or(chat, job, lambda branch_id: _add(chat, job, branch_id), name)
    listed = tasks.left_out if job["do"] == "restore" else tasks.of_month
    one = next((it for it in listed(chat.db, job["branch_id"], month) if it.no == job["n"]), None)
    if (refusal := wishes.refusal(chat, job, name, one)) is not None:
        return Reply(refusal)
    assert one is not None
    if job["do"] == "leave_out" and not job["reason"]:
        return _ask(chat, job, "reason", f"{one.no} {one.title}\n为什么不做？回一句原因；不改了回「取消」。")
    if job["do"] == "change":
        wish = wishes.to_change(job["said"], one, chat.now)
        if not isinstance(wish, wishes.Wish):
            return _ask(chat, job | {"said": ""}, "said", fit([wish[0], *_past(chat, one), wish[1]]))
    return _wide_or(chat, job, lambda branch_id: _on_task(chat, job, one, branch_id), name)


def _wide_or(chat: Chat, job: Job, do: wishes.Doing, name: str) -> Reply:
    """Do it in the one branch, or, for committee staff who say so and confirm, in all of them."""
    scope = members.scope(chat.db, chat.member)
    if not chat.member.is_staff or len(scope) == 1:
        return do(job["branch_id"])
    if "wide" not in job:
        return _ask(chat, job, "wide", f"1 只{name}\n2 全部 {len(scope)} 个支部\n回数字；不办了回「取消」。")
    if not job["wide"]:
        return do(job["branch_id"])
    if not job.get("sure"):
        return _ask(chat, job, "sure", f"要给全部 {len(scope)} 个支部办吗？回 1 确认，回 2 不办。")
    for branch_id, _ in scope:
        fill_plan(chat, branch_id, job.get("month") or wishes.month_of(wishes.to_add(job["said"], chat.now)))
    replies = [do(branch_id) for branch_id, _ in scope]
    done = sum(reply.text.startswith("✓") for reply in replies)
    first = next((reply for reply in replies if reply.text.startswith("✓")), replies[0])
    return Reply(fit([*first.text.split("\n")[:-1], f"共办了 {done} 个支部。", "看各支部，回「任务」。"]))


def _add(chat: Chat, job: Job, branch_id: int) -> Reply:
    wish = wishes.to_add(job["said"], chat.now)
    assert isinstance(wish, wishes.Wish)
    assert wish.due is not None
    month = wishes.month_of(wish)
    one, did = task_plan.add(chat.db, branch_id, month, wish.title, wish.due, chat.member.id, chat.now)
    if not did:
        return Reply(
            f"已经有这一件：{one.no} {one.title}\n看全部，回「{wishes.word_for(month, chat.now)}」。"
        )
    audit.record(chat.db, chat.now, chat.member.id, "chat", "task_add", f"task {one.id}")
    return Reply(
        fit(
            [
                f"✓ 已加　{one.no} {one.title}",
                f"{_branch(chat, branch_id)}　{wishes.before(one.due_on)}",
                f"加错了，回「不做 {wishes.named(one, chat.now)} 加错了」；看全部，回「{wishes.word_for(month, chat.now)}」。",
            ]
        )
    )


def _on_task(chat: Chat, job: Job, named: Task, branch_id: int) -> Reply:
    """Change, leave out or restore the task, or in another branch the same duty."""
    off = job["do"] == "restore"
    one = (
        named if branch_id == named.branch_id else task_plan.same_in(chat.db, named, branch_id, left_out=off)
    )
    if one is None:
        return Reply(f"{_branch(chat, branch_id)}没有这一件。")
    by, now = chat.member.id, chat.now
    if job["do"] == "change":
        return _changed(chat, job, one)
    if job["do"] == "leave_out":
        done = task_plan.leave_out(chat.db, one, by, now, job["reason"])
        then = f"记录留着；要恢复，回「恢复任务 {wishes.named(one, now)}」。"
        lines = [
            f"✓ 不做了　{one.no} {one.title}（{_branch(chat, branch_id)}）",
            f"原因：{job['reason']}",
            then,
        ]
    else:
        done = task_plan.restore(chat.db, one, by, now)
        lines = [
            f"✓ 已恢复　{one.no} {one.title}（{_branch(chat, branch_id)}）",
            f"{wishes.before(one.due_on)}。看全部，回「{wishes.word_for(one.month, now)}」。",
        ]
    if not done:
        return Reply("没办成：刚才已经有人改过。\n看任务，回「任务」。")
    audit.record(chat.db, now, by, "chat", f"task_{job['do']}", f"task {one.id}")
    return Reply(fit(lines))


def _changed(chat: Chat, job: Job, one: Task) -> Reply:
    wish = wishes.to_change(job["said"], one, chat.now)
    assert isinstance(wish, wishes.Wish)
    try:
        new = task_plan.change(chat.db, one, chat.member.id, chat.now, title=wish.title or None, due=wish.due)
    except OutsideItsPeriod as outside:
        allowed = f"{wishes.day(outside.first)}到{wishes.day(outside.last)}"
        return Reply(f"没改成：这一件只能排在{allowed}之间。\n换个日子再发，或回「任务」看看。")
    if new is None:
        return Reply("没办成：刚才已经有人改过。\n看任务，回「任务」。")
    audit.record(chat.db, chat.now, chat.member.id, "chat", "task_change", f"task {one.id}")
    return Reply(
        fit(
            [
                f"✓ 已改　{new.no} {new.title}　{wishes.before(new.due_on)}",
                f"原来：{one.title}　{wishes.before(one.due_on)}（{_branch(chat, one.branch_id)}）",
                "再改，再发一次；看全部，回「任务」。",
            ]
        )
    )


def _past(chat: Chat, one: Task) -> list[str]:
    """The last steps of the task's history, without names."""
    verbs = {"add": "加上", "change": "改为", "leave_out": "不做", "restore": "恢复"}
    steps = task_plan.history(chat.db, one.id)[-2:]
    return [
        f"{local.day(step.at):%-m月%-d日}{verbs[step.verb]}　{step.after or step.reason}" for step in steps
    ]


def _branch(chat: Chat, branch_id: int) -> str:
    return dict(members.branches(chat.db)).get(branch_id, "")
