"""撤回: within the minute nobody gets it; afterwards it stops what has not gone, and says how many have it."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger.notices import announcing
from handlers.which_notice import NONE, mine

router = Router("notice withdraw")


@router.on(
    "notice_withdraw", "撤回", "撤回通知", "不发了", "撤销通知", acts=True, audience="officer",
    how="发通知以后 60 秒内回「撤回」，一个也不发；过了只能拦住还没发出的，已收到的请发「更正」。",
)  # fmt: skip
def withdraw(chat: Chat) -> Reply:
    """Take back the sender's last notice."""
    own = [one for one in mine(chat) if one.created_by == chat.member.id]
    if not own:
        return NONE
    last = own[0]
    done = announcing.withdraw(chat.db, last, chat.member, chat.now, "chat")
    if done is None:
        return Reply(f"「{last.title}」已经撤回过了。\n要再发，回「发通知」。")
    if not done.out:
        return Reply(f"✓ 已撤回，一个人也没有收到　{last.title}\n要再发，回「发通知」。")
    return Reply(
        f"已有 {done.out} 人收到，撤不回来；还没发的 {done.stopped} 人不发了　{last.title}\n"
        "他们的「通知」里也不再显示；要说明，回「发通知」另发一条。"
    )
