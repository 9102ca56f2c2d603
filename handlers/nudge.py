"""催收: a reminder to those who have the notice and have not answered; once a day at most."""

from __future__ import annotations

from datetime import datetime, time

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import audit, notices
from bot.ledger.deliveries import ACCEPTED
from handlers.receipts import within_scope
from handlers.which_notice import NONE, chosen, mine, no_such

router = Router("nudge")


@router.on(
    "nudge", "催收", "催一下", "提醒没回的", "催办", acts=True, audience="officer",
    how="发「催收」，只提醒收到了还没回的人，一天最多一次；看过、回过的不打扰。",
)  # fmt: skip
def nudge(chat: Chat) -> Reply:
    """Remind whoever has not confirmed; nobody else hears of it."""
    found = mine(chat)
    if not found:
        return NONE
    one = chosen(chat, found, chat.slot("n"))
    if one is None:
        return no_such(found)
    to = [
        receipt.member_id
        for receipt in within_scope(chat, one)
        if receipt.state == ACCEPTED and receipt.confirmed_at is None
    ]
    if not to:
        return Reply(f"「{one.title}」没有要催的：送到的都回了，或者还没发出。\n看回执，回「回执」。")
    today = local.day(chat.now)
    made = notices.create(
        chat.db,
        key=f"nudge-{one.id}-{today}-{chat.member.id}",
        kind=notices.NUDGE,
        title=f"请回复：{one.title}",
        body="您还没有回「收到」。看全文回「通知」，看过了回「收到」。",
        recipients=to,
        now=chat.now,
        expires_at=_useless_after(chat, one),
        created_by=chat.member.id,
        branch_id=one.branch_id,
        push=chat.config.push,
        audience=f"「{one.title}」还没有回的 {len(to)} 人"[:200],
        reminds_id=one.id,
    )
    if not made.fresh:
        return Reply("今天已经催过一次了，明天再催吧。\n急的话，回「电话名单」打电话。")
    audit.record(chat.db, chat.now, chat.member.id, "chat", "nudge", f"notice {one.id}")
    chat.knock = True
    return Reply(f"✓ 已提醒 {made.recipients} 人　{one.title}\n回过的没有打扰。看回执，回「回执」。")


def _useless_after(chat: Chat, one: notices.Notice) -> datetime | None:
    """A reminder is for today; with a deadline, until then."""
    if one.deadline is not None and one.deadline > chat.now:
        return one.deadline
    return local.instant(local.day(chat.now), time(23, 59))
