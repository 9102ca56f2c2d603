"""会场屏幕: the page for the meeting room's screen."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Card, Chat, Reply, Router
from bot.ledger.meetings import Meeting
from bot.page_links import SCREEN, PageLinks
from handlers.which_meeting import act, choose, open_meetings
from handlers.wording import in_full

router = Router("screen")


@router.on(
    "screen",
    "会场屏幕",
    "大屏",
    "签到屏幕",
    "投屏",
    "签到二维码",
    audience="officer",
    how="开会前发「会场屏幕」，在会场电脑上打开那个链接：大字口令、二维码、到了几人，自己会换。",
)
def screen(chat: Chat) -> Reply:
    """A link to the screen of the meeting under way."""
    return choose(chat, "screen", open_meetings(chat))


@act("screen")
def _screen(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    links = PageLinks(chat.keys, chat.config.public_url)
    address = links.url(f"/screen/{meeting.id}", chat.member.id, chat.now, SCREEN, meeting.id)
    said = f"{in_full(meeting)}\n在会场的电脑或电视上打开：口令、二维码、到了几人，自己会更新。"
    return Reply(card=Card("会场屏幕", said, address))
