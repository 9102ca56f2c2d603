"""Which lecture is meant, and what can be done with it next: one line of numbers, the same under every reply."""

from __future__ import annotations

from bot.chat import Chat, Reply
from bot.ledger import bookmarks
from content.library import Lecture

FORM = "lecture_end"
NO_LECTURE_YET = Reply("还没有打开过党课。\n发「党课」看目录，发「听第1讲」打开。")
# In this order; each number stands for the word, which does the same.
ACTIONS = {
    "next_lecture": "下一讲",
    "self_check": "自测",
    "discussion": "讨论",
    "thought": "心得",
    "listen": "听",
    "related_film": "相关电影",
}


def current(chat: Chat) -> Lecture | None:
    """The lecture that was opened last; None where none was, or it is no longer in the library."""
    place = bookmarks.last(chat.db, chat.member.id)
    return chat.library.lecture(place[0]) if place else None


def offer(chat: Chat, lecture: Lecture, but: str = "") -> str:
    """The line that says what comes next (``but``: not what was just done), with its numbers open as a form."""
    following = chat.library.next_in_series(lecture)
    left_out = {but} | ({"next_lecture"} if following is None else set())
    left_out |= set() if lecture.related_film else {"related_film"}
    offered = [name for name in ACTIONS if name not in left_out]
    chat.ask(FORM, "choose", offered=offered)
    return "回号：" + "　".join(f"{n} {ACTIONS[name]}" for n, name in enumerate(offered, 1))
