"""Which member an officer means by a name."""

from __future__ import annotations

from bot.chat import Chat, Reply
from bot.ledger import members
from bot.understanding.called import those_called
from handlers.which_meeting import scope_ids
from handlers.wording import names


def officers_member(chat: Chat, name: str) -> members.Member | Reply:
    """The one member of the sender's branches who has that name or may be called so (林律师, 老陈), or what to say
    where there is none or two.
    """
    scope = scope_ids(chat)
    found = members.named(chat.db, name, scope)
    if not found:
        found = those_called(name, members.of_branches(chat.db, scope), lambda one: one.name)
    if len(found) == 1:
        return found[0]
    if not found:
        return Reply(f"您负责的支部里没有「{name}」。\n请核对姓名；回「名单」看应到的人。")
    if len({one.name for one in found}) > 1:
        return Reply(f"「{name}」可能是：{names([one.name for one in found])}。\n请写全名再发一次。")
    listed = "、".join(f"{one.name}（{one.branch_name} {one.firm_name}）" for one in found[:4])
    return Reply(f"有 {len(found)} 位{name}：{listed}。\n分不清是谁，请到会议的名单里按号登记，如「假 9」。")
