"""Which notice an officer means: the last one, or by its number counted from the last."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply
from bot.ledger import members, notices
from bot.ledger.notices import Notice
from bot.understanding.numbers import to_int

NONE = Reply("还没有发过通知。\n要发，回「发通知 内容」。")
KEPT = 9


def mine(chat: Chat) -> list[Notice]:
    """The notices the sender answers for, the latest first: their own, and those of their branches."""
    scope = [id_ for id_, _ in members.scope(chat.db, chat.member)]
    return notices.latest_by(chat.db, chat.member.id, scope, KEPT)


def chosen(chat: Chat, found: list[Notice], said: str) -> Notice | None:
    """The notice of that number (1: the last one), the last one without a number; None beyond the list."""
    n = (to_int(said) or 0) if said else 1
    return found[n - 1] if 1 <= n <= len(found) else None


def no_such(found: list[Notice]) -> Reply:
    """Beyond the list: what there is."""
    lines = [f"{n} {line(one)}" for n, one in enumerate(found[:5], 1)]
    return Reply("\n".join(["没有这个号。最近的通知：", *lines, "比如回「回执 1」。"]))


def line(one: Notice) -> str:
    """A notice in a list: ``周五开会（11月23日）``."""
    here = local.at(one.created_at)
    return f"{one.title[:20]}（{here.month}月{here.day}日）"
