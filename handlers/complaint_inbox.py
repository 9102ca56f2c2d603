"""``投诉箱``: the committee's inbox of complaints and suggestions: read, give to somebody, answer, close."""

from __future__ import annotations

import re

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import complaint_answers, complaints, members
from bot.ledger.complaints import KIND_TITLES, OPEN, STATE_TITLES, STEP_TITLES, Complaint
from handlers.telling import tell
from handlers.wording import fit, number, numbered, plain

router = Router("complaint inbox")

SHOWN = 5
HOW = "发「投诉箱」看待办的，回号打开；再回「答复 内容」「交给 姓名」或「办结 说明」。"
NEXT = "回「答复 内容」「交给 姓名」「办结 说明」，或「经过」。"


@router.on("complaint_inbox", "投诉箱", "投诉建议箱", "看投诉", "处理投诉", audience="committee", how=HOW)
def inbox(chat: Chat) -> Reply:
    """What waits for an answer, whichever is due first coming first."""
    waiting = complaints.inbox(chat.db, OPEN)
    if not waiting:
        return Reply("投诉箱里没有待办的。\n有新的我会告诉您。")
    shown = waiting[:SHOWN]
    chat.ask("complaint_inbox", "choose", ids=[one.id for one in shown])
    return Reply(
        fit(
            [
                f"投诉箱 {len(waiting)} 件待办",
                *numbered(_line(chat, one) for one in shown),
                "回号打开；不看了回「取消」。",
            ]
        )
    )


def _line(chat: Chat, one: Complaint) -> str:
    late = "，已过期" if one.due_on < local.day(chat.now) else ""
    to = f"，{one.assignee}在办" if one.assignee else ""
    return f"{one.number} {KIND_TITLES[one.kind]}　{one.due_on.month}月{one.due_on.day}日前{late}{to}"


@router.form("complaint_inbox")
def chosen(chat: Chat) -> Reply:
    """One to open; then what to do with it. Only the committee's staff get this far, and offices end."""
    if not chat.member.is_staff:
        return Reply("投诉箱由行业党委工作人员办理。\n看能做什么，回「帮助」。")
    form = chat.open_form
    if form.step == "choose":
        ids = form.slots["ids"]
        assert isinstance(ids, list)
        n = number(chat.said, len(ids))
        one = complaints.get(chat.db, ids[n - 1]) if n else None
        if one is None:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(ids)} 的数字；不看了回「取消」。")
        return _open(chat, one)
    one = complaints.get(chat.db, int(str(form.slots["id"])))
    assert one is not None
    return _do(chat, one)


def _open(chat: Chat, one: Complaint) -> Reply:
    complaint_answers.opened(chat.db, one.id, chat.member.id, chat.now)
    chat.ask("complaint_inbox", "do", id=one.id)
    said = complaints.words(chat.db, chat.keys, one.id) or "（已过保存期）"
    who = one.writer or "不署名"
    head = f"{one.number} {KIND_TITLES[one.kind]}　{who}　{STATE_TITLES[one.state]}"
    return Reply(
        f"{head}\n{said[:220]}{'…（全文在后台看）' if len(said) > 220 else ''}\n{NEXT}", private=True
    )


def _do(chat: Chat, one: Complaint) -> Reply:
    match = re.fullmatch(r"(答复|回复|交给|转给|办结|经过)[\s:：,，]*(.*)", chat.said, re.DOTALL)
    verb, rest = (match[1], match[2].strip()) if match else ("", "")
    if verb in ("答复", "回复") and len(rest) >= 2:
        if complaint_answers.answer(
            chat.db, chat.keys, one.id, rest, chat.member.id, chat.now, chat.config.push
        ):
            chat.knock = True
            return Reply(f"✓ 已答复　{one.number}\n已告诉提出的人；看其余的，回「投诉箱」。")
        return _settled(one)
    if verb in ("交给", "转给") and rest:
        return _assign(chat, one, plain(rest))
    if verb == "办结":
        return _close(chat, one, rest)
    chat.next_form = chat.open_form
    if verb == "经过":
        return _history(chat, one)
    return Reply(f"{NEXT}\n不办了回「取消」。")


def _settled(one: Complaint) -> Reply:
    return Reply(f"{one.number} 刚刚有人办结了。\n看其余的，回「投诉箱」。")


def _assign(chat: Chat, one: Complaint, name: str) -> Reply:
    staff = members.staff(chat.db)
    to = next((member for member in staff if member.name == name), None)
    if to is None:
        chat.next_form = chat.open_form
        return Reply(
            f"只能交给行业党委工作人员：{'、'.join(member.name for member in staff)[:120]}。\n{NEXT}"
        )
    if not complaint_answers.assign(chat.db, one.id, to.id, chat.member.id, chat.now):
        return _settled(one)
    tell(
        chat,
        [to.id],
        key=f"complaint-{one.id}-to-{to.id}-{chat.now:%Y%m%d%H%M%S}",
        kind="service",
        title=f"交您办理：{KIND_TITLES[one.kind]} {one.number}",
        body=f"{one.due_on.month}月{one.due_on.day}日前答复。\n回「投诉箱」打开。",
    )
    return Reply(f"✓ 已交{to.name}办理　{one.number}\n看其余的，回「投诉箱」。")


def _close(chat: Chat, one: Complaint, why: str) -> Reply:
    if complaint_answers.close(chat.db, chat.keys, one.id, why, chat.member.id, chat.now, chat.config.push):
        chat.knock = True
        return Reply(f"✓ 已办结　{one.number}\n看其余的，回「投诉箱」。")
    if one.state in OPEN:
        chat.next_form = chat.open_form
        return Reply("还没有答复，办结要写说明，提出的人看得到：回「办结 说明」。\n先答复，回「答复 内容」。")
    return _settled(one)


def _history(chat: Chat, one: Complaint) -> Reply:
    steps = complaints.history(chat.db, chat.keys, one.id)
    lines = [
        f"{local.words(step.at)} {step.by} {STEP_TITLES.get(step.verb, step.verb)}{step.to}"
        f"{f'：{step.words[:30]}' if step.words else ''}"
        for step in steps[-5:]
    ]
    return Reply(fit([f"{one.number} 的经过", *lines, NEXT]), private=True)
