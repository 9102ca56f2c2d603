"""Which member an officer means by a name."""

from __future__ import annotations

from bot.chat import Chat, Reply
from bot.ledger import members
from handlers.which_meeting import scope_ids


def officers_member(chat: Chat, name: str) -> members.Member | Reply:
    """The one member of that name in the sender's branches, or what to say where there is none or two."""
    found = members.named(chat.db, name, scope_ids(chat))
    if len(found) == 1:
        return found[0]
    if not found:
        return Reply(f"您负责的支部里没有「{name}」。\n请核对姓名；回「名单」看应到的人。")
    listed = "、".join(f"{one.name}（{one.branch_name} {one.firm_name}）" for one in found[:4])
    return Reply(f"有 {len(found)} 位{name}：{listed}。\n分不清是谁，请到会议的名单里按号登记，如「假 9」。")
