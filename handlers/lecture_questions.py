"""自测 and 讨论: a lecture's questions. The answers are for the member to compare; nothing of them is kept."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from content.library import Lecture
from handlers.lecture_menu import NO_LECTURE_YET, current, offer
from handlers.lectures import another_lecture
from handlers.wording import fit

router = Router("lecture questions")


@router.on(
    "self_check",
    "自测",
    "自测题",
    "测一测",
    "考考我",
    how="看过一讲，发「自测」：三道题，自己对答案，不记录。",
)
def self_check(chat: Chat) -> Reply:
    """The first of the three questions on the lecture opened last."""
    lecture = current(chat)
    return NO_LECTURE_YET if lecture is None else _ask(chat, lecture, 0)


@router.form("self_check")
def answered(chat: Chat) -> Reply:
    """Whatever was answered: the answer of the book to hold it against, then the next question."""
    if (other := another_lecture(chat)) is not None:
        return other
    form = chat.open_form
    lecture = chat.library.lecture(str(form.slots["slug"]))
    place = int(str(form.slots["place"]))
    if lecture is None or place >= len(lecture.questions):
        return Reply("这一讲刚刚改过，请重新打开。\n发「党课」看目录。")
    return _ask(chat, lecture, place + 1, f"参考答案：{lecture.questions[place].answer}")


def _ask(chat: Chat, lecture: Lecture, place: int, above: str = "") -> Reply:
    if place >= len(lecture.questions):
        return Reply(
            fit([above, "三题完，和您想的一样吗？答了什么没有记。", offer(chat, lecture, "self_check")])
        )
    chat.ask("self_check", "answer", slug=lecture.slug, place=place)
    head = f"自测 {place + 1}/{len(lecture.questions)}"
    note = "" if place else f"（第 {lecture.number} 讲，只给自己看，不记录）"
    last = "想好了回一句，或回 1 看答案；不做了回「取消」。"
    return Reply(fit([above, f"{head}{note}", lecture.questions[place].text, last]))


@router.on("discussion", "讨论", "讨论题", "谈一谈", how="看过一讲，发「讨论」：两道题，支部里一起谈。")
def discussion(chat: Chat) -> Reply:
    """What to talk about together after the lecture opened last."""
    lecture = current(chat)
    if lecture is None:
        return NO_LECTURE_YET
    topics = [f"· {topic}" for topic in lecture.discussion]
    head = f"一起谈一谈 · 第 {lecture.number} 讲 {lecture.title}"
    return Reply(fit([head, *topics, offer(chat, lecture, "discussion")]))
