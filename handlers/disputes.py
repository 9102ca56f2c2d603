"""``不对``: a member says a mark of theirs is wrong; an officer corrects it or leaves it. Both versions stay."""

from __future__ import annotations

import re

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, meetings
from bot.ledger.attendance import PRESENT, STATE_TITLES, Dispute, OwnMark
from bot.ledger.attendance.settling import Settled
from content import leave_reasons
from handlers.leave import kept_words
from handlers.own_record import mark_line
from handlers.which_meeting import scope_ids
from handlers.wording import fit, number, numbered, on_day, plain

router = Router("disputes")

SHOWN = 4


@router.on(
    "dispute",
    "不对",
    "记错了",
    "有异议",
    "申诉",
    acts=True,
    asks_back=True,
    how="发「不对」，说哪一次、应该是什么。两种说法都留着，由组织委员核对。",
)
def dispute(chat: Chat) -> Reply:
    """``不对``: which of the last week's marks, then what it should be."""
    marks = attendance.disputable(chat.db, chat.member.id, chat.now)
    if not marks:
        return Reply("近 7 天没有您的会议记录，改不了。\n更早的，请找组织委员，回「书记」看是谁。")
    says = plain(chat.slot("reason"))
    if len(marks) == 1:
        return _about(chat, marks[0], says)
    offered = marks[:5]
    chat.ask("dispute", "which", ids=[one.meeting.id for one in offered], says=says)
    return Reply(
        fit(["哪一条不对？", *numbered(mark_line(one) for one in offered), "回数字；没有不对的回「取消」。"])
    )


def _about(chat: Chat, one: OwnMark, says: str) -> Reply:
    if says and chat.intent.certain:
        return _record(chat, one, says)
    chat.ask("dispute", "says", meeting_id=one.meeting.id)
    return Reply(
        f"现在记的是：{mark_line(one)}\n应该是怎样？写一句，比如：我到了，手机没电。\n没有不对的，回「取消」。"
    )


@router.form("dispute")
def dispute_answer(chat: Chat) -> Reply:
    """Which mark, or what it should be."""
    form = chat.form
    assert form is not None
    by_id = {one.meeting.id: one for one in attendance.disputable(chat.db, chat.member.id, chat.now)}
    if form.step == "which":
        ids = form.slots["ids"]
        assert isinstance(ids, list)
        chosen = number(chat.said, len(ids))
        one = by_id.get(ids[chosen - 1]) if chosen else None
        if one is None:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(ids)} 的数字；没有不对的回「取消」。")
        return _about(chat, one, str(form.slots["says"]))
    one = by_id.get(int(str(form.slots["meeting_id"])))
    if one is None:
        return Reply("过了 7 天，改不了了。\n请找组织委员，回「书记」看是谁。")
    says = plain(chat.said)
    if len(says) < 2:
        chat.next_form = form
        return Reply("请写一句应该是怎样；没有不对的回「取消」。")
    return _record(chat, one, says)


def _record(chat: Chat, one: OwnMark, says: str) -> Reply:
    attendance.dispute(chat.db, chat.member.id, one, says, chat.now)
    return Reply(
        f"✓ 已记下异议　{on_day(one.meeting)}\n现在记的：{STATE_TITLES[one.state]}；您说：{kept_words(leave_reasons.read(says))}\n"
        "两种说法都留着，组织委员核对后会改或说明。"
    )


@router.on(
    "disputes",
    "异议",
    "看异议",
    "记录异议",
    audience="officer",
    how="发「异议」，看谁说记录不对，回数字改成实到，或回「维持 1」。",
)
def disputes(chat: Chat) -> Reply:
    """The disputes that wait for the officer."""
    waiting = attendance.open_disputes(chat.db, scope_ids(chat))[:SHOWN]
    if not waiting:
        return Reply("没有待核对的异议。\n看人数，回「点名」。")
    chat.ask("disputes", "choose", ids=[[one.meeting_id, one.member_id] for one in waiting])
    return Reply(
        fit(
            [
                "记录有异议：",
                *numbered(_dispute_line(one) for one in waiting),
                "改成实到回数字，维持原样回「维持 1」，以后再看回「取消」。",
            ]
        )
    )


def _dispute_line(one: Dispute) -> str:
    here = local.at(one.starts_at)
    return f"{one.name}　{here.month}月{here.day}日 {one.kind}：记{STATE_TITLES[one.state]}，说「{one.says[:24]}」"


@router.form("disputes")
def settle(chat: Chat) -> Reply:
    """A number corrects the mark to 实到; ``维持 1`` leaves it."""
    form = chat.form
    assert form is not None
    ids = form.slots["ids"]
    assert isinstance(ids, list)
    said = plain(chat.said)
    keeps = said.startswith("维持")
    chosen = number(re.sub(r"^维持(?:原样)?", "", said), len(ids))
    if chosen is None:
        chat.next_form = form
        return Reply(f"请回 1 到 {len(ids)} 的数字改成实到，或回「维持 1」；以后再看回「取消」。")
    waiting = attendance.open_disputes(chat.db, scope_ids(chat))
    one = next((w for w in waiting if [w.meeting_id, w.member_id] == ids[chosen - 1]), None)
    if one is None:
        return Reply("这一条刚刚有人核对过了。\n看还有哪些，回「异议」。")
    return _told(
        chat, one, attendance.settle(chat.db, one, None if keeps else PRESENT, chat.member.id, chat.now)
    )


def _told(chat: Chat, one: Dispute, done: Settled) -> Reply:
    if done == "upheld":
        return Reply(
            f"✓ 维持原样　{one.name} {STATE_TITLES[one.state]}\n请当面向本人说明；看其余的，回「异议」。"
        )
    if done == "gone":
        return Reply(f"没改成：{one.name}不在这次的名单里了。\n看其余的，回「异议」。")
    meeting = meetings.get(chat.db, one.meeting_id)
    assert meeting is not None
    if done == "same":
        roll = attendance.roll(chat.db, meeting, chat.now)
        number_of = next(entry.number for entry in roll if entry.member_id == one.member_id)
        return Reply(f"{one.name}原来就记的实到；别的改动请到名单里按号记，如「假 {number_of}」。")
    return Reply(
        f"✓ 已改成实到　{one.name}（{on_day(meeting)}）\n原来记{STATE_TITLES[one.state]}，也留着；看其余的，回「异议」。"
    )
