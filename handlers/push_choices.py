"""Which pushes a member gets: 退订, 恢复, 推送设置."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import audit, notices, push_choices
from bot.ledger.push_choices import CHOOSABLE
from handlers.wording import fit, number

router = Router("push choices")

HOW = (
    "发「退订 党课」「恢复 党课」，或发「推送设置」，回号开关。\n书记发的通知不能关，看过了可以不回「收到」。"
)
KINDS = tuple(CHOOSABLE)
CALLED = {
    "tasks": ("任务", "每月任务", "本月任务"),
    "reminder": ("会议", "会议提醒", "开会", "开会提醒"),
    "first_topic": ("第一议题", "一议题", "学习材料"),
    "lecture": ("党课", "课程"),
}
KEPT = {
    "通知": "书记、行业党委发的通知是发给您本人办事的，关了会误事",
    "更正": "更正只发给收到原通知的人，关了就会照错的办",
    "催收": "催收只发给还没回的人，回了「收到」就不再发",
    "汇总": "汇总是开庭时攒下的，一次庭最多一条",
}


@router.on(
    "unsubscribe_push", "停止推送", "退订", "不要推送", "别推了", "暂停推送", "取消推送", "关闭推送", acts=True, how=HOW
)  # fmt: skip
def unsubscribe(chat: Chat) -> Reply:
    """``退订 党课``; without a kind, the list of them."""
    said = chat.slot("kind")
    kind = _kind(said)
    if kind is None:
        refusal = next((why for word, why in KEPT.items() if word in said), "") if said else ""
        return settings(chat, f"这一类不能关：{refusal}。" if refusal else "要关哪一种？")
    changed = push_choices.turn_off(chat.db, chat.member.id, kind, chat.now)
    if changed:
        audit.record(chat.db, chat.now, chat.member.id, "chat", "push_off", f"member {chat.member.id}", kind)
    first = f"✓ 已退订　{CHOOSABLE[kind]}" if changed else f"{CHOOSABLE[kind]}已经退订，不用再退。"
    return Reply(f"{first}\n不再推送；要看随时发「{_word(kind)}」。\n想收了，回「恢复 {CHOOSABLE[kind]}」。")


@router.on("resume_push", "恢复推送", "恢复", "继续推送", "打开推送", "开启推送", acts=True, how=HOW)
def resume(chat: Chat) -> Reply:
    """``恢复 党课``; without a kind the only one that is off, or the list."""
    off = push_choices.off(chat.db, chat.member.id)
    kind = _kind(chat.slot("kind"))
    if kind is None and not off:
        return Reply("推送都开着，不用恢复。\n看开关，回「推送设置」。")
    if kind is None and len(off) > 1:
        return settings(chat, "要恢复哪一种？")
    return _turn_on(chat, kind or next(iter(off)))


@router.on("push_settings", "推送设置", "推送开关", "我的推送", "推送情况", "提醒设置", how=HOW)
def push_settings(chat: Chat) -> Reply:
    """What is on, what cannot be turned off, and how many came this week."""
    return settings(chat, "推送设置")


def settings(chat: Chat, first: str) -> Reply:
    """The list with its switches, under a first line."""
    off = push_choices.off(chat.db, chat.member.id)
    chat.ask("push_choices", "choose")
    switches = [f"{n} {CHOOSABLE[kind]} {'关' if kind in off else '开'}" for n, kind in enumerate(KINDS, 1)]
    count = notices.spent(chat.db, [chat.member.id], chat.now).get(chat.member.id, 0)
    return Reply(
        fit(
            [
                first,
                "　".join(switches),
                f"本周推送给您 {count} 条；一周满 {chat.config.push.weekly_limit} 条，不急的顺延到下周。",
                "书记、行业党委发的通知和服务提醒不能关：是发给您本人办事的。",
                "回号开关；晚上 9 点到早上 8 点、开庭时本来就不推。",
            ]
        )
    )


@router.form("push_choices", only_chooses=True)
def switched(chat: Chat) -> Reply:
    """A number turns its kind off or on."""
    chosen = number(chat.said, len(KINDS))
    if chosen is None:
        chat.next_form = chat.form
        return Reply(f"请回 1 到 {len(KINDS)} 的数字；不改了回「取消」。")
    kind = KINDS[chosen - 1]
    if kind in push_choices.off(chat.db, chat.member.id):
        return _turn_on(chat, kind)
    push_choices.turn_off(chat.db, chat.member.id, kind, chat.now)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "push_off", f"member {chat.member.id}", kind)
    return settings(chat, f"✓ 已退订　{CHOOSABLE[kind]}")


def _turn_on(chat: Chat, kind: str) -> Reply:
    if not push_choices.turn_on(chat.db, chat.member.id, kind):
        return Reply(f"{CHOOSABLE[kind]}本来就开着，不用恢复。\n看开关，回「推送设置」。")
    audit.record(chat.db, chat.now, chat.member.id, "chat", "push_on", f"member {chat.member.id}", kind)
    return Reply(f"✓ 已恢复　{CHOOSABLE[kind]}\n从现在起照常推送，停着时的不补发。\n看开关，回「推送设置」。")


def _kind(said: str) -> str | None:
    return next((kind for kind, words in CALLED.items() if said in words), None) if said else None


def _word(kind: str) -> str:
    """The word that shows what a kind would have pushed."""
    return {"tasks": "任务", "reminder": "会议", "first_topic": "第一议题", "lecture": "党课"}[kind]
