"""发通知: whom, what, by when; shown as the members will see it; sent a minute after 确认, so that it can be undone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audiences, audit, calendar, members, notices
from bot.ledger.audiences import Audience
from bot.ledger.quiet import out_of_quiet
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
    draft: Draft = {"key": f"chat:{chat.message.key}"[:100], "audience": None, "text": "", "at": "", "by": ""}
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


def _preview(chat: Chat, draft: Draft) -> Reply:
    to = audiences.resolve(chat.db, Audience.read(draft["audience"]))
    if not to:
        draft["audience"] = None
        chat.ask(FORM, "audience", **draft)
        return Reply("这个范围里现在没有人。\n发给谁？写「全体」、支部、职务或姓名；不发了回「取消」。")
    chat.ask(FORM, "confirm", **draft)
    title, body = notice_words.split(draft["text"])
    shown = f"{title}\n{body}" if body and body != draft["text"] else draft["text"]
    shown = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 12]}…（共 {len(draft['text'])} 字）"
    return Reply(
        fit(
            [
                f"预览 → {_audience(chat, draft, to)}",
                shown.replace("\n", "　"),
                _asked(draft),
                _reach(chat, to),
                _budget(chat, draft, to),
                _when(chat, draft),
                CHANGES,
            ]
        )
    )


def _audience(chat: Chat, draft: Draft, to: Sequence[int]) -> str:
    return audiences.words(Audience.read(draft["audience"]), members.scope(chat.db, chat.member), len(to))


def _asked(draft: Draft) -> str:
    if not draft.get("wants"):
        return "不要求回「收到」。" if not draft["by"] else ""
    return "要回「收到」" + (f"，{local.words(_instant(draft['by']))} 截止。" if draft["by"] else "。")


def _reach(chat: Chat, to: Sequence[int]) -> str:
    found = audiences.reach(chat.db, to)
    ways = [(found.wecom, "企业微信"), (found.official, "公众号"), (found.phone, "没绑定，要打电话")]
    return "　".join(f"{way} {count} 人" for count, way in ways if count)


def _budget(chat: Chat, draft: Draft, to: Sequence[int]) -> str:
    """This week's pushes of those who have most, and who is full."""
    at = _due(chat, draft)
    used = notices.spent(chat.db, to, at)
    most, limit = max(used.values(), default=0), chat.config.push.weekly_limit
    full = len(_full(chat, draft, to, at))
    said = f"那一周最多的人已有 {most} 条（上限 {limit}）"
    if not full:
        return f"{said}。" if most else ""
    return f"{said}；{full} 人已满，" + (
        "因有截止时间，照发。" if _pressing(chat, draft, at) else "改到下周一发。"
    )


def _full(chat: Chat, draft: Draft, to: Sequence[int], at: datetime) -> list[int]:
    used = notices.spent(chat.db, to, at)
    return [id_ for id_ in to if used.get(id_, 0) >= chat.config.push.weekly_limit]


def _pressing(chat: Chat, draft: Draft, at: datetime) -> bool:
    """Whether next Monday would be too late."""
    return bool(draft["by"]) and _instant(draft["by"]) <= notices.week_of(at)[1] + timedelta(hours=12)


def _when(chat: Chat, draft: Draft) -> str:
    due = _due(chat, draft)
    shown = out_of_quiet(due, chat.config.push, draft["key"])
    moved = "晚 9 点到早 8 点不推送，" if shown != due else ""
    rest = "" if calendar.is_workday(chat.db, local.day(shown)) else "（那天是休息日）"
    if not draft["at"] and not moved and not rest:
        return ""
    return f"{moved}{local.words(shown)} 发出{rest}。"


def _due(chat: Chat, draft: Draft) -> datetime:
    """When it goes out: at the time that was said, or as soon as it cannot be undone any more."""
    soonest = chat.now + timedelta(seconds=chat.config.push.undo_seconds)
    return max(_instant(draft["at"]), soonest) if draft["at"] else soonest


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
    audience = Audience.read(draft["audience"])
    to = audiences.resolve(chat.db, audience)
    if chat.member.is_staff and len(audience.branch_ids) > 1:
        others = [one.id for one in members.staff(chat.db) if one.id != chat.member.id]
        if not others:
            return Reply(
                "没发：发给几个支部的通知要两个人，现在行业党委只登记了您一位。\n请先让管理员加一位，或分支部发。"
            )
        approval = notices.WAITING
    else:
        others, approval = [], ""
    made = _write(chat, draft, audience, to, approval)
    if not made.fresh:
        return Reply("这条已经发过了，没有再发。\n看谁收到了，回「回执」。")
    audit.record(chat.db, chat.now, chat.member.id, "chat", "notice", f"notice {made.notice_id}")
    chat.knock = True
    title = notice_words.split(draft["text"])[0]
    if approval:
        _ask_second(chat, others, made.notice_id, title, len(to))
        return Reply(
            f"已写好，等另一位工作人员放行（{len(to)} 人）　{title}\n放行前一个也不会发；不想发了，回「撤回」。"
        )
    return Reply(_sent(chat, draft, made, title))


def _write(chat: Chat, draft: Draft, audience: Audience, to: Sequence[int], approval: str) -> notices.Created:
    title, body = notice_words.split(draft["text"])
    due = _due(chat, draft)
    full = [] if _pressing(chat, draft, due) else _full(chat, draft, to, due)
    later = out_of_quiet(notices.week_of(due)[1], chat.config.push, draft["key"])
    return notices.create(
        chat.db,
        key=draft["key"],
        kind=notices.NOTICE,
        title=title,
        body=signed(chat, body, bool(draft.get("wants"))),
        recipients=to,
        now=chat.now,
        send_at=due,
        created_by=chat.member.id,
        branch_id=audience.branch_ids[0] if len(audience.branch_ids) == 1 else None,
        push=chat.config.push,
        audience=_audience(chat, draft, to),
        needs_confirmation=bool(draft.get("wants")),
        deadline=_instant(draft["by"]) if draft["by"] else None,
        approval=approval,
        later=full,
        later_at=later,
    )


def signed(chat: Chat, body: str, wants: bool) -> str:
    """The body with who sends it, and what is asked."""
    office = next((members.OFFICE_TITLES[one.role] for one in chat.member.offices), "")
    by = f"——{chat.member.name}" + (f"（{office}）" if office else "")
    return "\n".join(part for part in (body, by, "看过了回「收到」。" if wants else "") if part)


def _sent(chat: Chat, draft: Mapping[str, Any], made: notices.Created, title: str) -> str:
    seconds = chat.config.push.undo_seconds
    soon = made.send_at <= chat.now + timedelta(seconds=seconds)
    first = f"✓ {seconds} 秒后发出" if soon else f"✓ 定在 {local.words(made.send_at)} 发出"
    undo = f"{seconds} 秒内回「撤回」，一个也不发。" if soon else "发出前回「撤回」，一个也不发。"
    return f"{first}（{made.recipients} 人）　{title}\n{undo}\n发出后回「回执」，看谁收到了。"


def _ask_second(chat: Chat, others: Sequence[int], notice_id: int, title: str, count: int) -> None:
    notices.create(
        chat.db,
        key=f"approval-{notice_id}",
        kind="service",
        title=f"有一条通知等您放行（{count} 人）",
        body=f"{chat.member.name}写的：{title}\n回「放行」看全文，同意就发出。",
        recipients=others,
        now=chat.now,
        created_by=chat.member.id,
        push=chat.config.push,
        rule="发给几个支部的通知要两个人：一人写，一人放行",
    )
