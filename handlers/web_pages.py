"""网页: the same things as pages, for who would rather read or hear them there."""

from __future__ import annotations

from bot.chat import Card, Chat, Reply, Router
from bot.page_links import PERSONAL, PageLinks

router = Router("pages")


@router.on(
    "pages",
    "网页",
    "打开网页",
    "网页版",
    "我的网页",
    how="发「网页」，我给您一个链接：党课能听，字能放大；半小时内有效。",
)
def pages(chat: Chat) -> Reply:
    """A link of one's own to the pages, good for half an hour because one's own record is behind it."""
    address = PageLinks(chat.keys, chat.config.public_url).url("/p/", chat.member.id, chat.now, PERSONAL)
    return Reply(
        card=Card(
            "榕树网页版", "第一议题、党课、会议、通知、任务，还有我的记录。只给本人，半小时内有效。", address
        )
    )
