"""Notices a member has, and ``收到``."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import notices
from bot.ledger.notices import Received
from handlers.wording import fit, number, numbered

router = Router("notices")

SHOWN = 5
NONE = "近期没有通知。\n要开的会回「会议」，本月的事回「任务」。"


@router.on(
    "notices",
    "通知",
    "最新通知",
    "我的通知",
    "看通知",
    how="发「通知」，看最近的通知，回号看全文；看过了回「收到」。",
)
def latest(chat: Chat) -> Reply:
    """The latest notices, with what has been confirmed; the push need not have arrived for them to be here."""
    found = notices.of_member(chat.db, chat.member.id, chat.now, SHOWN)
    if not found:
        return Reply(NONE)
    chat.ask("notices", "choose", ids=[one.notice.id for one in found])
    return Reply(fit(["最近的通知", *numbered(map(_line, found)), "回号看全文；看过了回「收到」。"]))


def _line(one: Received) -> str:
    here = local.at(one.notice.send_at)
    mark = "✓" if one.confirmed_at else "新" if one.opened_at is None else "未回收到"
    return f"{one.notice.title}（{here.month}月{here.day}日，{mark}）"


@router.form("notices", only_chooses=True)
def chosen(chat: Chat) -> Reply:
    """A number after the list: the whole notice."""
    form = chat.form
    assert form is not None
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    if chat.intent.name == "acknowledge" or chat.said.strip("。！!") in ("收到", "已阅", "知悉"):
        return acknowledge(chat)
    which = number(chat.said, len(ids))
    found = notices.of_member(chat.db, chat.member.id, chat.now, 50)
    one = next((it for it in found if which and it.notice.id == ids[which - 1]), None)
    chat.next_form = form
    if one is None:
        return Reply(f"回 1 到 {len(ids)} 的号看全文；看过了回「收到」，不看了回「取消」。")
    notices.opened(chat.db, one.notice.id, chat.member.id, chat.now)
    return Reply(fit([one.notice.title, *one.notice.body.splitlines(), "看过了回「收到」。"]))


@router.on(
    "acknowledge",
    "收到",
    "已阅",
    "知悉",
    "已收到",
    how="看过通知回「收到」，发通知的人就知道您看到了；不回也可以。",
)
def acknowledge(chat: Chat) -> Reply:
    """``收到``: confirms the latest notice that waits. Nobody is made to say it (domain.md rule 15)."""
    done = notices.confirm(chat.db, chat.member.id, chat.now)
    if done is None:
        return Reply("现在没有要回「收到」的通知。\n看最近的通知，回「通知」。")
    title = done.received.notice.title
    if done.already:
        return Reply(f"「{title}」您已经回过收到，不用再回。")
    more = f"还有 {done.waiting} 条没回，回「通知」看。" if done.waiting else "没有别的通知了。"
    return Reply(f"✓ 收到　{title}\n{more}")
