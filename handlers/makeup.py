"""补学 after a missed meeting: the pack, and one line that closes it (product C4)."""

from __future__ import annotations

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance
from bot.ledger.attendance import STATE_TITLES, OwnMark
from handlers.wording import fit, number, numbered, on_day, plain

router = Router("makeup")


@router.on(
    "makeup",
    "补学",
    "补课",
    "我要补学",
    acts=True,
    how="发「补学 学了什么」，例如：补学 已读本月三篇材料。补学不改请假、缺席记录。",
)
def makeup(chat: Chat) -> Reply:
    """``补学 已读材料``, or ``补学`` for the list of what was missed and the materials."""
    days = chat.config.meetings.makeup_days
    missed = attendance.missed(chat.db, chat.member.id, chat.now, days)
    if not missed:
        return Reply(f"近 {days} 天没有要补学的会议。\n看自己的记录，回「我的记录」。")
    note = plain(chat.slot("reason"))
    if len(missed) == 1:
        return _for(chat, missed[0], note)
    offered = missed[:5]
    chat.ask("makeup", "which", ids=[one.meeting.id for one in offered], note=note)
    lines = numbered(f"{on_day(one.meeting)}（{STATE_TITLES[one.state]}）" for one in offered)
    return Reply(fit(["补学哪一次？", *lines, "回数字；不补了回「取消」。"]))


def _for(chat: Chat, one: OwnMark, note: str) -> Reply:
    if len(note) >= 2:
        return _record(chat, one, note)
    chat.ask("makeup", "note", meeting_id=one.meeting.id)
    topics = chat.library.first_topics(local.month(one.meeting.starts_at))
    materials = [f"　{item.title}" for item in topics.items[:4]] if topics else []
    return Reply(
        fit(
            [
                f"{on_day(one.meeting)} 您{STATE_TITLES[one.state]}了。",
                "那个月的材料（回「第一议题」看导读）：" if materials else "",
                *materials,
                "学完回一句学了什么，就记上了；以后再补回「取消」。",
            ]
        )
    )


@router.form("makeup")
def answer(chat: Chat) -> Reply:
    """Which meeting, or what was studied."""
    form = chat.form
    assert form is not None
    missed = attendance.missed(chat.db, chat.member.id, chat.now, chat.config.meetings.makeup_days)
    by_id = {one.meeting.id: one for one in missed}
    if form.step == "which":
        ids = form.slots["ids"]
        assert isinstance(ids, list)
        chosen = number(chat.said, len(ids))
        one = by_id.get(ids[chosen - 1]) if chosen else None
        if one is None:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(ids)} 的数字；不补了回「取消」。")
        return _for(chat, one, str(form.slots["note"]))
    one = by_id.get(int(str(form.slots["meeting_id"])))
    if one is None:
        return Reply("这一次已经补过学了，不用再补。\n看自己的记录，回「我的记录」。")
    note = plain(chat.said)
    if len(note) < 2 or note.isdecimal():
        chat.next_form = form
        return Reply("请写一句学了什么，比如：已读本月三篇材料。\n以后再补，回「取消」。")
    return _record(chat, one, note)


def _record(chat: Chat, one: OwnMark, note: str) -> Reply:
    if not attendance.make_up(chat.db, chat.member.id, one, note, chat.now):
        return Reply("这一次已经补过学了，不用再补。\n看自己的记录，回「我的记录」。")
    return Reply(f"✓ 已补学　{on_day(one.meeting)}\n{note}\n只记补学，{STATE_TITLES[one.state]}的记录不变。")
