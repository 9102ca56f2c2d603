"""隐私说明更新以后: a member is asked once whether they agree to the newer notice, and answers in a word (rule 14)."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import consents
from content.privacy import in_force

router = Router("privacy")


@router.on(
    "agree",
    "同意隐私说明",
    "同意新的隐私说明",
    "同意隐私政策",
    acts=True,
    how="隐私说明更新了会问您一次：发「隐私」看全文，发「同意隐私说明」记下您同意；不同意可以「解绑」。",
)
def agree(chat: Chat) -> Reply:
    """Record the consent to the notice in force, once."""
    notice = in_force()
    if notice.version in consents.given(chat.db, chat.member.id, consents.PRIVACY):
        return Reply("您已经同意过现在的隐私说明。\n看全文回「隐私」，撤回回「解绑」。")
    consents.give(chat.db, chat.member.id, consents.PRIVACY, notice.version, chat.message.channel, chat.now)
    return Reply("✓ 已记下您同意新的隐私说明。\n看全文回「隐私」，随时可以回「解绑」撤回。")
