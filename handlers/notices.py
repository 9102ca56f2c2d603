"""Notices a member has, and ``收到``."""

from __future__ import annotations

from bot import local
from bot.chat import SILENCE, Chat, Reply, Router
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
    corrected = notices.corrected(chat.db, [one.notice.id for one in found])
    lines = [_line(one, one.notice.id in corrected) for one in found]
    return Reply(fit(["最近的通知", *numbered(lines), "回号看全文；看过了回「收到」。"]))


def _line(one: Received, corrected: bool) -> str:
    here = local.at(one.notice.send_at)
    mark = "✓" if one.confirmed_at else "新" if one.opened_at is None else "未回收到"
    mark = f"已更正，{mark}" if corrected else mark
    return f"{one.notice.title}（{here.month}月{here.day}日，{mark}）"


@router.form("notices", only_chooses=True)
def chosen(chat: Chat) -> Reply:
    """A number after the list: the whole notice."""
    form = chat.open_form
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
    which = _numbered(chat)
    if which is not None and which < 1:
        return Reply("没有这个号的通知。\n回「通知」看最近的几条。")
    done = notices.confirm(chat.db, chat.member.id, chat.now, which)
    if done is None:
        return Reply("现在没有要回「收到」的通知。\n看最近的通知，回「通知」。")
    title = done.received.notice.title
    if done.already:
        return Reply(f"「{title}」您已经回过收到，不用再回。")
    more = f"还有 {done.waiting} 条没回，回「通知」看。" if done.waiting else "没有别的通知了。"
    return Reply(f"✓ 收到　{title}\n{more}")


def _numbered(chat: Chat) -> int | None:
    """``收到 2``: the notice of that number in 通知; None where no number was said, 0 where there is no such."""
    said = chat.slot("n")
    if not said:
        return None
    found = notices.of_member(chat.db, chat.member.id, chat.now, SHOWN)
    which = number(said, len(found))
    return found[which - 1].notice.id if which else 0


@router.event("card_click")
def card_tapped(chat: Chat) -> Reply:
    """The button 收到 of a card (WeCom): the same as the word, for the notice the card is of."""
    verb, _, notice_id = chat.message.event_key.partition("-")
    if chat.sender is None or verb != "ack" or not notice_id.isdecimal():
        return SILENCE
    notices.opened(chat.db, int(notice_id), chat.member.id, chat.now)
    done = notices.confirm(chat.db, chat.member.id, chat.now, int(notice_id))
    return Reply(button="已收到") if done is not None else SILENCE
