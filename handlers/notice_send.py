"""发通知: whom, what, by when; shown as the members will see it; sent a minute after 确认, so that it can be undone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import members, notices
from bot.ledger.audiences import Audience
from bot.ledger.notices import announcing
from bot.understanding.dates import parse_when
from handlers import audience_words, notice_words
from handlers.audience_words import NoSuch
from handlers.wording import fit, yes_or_no

router = Router("notice send")

HOW = (
    "一句话：「发通知 周五下午三点三楼开会，收到请回复」，先给您看一遍再发。\n"
    "只发给一部分人：「发通知 一支部书记、张三 内容」。发出 60 秒内可以「撤回」。"
)
SHOWN = 140  # characters of the text in a preview; the bubble has 300 for everything
CHANGES = "要改：「对象 …」「正文 …」「时间 明天9点」「截止 周四」；回 1 发出，回 2 不发。"
FORM = "notice_send"
Draft = dict[str, Any]


@router.on(
    "notice_send", "发通知", "群发", "发布通知", "发公告", "写通知", acts=True, audience="officer", asks_back=True,
    how=HOW,
)  # fmt: skip
def send(chat: Chat) -> Reply:
    """``发通知 全体党员 周五下午三点开会，收到请回复``: what is missing is asked for, then all is shown."""
    if not members.scope(chat.db, chat.member):
        return Reply("您现在没有负责的支部，发不了通知。\n要改，请联系行业党委办公室。")
    draft: Draft = {"key": f"chat:{chat.message.occasion}", "audience": None, "text": "", "at": "", "by": ""}
    said = chat.slot("reason")
    chosen, text = audience_words.head(chat, said)
    if chosen is not None:
        draft["audience"] = chosen.kept()
    if text:
        _take_text(chat, draft, text)
    return _next(chat, draft)


def _take_text(chat: Chat, draft: Draft, text: str) -> None:
    draft["text"] = text.strip()[: notice_words.LONGEST + 1]
    draft["wants"] = notice_words.wants_confirmation(text)
    by = notice_words.deadline(text, chat.now)
    draft["by"] = by.isoformat() if by else ""


def _next(chat: Chat, draft: Draft) -> Reply:
    """Ask for the first thing that is missing; when nothing is, show it all."""
    scope = members.scope(chat.db, chat.member)
    if draft["audience"] is None and len(scope) == 1:
        draft["audience"] = Audience((scope[0][0],)).kept()
    if draft["audience"] is None:
        chat.ask(FORM, "audience", **draft)
        return Reply(
            "发给谁？\n写「全体」、支部、职务或姓名，如：一支部、各支部书记、张三、李四。\n不发了回「取消」。"
        )
    if not draft["text"]:
        chat.ask(FORM, "text", **draft)
        return Reply("通知写什么？\n直接写正文，比如：周五下午三点三楼开会，收到请回复。\n不发了回「取消」。")
    if len(draft["text"]) > notice_words.LONGEST:
        draft["text"] = ""
        chat.ask(FORM, "text", **draft)
        return Reply(
            f"太长了，一条通知最多 {notice_words.LONGEST} 字。\n请写短些，或把材料放在别处，通知里说在哪里看。"
        )
    return _preview(chat, draft)


def _draft(chat: Chat, draft: Draft) -> announcing.Draft:
    title, body = notice_words.split(draft["text"])
    return announcing.Draft(
        key=draft["key"],
        title=title,
        body=body,
        audience=Audience.read(draft["audience"]),
        wants=bool(draft.get("wants")),
        deadline=_instant(draft["by"]) if draft["by"] else None,
        send_at=_instant(draft["at"]) if draft["at"] else None,
    )


def _preview(chat: Chat, draft: Draft) -> Reply:
    meant = _draft(chat, draft)
    plan = announcing.plan(chat.db, chat.member, meant, chat.config.push, chat.now)
    if not plan.to:
        draft["audience"] = None
        chat.ask(FORM, "audience", **draft)
        return Reply("这个范围里现在没有人。\n发给谁？写「全体」、支部、职务或姓名；不发了回「取消」。")
    chat.ask(FORM, "confirm", **draft)
    shown = f"{meant.title}\n{meant.body}" if meant.body and meant.body != draft["text"] else draft["text"]
    shown = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 12]}…（共 {len(draft['text'])} 字）"
    return Reply(
        fit(
            [
                f"预览 → {plan.audience}",
                shown.replace("\n", "　"),
                _asked(meant),
                *announcing.doubts(draft["text"])[:1],
                _reach(plan),
                _budget(chat, plan),
                _when(draft, plan),
                CHANGES,
            ]
        )
    )


def _asked(draft: announcing.Draft) -> str:
    if not draft.wants:
        return "不要求回「收到」。" if draft.deadline is None else ""
    return "要回「收到」" + (f"，{local.words(draft.deadline)} 截止。" if draft.deadline else "。")


def _reach(plan: announcing.Plan) -> str:
    found = plan.reach
    ways = [(found.wecom, "企业微信"), (found.official, "公众号"), (found.phone, "没绑定，要打电话")]
    return "　".join(f"{way} {count} 人" for count, way in ways if count)


def _budget(chat: Chat, plan: announcing.Plan) -> str:
    """That week's pushes of those who have most, and who is full."""
    said = f"那一周最多的人已有 {plan.most} 条（上限 {chat.config.push.weekly_limit}）"
    if not plan.full:
        return f"{said}。" if plan.most else ""
    return f"{said}；{len(plan.full)} 人已满，" + (
        "因有截止时间，照发。" if plan.pressing else "改到下周一发。"
    )


def _when(draft: Draft, plan: announcing.Plan) -> str:
    moved = "晚 9 点到早 8 点不推送，" if plan.goes_at != plan.due else ""
    rest = "（那天是休息日）" if plan.rest_day else ""
    if not draft["at"] and not moved and not rest:
        return ""
    return f"{moved}{local.words(plan.goes_at)} 发出{rest}。"


def _instant(kept: str) -> datetime:
    return datetime.fromisoformat(kept)


@router.form(FORM)
def answer(chat: Chat) -> Reply:
    """The answer to what was asked last."""
    form = chat.open_form
    draft: Draft = dict(form.slots)
    if form.step == "confirm":
        return _decided(chat, draft)
    try:
        problem = _STEPS[form.step](chat, draft, chat.said)
    except NoSuch as none:
        problem = none.why
    if problem:
        chat.next_form = form
        return Reply(problem)
    return _next(chat, draft)


def _audience_said(chat: Chat, draft: Draft, said: str) -> str:
    chosen = audience_words.read(chat, said)
    if chosen is None:
        return (
            "没有找到这些人。\n写「全体」、支部、职务或姓名，如：一支部、书记、张三、李四；不发了回「取消」。"
        )
    draft["audience"] = chosen.kept()
    return ""


def _text_said(chat: Chat, draft: Draft, said: str) -> str:
    if len(said) < 4:
        return "太短了，看的人会不明白。\n请写全：什么事、什么时候、要做什么；不发了回「取消」。"
    _take_text(chat, draft, said)
    return ""


def _time_said(chat: Chat, draft: Draft, said: str) -> str:
    if said in ("现在", "马上", "立即", "立刻"):
        draft["at"] = ""
        return ""
    when = parse_when(said, chat.now)
    if when is None or not when.has_time or when.start < chat.now:
        return "没看懂几点发。\n比如：「时间 明天上午9点」；马上发，回「时间 现在」。"
    draft["at"] = when.start.isoformat()
    return ""


def _deadline_said(chat: Chat, draft: Draft, said: str) -> str:
    when = parse_when(said, chat.now)
    if when is None or when.start <= chat.now:
        return "没看懂截止到什么时候。\n比如：「截止 周四下午六点」。"
    draft["by"], draft["wants"] = when.start.isoformat(), True
    return ""


_STEPS = {"audience": _audience_said, "text": _text_said, "time": _time_said, "deadline": _deadline_said}
_CHANGE = re.compile(
    r"(?P<what>对象|发给|正文|内容|时间|定时|截止|期限)(?:改为|改成|改到|为|是)?[:： 　]*(?P<to>.+)",
    re.DOTALL,
)
_STEP_OF = {"对象": "audience", "发给": "audience", "正文": "text", "内容": "text", "时间": "time", "定时": "time",
            "截止": "deadline", "期限": "deadline"}  # fmt: skip


def _decided(chat: Chat, draft: Draft) -> Reply:
    """1 sends, 2 does not, ``对象 …`` and the like change it."""
    sure = yes_or_no(chat.said)
    if sure is None and chat.intent.name == "confirm":
        sure = True
    if sure is not None:
        return _send(chat, draft) if sure else Reply("好，没有发。\n要再发，回「发通知」。")
    change = _CHANGE.fullmatch(chat.said.strip())
    if change is None:
        chat.next_form = chat.form
        return Reply(f"还没有发。\n{CHANGES}")
    try:
        problem = _STEPS[_STEP_OF[change["what"]]](chat, draft, change["to"].strip())
    except NoSuch as none:
        problem = none.why
    if problem:
        chat.next_form = chat.form
        return Reply(problem)
    return _next(chat, draft)


def _send(chat: Chat, draft: Draft) -> Reply:
    meant = _draft(chat, draft)
    plan = announcing.plan(chat.db, chat.member, meant, chat.config.push, chat.now)
    try:
        made = announcing.send(chat.db, chat.member, meant, plan, chat.config.push, chat.now, "chat")
    except announcing.NoSecondPerson:
        return Reply(
            "没发：发给几个支部的通知要两个人，现在行业党委只登记了您一位。\n请先让管理员加一位，或分支部发。"
        )
    if not made.fresh:
        return Reply("这条已经发过了，没有再发。\n看谁收到了，回「回执」。")
    chat.knock = True
    if plan.needs_second:
        return Reply(
            f"已写好，等另一位工作人员放行（{len(plan.to)} 人）　{meant.title}\n"
            "放行前一个也不会发；不想发了，回「撤回」。"
        )
    return Reply(_sent(chat, made, meant.title))


def _sent(chat: Chat, made: notices.Created, title: str) -> str:
    seconds = chat.config.push.undo_seconds
    soon = made.send_at <= chat.now + timedelta(seconds=seconds)
    first = f"✓ {seconds} 秒后发出" if soon else f"✓ 定在 {local.words(made.send_at)} 发出"
    undo = f"{seconds} 秒内回「撤回」，一个也不发。" if soon else "发出前回「撤回」，一个也不发。"
    return f"{first}（{made.recipients} 人）　{title}\n{undo}\n发出后回「回执」，看谁收到了。"
