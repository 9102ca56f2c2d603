"""What is kept about a member, for that member's eyes; and what is kept at all (domain.md rule 14)."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import bindings, members
from content.privacy import in_force
from handlers import own_correction, own_rights

router = Router("my data")


@router.on(
    "my_data",
    "我的数据",
    "我的信息",
    "隐私",
    "隐私说明",
    "隐私政策",
    audience="anyone",
    how="发「我的数据」看系统里存了您什么；发「隐私」看怎么用、谁能看。",
)
def my_data(chat: Chat) -> Reply:
    """``隐私``: what is kept and who sees it; ``我的数据``: one's own row, and how to withdraw."""
    if chat.sender is None or "隐私" in chat.said:
        return Reply(in_force().text)
    wanted = {"export": own_rights.export, "delete": own_rights.ask_delete, "correct": own_correction.ask}
    if chat.slot("kind") in wanted:
        return wanted[chat.slot("kind")](chat)
    member = chat.member
    held = members.contact_details(chat.db, member.id)
    phone = (
        f"{chat.keys.unseal(held.phone_sealed)[:3]}****{chat.keys.unseal(held.phone_sealed)[-4:]}"
        if held.phone_sealed
        else "未登记"
    )
    joined = {"day": "%Y年%-m月%-d日", "month": "%Y年%-m月", "year": "%Y年"}[held.joined_precision]
    return Reply(
        f"{member.name}　{members.STANDING_TITLES[member.standing]}\n"
        f"支部：{member.branch_name or '行业党委'}\n"
        f"律所：{member.firm_name or '未登记'}\n"
        f"手机：{phone}（加密保存）\n"
        f"入党：{held.joined_on.strftime(joined) if held.joined_on else '未登记'}\n"
        f"绑定：{local.words(bindings.bound_at(chat.db, member.id))}\n"
        "导出回「我的数据 导出」，有错回「更正我的信息」，谁看过回「谁看过我」；撤回同意回「解绑」，全删回「删除我的数据」。"
    )
