"""What meetings are coming, for everybody."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import meeting_kinds, meetings
from handlers.which_meeting import opens_before, scope_ids
from handlers.wording import fit, in_full

router = Router("meetings")


@router.on(
    "meetings", "会议", "什么时候开会", "会议安排", "近期会议", "几点开会", "在哪开会",
    how="发「会议」看近期的会：时间、地点。",
)  # fmt: skip
def coming(chat: Chat) -> Reply:
    """The meetings under way and to come: of one's own branch, and of those one acts for."""
    own = chat.member.branch_id
    branch_ids = list(dict.fromkeys([*([own] if own is not None else []), *scope_ids(chat)]))
    found = {
        one.id: one
        for one in (
            *meetings.running(chat.db, branch_ids, chat.now, opens_before(chat)),
            *meetings.upcoming(chat.db, branch_ids, chat.now),
        )
        if chat.member.is_officer or own is None or meeting_kinds.is_due(one.kind, chat.member, own)
    }
    several = len(branch_ids) > 1
    lines = [
        in_full(one)
        + (f"（{one.branch_name}）" if several else "")
        + ("　正在进行" if one.starts_at <= chat.now else "")
        + f"\n　{one.place or '地点待定'}"
        for one in list(found.values())[:3]
    ]
    if not lines:
        return Reply("近期没有安排会议。\n有出入，回「书记」。")
    more = f"另有 {len(found) - 3} 个。" if len(found) > 3 else ""
    return Reply(fit([*"\n".join(lines).split("\n"), more + "到场回「签到」，来不了回「请假 事由」。"]))
