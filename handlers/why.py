"""为什么收到这条: the rule or the person behind the last push (product G5)."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import members, notices
from handlers.wording import fit

router = Router("why")

RULES = {
    "tasks": "每月第一个工作日下发本月任务；到期前 5 天、前 1 天提醒书记和组织委员",
    "reminder": "开会前一天提醒应到、没有请假的人",
    "first_topic": "开会前几天把第一议题材料发给参会的人",
    "lecture": "支部定的党课推送",
    "digest": "您开庭时攒下的推送，开庭后合成一条",
    "service": "服务有事要告诉您",
    "nudge": "提醒收到通知还没回的人",
}


@router.on(
    "why",
    "为什么收到这条",
    "谁发的",
    "为什么给我发",
    how="发「为什么收到这条」，看最近一条推送是谁发的、按什么规定。",
)
def why(chat: Chat) -> Reply:
    """Who wrote the last push, who let it go, whom it was for; of automatic ones, the rule."""
    last = next(iter(notices.of_member(chat.db, chat.member.id, chat.now, 1)), None)
    if last is None:
        return Reply("近期没有给您推送过。\n看通知，回「通知」。")
    one = last.notice
    author = members.by_id(chat.db, one.created_by) if one.created_by else None
    second = members.by_id(chat.db, one.approved_by) if one.approved_by else None
    rule = one.rule or RULES.get(one.kind, "")
    return Reply(
        fit(
            [
                f"「{one.title}」　{local.words(one.send_at)}",
                f"谁发的：{author.name}（{author.branch_name or '行业党委'}）"
                if author
                else "自动发的，没有人点发送。",
                f"谁放行：{second.name}" if second else "",
                f"按什么：{rule}" if rule else "",
                f"发给谁：{one.audience}" if one.audience else "",
                "有的推送可以不收：回「推送设置」；有出入，回「书记」。",
            ]
        )
    )
