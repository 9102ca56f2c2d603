"""Ending a meeting, and what was studied first at it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, first_topics, hour_credits, meeting_kinds, meetings, members
from bot.ledger.attendance import Closing
from bot.ledger.first_topics import Study
from bot.ledger.hour_credits import HourRule
from bot.ledger.meetings import CLOSED, PLANNED, Meeting
from bot.understanding.called import those_called
from bot.understanding.durations import minutes_in
from bot.understanding.guards import PERSON
from handlers.roll import counted
from handlers.which_meeting import act, choose, open_meetings, open_or_last
from handlers.wording import fit, on_day, plain, yes_or_no

router = Router("meeting close")

HOW = "会开完了发「散会」或「散会 两小时」，回 1 确认：没签到的记缺席，已准假的记请假；记错了一周内能改。"
NOT_STUDIED = frozenset(["2", "没学", "没有", "没有学", "不", "否"])


@router.on(
    "meeting_close", "散会", "结束会议", "会议结束", "结束签到", "闭会",
    acts=True, audience="officer", asks_back=True, how=HOW,
)  # fmt: skip
def close(chat: Chat) -> Reply:
    """``散会``, or ``散会 两小时``: the figures first, then 1 closes."""
    return choose(chat, "close", open_meetings(chat), lasted=minutes_in(chat.slot("reason")))


@act("close")
def _ask_back(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    chat.ask("meeting_close", "confirm", meeting_id=meeting.id, lasted=slots.get("lasted"))
    roll = attendance.roll(chat.db, meeting, chat.now)
    figures = attendance.count(roll, len(attendance.guests(chat.db, meeting)))
    missing = figures.unmarked + figures.absent
    return Reply(
        f"要结束 {on_day(meeting)}（{local.clock(meeting.starts_at)}）吗？\n"
        f"应到 {figures.due}　实到 {figures.present}　请假 {figures.leave}　未到 {missing}"
        f"{'，未到的记缺席' if missing else ''}。\n"
        "回 1 确认，回 2 不办。"
    )


@router.form("meeting_close")
def confirmed(chat: Chat) -> Reply:
    """1 closes; whoever is second gets the same figures."""
    form = chat.form
    assert form is not None
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 确认，回 2 不办。")
    if not sure:
        return Reply("好，会议还开着。\n看人数，回「点名」。")
    meeting_id = int(str(form.slots["meeting_id"]))
    held = meetings.get(chat.db, meeting_id)
    assert held is not None
    if held.state not in (PLANNED, CLOSED):
        return Reply(f"没办成：{on_day(held)}已经取消。\n看会议安排，回「会议」。")
    lasted = form.slots.get("lasted")
    closing = attendance.close(
        chat.db,
        meeting_id,
        chat.member.id,
        chat.now,
        minutes=int(str(lasted)) if lasted else None,
        rule=HourRule.of(chat.config.duties),
    )
    first = f"✓ 已散会 {local.clock(chat.now)}　{closing.meeting.title}"
    if not closing.first:
        assert closing.meeting.closed_at is not None
        first = f"这个会 {local.clock(closing.meeting.closed_at)} 已经散会，不用再办。"
    done = f"任务完成：{'、'.join(closing.tasks)}" if closing.tasks else ""
    return Reply(
        fit(
            [
                first,
                counted(closing.meeting, closing.counts),
                _short_of_half(closing),
                done,
                _study(closing, lasted is not None),
                _ask_first_topic(chat, closing.meeting)
                or "记错了？「代签 姓名」可以改，导出回「导出考勤」。",
            ]
        )
    )


def _short_of_half(closing: Closing) -> str:
    """Said only where a vote taken at the meeting may not stand (domain.md rule 1: exactly half is warned of)."""
    if attendance.verdict(closing.counts) == "met":
        return ""
    return attendance.quorum_text(closing.meeting.kind, closing.counts)


def _study(closing: Closing, said: bool) -> str:
    """What the session gives to who studied there, where its kind is study (domain.md rule 10)."""
    usual = hour_credits.usual_minutes(closing.meeting.kind)
    if usual is None:
        return ""
    how = "" if said else f"（按{usual}分钟，不是的回「时长 两小时」）"
    return f"到会的各记 {hours_said(closing.halves)} 学时{how}"


def hours_said(halves: int) -> str:
    """Half 学时 as they are said: ``1.5``."""
    return f"{halves / 2:g}"


def _ask_first_topic(chat: Chat, meeting: Meeting) -> str:
    """The line that asks what was studied first; empty where the kind has none or it is recorded (rule 11)."""
    if not meeting_kinds.kind(meeting.kind).first_topic or first_topics.of_meeting(chat.db, meeting.id):
        return ""
    chat.ask("first_topic_record", "reader", meeting_id=meeting.id)
    return "第一议题谁领学的？回姓名就记入台账；没学回 2。"


@router.on(
    "first_topic_record", "第一议题记录", "记第一议题", "登记第一议题",
    acts=True, audience="officer", asks_back=True, how="散会后我会问领学人；补记发「第一议题记录」。",
)  # fmt: skip
def first_topic_record(chat: Chat) -> Reply:
    """Record, or correct, the first topic of the meeting under way or the last one (product C3)."""
    return choose(chat, "first topic", open_or_last(chat))


@act("first topic")
def _ask_reader(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    chat.ask("first_topic_record", "reader", meeting_id=meeting.id)
    titles = _materials(chat, meeting)
    listed = "、".join(titles[:3]) or "（本月材料还没上架）"
    return Reply(
        fit(
            [
                f"{on_day(meeting)}　第一议题",
                listed,
                "谁领学的？回姓名；主持人不是您，写「领学人 主持人」。没学回 2。",
            ]
        )
    )


def _materials(chat: Chat, meeting: Meeting) -> tuple[str, ...]:
    topics = chat.library.first_topics(local.month(meeting.starts_at))
    return tuple(item.title for item in topics.items) if topics else ()


@router.form("first_topic_record")
def reader_given(chat: Chat) -> Reply:
    """The lead reader's name, and the host's where it is not the officer; or 没学; then what was decided."""
    form = chat.form
    assert form is not None
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    assert meeting is not None
    said = plain(chat.said)
    if form.step == "decided":
        return _decided(chat, meeting, said)
    if said in NOT_STUDIED:
        return Reply("好，没有记第一议题。\n补记发「第一议题记录」。")
    names = [_reader(chat, one) for one in re.split(r"[\s、,，]+", said)]
    if not 1 <= len(names) <= 2 or not all(names):
        chat.next_form = form
        return Reply("请回领学人的姓名，比如：张三；没学回 2。")
    study = Study(
        _materials(chat, meeting),
        host=names[-1] if len(names) == 2 else chat.member.name,
        lead_reader=names[0],
    )
    first_topics.record(chat.db, meeting, study, chat.member.id, chat.now)
    chat.ask("first_topic_record", "decided", meeting_id=meeting.id)
    return Reply(
        f"✓ 已记第一议题　{on_day(meeting)}\n领学 {study.lead_reader}，主持 {study.host}，材料 {len(study.materials)} 篇\n"
        "议定了什么、谁落实？写一句就记上；没有回 2。"
    )


def _reader(chat: Chat, said: str) -> str:
    """The name of who read: of a member as the roster has it, of a guest as it was said; empty for what is no name."""
    scope = [id_ for id_, _ in members.scope(chat.db, chat.member)]
    found = those_called(said, members.of_branches(chat.db, scope), lambda one: one.name)
    if len(found) == 1:
        return found[0].name
    return said if found or re.fullmatch(PERSON, said) else ""


def _decided(chat: Chat, meeting: Meeting, said: str) -> Reply:
    if said in NOT_STUDIED or len(said) < 2:
        return Reply("好，第一议题记好了。\n看任务，回「任务」。")
    records = first_topics.of_meeting(chat.db, meeting.id)
    if not records:
        return Reply("没记上：这次会的第一议题记录不在了。\n再发一次「第一议题记录」。")
    before = records[0].study
    study = Study(before.materials, before.host, before.lead_reader, before.discussion, said[:300])
    first_topics.record(chat.db, meeting, study, chat.member.id, chat.now)
    return Reply("✓ 已记议定事项。\n看任务，回「任务」。")
