"""The first and the last meeting with a phone: following, scanning, unfollowing."""

from __future__ import annotations

from bot.chat import SILENCE, Chat, Reply, Router
from bot.ledger import bindings, conversations, followers
from handlers.check_in import check_in_by_scene

router = Router("welcome")

HOW_TO_BIND = """您好，这里是榕树，律师党员的学习助手。
先绑定一次：回复「绑定 姓名 绑定码」，绑定码由支部书记给您。
绑定后回复数字就行：1 第一议题 2 党课 3 签到请假 4 本月任务 5 通知
只存姓名、手机（加密）、律所、支部；不计分、不排名、不看时长。回复「隐私」看说明。"""
WELCOME_BACK = """{name}，欢迎回来。您在{branch}。
回数字就行：1 第一议题 2 党课 3 签到请假 4 本月任务 5 通知"""


@router.event("subscribe")
def followed(chat: Chat) -> Reply:
    """Somebody follows, perhaps by scanning a meeting's code: then they came to check in."""
    message = chat.message
    followers.set_following(chat.db, message.channel, message.sender, following=True, now=chat.now)
    if chat.sender is None:
        return Reply(HOW_TO_BIND)
    if message.event_key:
        return check_in_by_scene(chat, message.event_key)
    return Reply(WELCOME_BACK.format(name=chat.sender.name, branch=chat.sender.branch_name or "行业党委"))


@router.event("scan")
def scanned(chat: Chat) -> Reply:
    """A follower scans a meeting's code."""
    if chat.sender is None:
        return Reply(HOW_TO_BIND)
    return check_in_by_scene(chat, chat.message.event_key)


@router.event("unsubscribe")
def unfollowed(chat: Chat) -> Reply:
    """Somebody leaves. The platform asks us to drop what ties the openid to a person (wechat.md 1.2)."""
    message = chat.message
    followers.set_following(chat.db, message.channel, message.sender, following=False, now=chat.now)
    bindings.unbind(chat.db, message.channel, message.sender, chat.now, "unfollowed")
    conversations.close(chat.db, message.channel, message.sender)
    return SILENCE
