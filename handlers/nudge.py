"""催收: a reminder to those who have the notice and have not answered; once a day at most."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger.notices import nudging, seen_by
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
    to = nudging.silent(seen_by.receipts_for(chat.db, chat.member, one))
    if not to:
        return Reply(f"「{one.title}」没有要催的：送到的都回了，或者还没发出。\n看回执，回「回执」。")
    made = nudging.nudge(chat.db, one, to, chat.member, chat.config.push, chat.now, "chat")
    if not made.fresh:
        return Reply("今天已经催过一次了，明天再催吧。\n急的话，回「电话名单」打电话。")
    chat.knock = True
    return Reply(f"✓ 已提醒 {made.recipients} 人　{one.title}\n回过的没有打扰。看回执，回「回执」。")
