"""The numbers under a lecture's end: each does what its word does."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from handlers.lecture_menu import ACTIONS, FORM
from handlers.lecture_questions import discussion, self_check
from handlers.lectures import next_lecture, related_film
from handlers.sound import listen
from handlers.thoughts import thought
from handlers.wording import number

router = Router("after a lecture")

DONE_BY = {
    "next_lecture": next_lecture,
    "self_check": self_check,
    "discussion": discussion,
    "thought": thought,
    "listen": listen,
    "related_film": related_film,
}


@router.form(FORM, only_chooses=True)
def chosen(chat: Chat) -> Reply:
    """A number of the line."""
    offered = chat.open_form.slots["offered"]
    assert isinstance(offered, list)
    place = number(chat.said, len(offered))
    if place is None:
        chat.next_form = chat.open_form
        listed = "　".join(f"{n} {ACTIONS[name]}" for n, name in enumerate(offered, 1))
        return Reply(f"请回号：{listed}\n不用了回「取消」。")
    return DONE_BY[offered[place - 1]](chat)
