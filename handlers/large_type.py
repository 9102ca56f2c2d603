"""大字: larger type on the pages, shorter replies in the chat; and 更多, which shows what was left out."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import inbox, large_type

router = Router("large type")

OFF_WORDS = ("关", "退出", "不要", "普通", "小字", "取消", "恢复", "唔")


@router.on(
    "large_type",
    "大字",
    "老年模式",
    "长辈模式",
    "关闭大字",
    acts=True,
    how="发「大字」，网页用大号字，回复也短些；换回来发「关闭大字」。",
)
def switch(chat: Chat) -> Reply:
    """``大字`` and ``关闭大字``; both say how to go back."""
    if chat.slot("kind") == "off" or any(word in chat.said for word in OFF_WORDS):
        large_type.turn_off(chat.db, chat.member.id)
        return Reply("✓ 已换回普通字号。\n想要大字，回「大字」。")
    large_type.turn_on(chat.db, chat.member.id, chat.now)
    app = "企业微信" if chat.message.channel == "wecom" else "微信"
    return Reply(
        "✓ 已换成大字：网页用大号字，回复短些。\n看大字网页，回「网页」。\n不要了，回「关闭大字」。\n"
        f"聊天里的字号，在{app}「我 → 设置 → 通用 → 字体大小」里调。"
    )


@router.on("more", "更多", "看全部", "显示更多", how="大字的时候回复会短些，回「更多」看全。")
def more(chat: Chat) -> Reply:
    """What a shortened reply left out; the list it belongs to stays open."""
    rest = inbox.last_reply(chat.db, chat.message.channel, chat.message.sender).more
    chat.next_form = chat.form
    return Reply(rest or "上一条已经全了。\n看能做什么，回「帮助」。")
