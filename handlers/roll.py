"""What an officer sees while a meeting runs: the code to say, the count, the names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, audit, leave, lookups, meetings
from bot.ledger.attendance import Counts, Entry
from bot.ledger.meetings import CLOSED, Meeting
from bot.understanding.called import those_called
from handlers.check_in import codes
from handlers.leave import meeting_on_day
from handlers.not_counted import note_of
from handlers.which_meeting import act, choose, open_meetings, open_or_last, opens_before, scope_ids
from handlers.wording import fit, in_full, plain, with_place

router = Router("roll")

NAMES_ASKED = ("名单", "谁", "哪", "边个", "名字", "姓名")
CODE_HOW = "开会时发「签到码」，念给到场的人听；两分钟一换，前一个也还能用。"


@router.on("check_in_code", "签到码", "口令", "签到口令", audience="officer", how=CODE_HOW)
def check_in_code(chat: Chat) -> Reply:
    """The four digits to say in the room, how long they are shown, how many are in."""
    return choose(chat, "code", open_meetings(chat))


@act("code")
def _code(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    opens = meeting.starts_at - opens_before(chat)
    if chat.now < opens:
        return Reply(f"{in_full(meeting)}\n{local.clock(opens)} 开始签到，到时再回「签到码」。")
    of_meeting = codes(chat)
    figures = _counts(chat, meeting)
    return Reply(
        f"口令 {of_meeting.spoken(meeting.id, chat.now)}（还显示 {of_meeting.seconds_left(chat.now)} 秒）\n"
        f"{with_place(meeting)}　已到 {figures.present}/{figures.due}\n"
        "念给到场的人听；换了再回「签到码」，看人数回「点名」。"
    )


@router.on(
    "roll_call", "点名", "名单", "签到情况", "谁没签到", "谁没到", "到了多少人", audience="officer",
    how="发「点名」看人数，「名单」看谁没到，「老王到了没」看一个人。",
)  # fmt: skip
def roll_call(chat: Chat) -> Reply:
    """``点名``: the figures; ``名单``, ``谁没到``: the names; ``老王到了没``: that one."""
    found = _meant(chat)
    if name := plain(chat.slot("name")):
        return choose(chat, "one of the roll", found, name=name)
    wants_names = any(word in chat.said for word in NAMES_ASKED)
    return choose(chat, "names" if wants_names else "figures", found)


def _meant(chat: Chat) -> list[Meeting]:
    """The meeting under way; else that of the day that was named; else the last one, and before any was the next."""
    if found := open_meetings(chat):
        return found
    ahead = meetings.upcoming(chat.db, scope_ids(chat), chat.now)
    if named := meeting_on_day(ahead, chat.said, chat):
        return [named]
    return open_or_last(chat) or ahead[:1]


def _is_ahead(chat: Chat, meeting: Meeting) -> bool:
    return chat.now < meeting.starts_at - opens_before(chat)


def _before(chat: Chat, meeting: Meeting) -> Reply:
    """What is known of a meeting that nobody can check in to yet: who is due, who has leave."""
    roll = own_roll(chat, meeting)
    excused = [one for one in roll if one.state == attendance.LEAVE]
    seen = [one.member_id for one in excused]
    lookups.note(chat.db, chat.now, chat.member.id, "chat", seen, f"roll meeting {meeting.id}")
    lines = [in_full(meeting), f"还没开始签到。应到 {len(roll)}　请假 {len(excused)}"]
    return Reply(fit([*lines, _line("准了假", excused), _waiting(chat) or "没有等着批的请假。"]))


@act("figures")
def _figures(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    if _is_ahead(chat, meeting):
        return _before(chat, meeting)
    figures = _counts(chat, meeting)
    return Reply(
        fit(
            [
                f"点名 · {meeting.title} {local.clock(meeting.starts_at)}"
                + ("（已散会）" if meeting.state == CLOSED else ""),
                counted(meeting, figures),
                attendance.quorum_text(meeting.kind, figures),
                note_of(chat, meeting),
                _previous_codes(chat, meeting),
                _waiting(chat),
                _disputes(chat),
            ]
        )
    )


def counted(meeting: Meeting, figures: Counts) -> str:
    """``应到 12　实到 9　请假 2　未到 1（回「名单」看姓名）``; 缺席 in place of 未到 once it is closed."""
    closed = meeting.state == CLOSED
    missing = f"缺席 {figures.absent}" if closed else f"未到 {figures.unmarked + figures.absent}"
    guests = f"　列席 {figures.guests}" if figures.guests else ""
    made_up = f"　补学 {figures.made_up}" if figures.made_up else ""
    return (
        f"应到 {figures.due}　实到 {figures.present}　请假 {figures.leave}　{missing}{guests}{made_up}"
        "（回「名单」看姓名）"
    )


def _counts(chat: Chat, meeting: Meeting) -> Counts:
    roll = attendance.roll(chat.db, meeting, chat.now)
    return attendance.count(roll, len(attendance.guests(chat.db, meeting)))


def _previous_codes(chat: Chat, meeting: Meeting) -> str:
    """Codes may have been passed on: the officer is told, the machine draws no conclusion (product E3)."""
    used = attendance.previous_codes(chat.db, meeting.id)
    return f"其中 {used} 人用的是上一个口令，请留意是否在场。" if used else ""


def _waiting(chat: Chat) -> str:
    waiting = len(leave.waiting(chat.db, scope_ids(chat)))
    return f"请假待批 {waiting} 个，回「待批」看。" if waiting else ""


def _disputes(chat: Chat) -> str:
    disputed = len(attendance.open_disputes(chat.db, scope_ids(chat)))
    return f"有 {disputed} 人说记录不对，回「异议」看。" if disputed else ""


def own_roll(chat: Chat, meeting: Meeting) -> list[Entry]:
    """The roll's lines of the sender's own branches, numbered from 1: other branches' absentees are not
    theirs to see (domain.md rule 15)."""
    scope = set(scope_ids(chat))
    own = [one for one in attendance.roll(chat.db, meeting, chat.now) if one.branch_id in scope]
    return [replace(one, number=number) for number, one in enumerate(own, 1)]


@act("names")
def _names(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    if _is_ahead(chat, meeting):
        return _before(chat, meeting)
    roll = own_roll(chat, meeting)
    audit.record(chat.db, chat.now, chat.member.id, "chat", "roll", f"meeting {meeting.id}")
    seen = [one.member_id for one in roll]
    lookups.note(chat.db, chat.now, chat.member.id, "chat", seen, f"roll meeting {meeting.id}")
    missing = [one for one in roll if one.state in ("", attendance.ABSENT)]
    excused = [one for one in roll if one.state == attendance.LEAVE]
    late = [one for one in roll if one.late]
    word = "缺席" if meeting.state == CLOSED else "未到"
    return Reply(
        fit(
            [
                f"名单 · {meeting.title} {local.clock(meeting.starts_at)}",
                _line(word, missing),
                _line("请假", excused),
                _line("晚到", late),
                "都到了。" if roll and not missing and not excused else "",
                "代签回「代签 姓名」，照纸质表回「到 1-8 假 9」。",
            ]
        )
    )


@act("one of the roll")
def _one(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    name = str(slots["name"])
    found = those_called(name, own_roll(chat, meeting), lambda one: one.name)
    if not found:
        return Reply(f"{in_full(meeting)}的应到名单里没有「{name}」。\n看名单，回「名单」。")
    seen = [one.member_id for one in found]
    lookups.note(chat.db, chat.now, chat.member.id, "chat", seen, f"roll meeting {meeting.id}")
    if _is_ahead(chat, meeting):
        asked = {
            one.member_id for one in leave.waiting(chat.db, scope_ids(chat)) if one.meeting.id == meeting.id
        }
        lines = [_will_come(one, one.member_id in asked) for one in found]
        return Reply(fit([in_full(meeting), *lines, _waiting(chat) or "没有等着批的请假。"]))
    return Reply(fit([in_full(meeting), *map(_stands, found), "看全部，回「名单」。"]))


def _will_come(one: Entry, asked: bool) -> str:
    """``4 吴党员　准了假（开庭）``, before the meeting."""
    if one.state == attendance.LEAVE:
        return f"{one.number} {one.name}　准了假" + (f"（{one.reason}）" if one.reason else "")
    return f"{one.number} {one.name}　{'请了假，等着批' if asked else '没有请假'}"


def _stands(one: Entry) -> str:
    """``3 王党员　实到 19:25（晚到）``, ``9 吴党员　请假（开庭）``."""
    at = f" {local.clock(one.marked_at)}" if one.state == attendance.PRESENT and one.marked_at else ""
    notes = [note for note in ("晚到" if one.late else "", one.reason) if note]
    return f"{one.number} {one.name}　{attendance.STATE_TITLES[one.state]}{at}" + (
        f"（{'，'.join(notes)}）" if notes else ""
    )


def _line(word: str, entries: Sequence[Entry]) -> str:
    """``未到 2：3 吴党员、5 冯党员``: the number is what ``到 3`` takes."""
    if not entries:
        return ""
    shown, room = [], 100
    for one in entries:
        text = f"{one.number} {one.name}" + (f"（{one.reason}）" if one.reason else "")
        room -= len(text) + 1
        if room < 0:
            break
        shown.append(text)
    more = f" 等 {len(entries)} 人" if len(shown) < len(entries) else ""
    return f"{word} {len(entries)}：{'、'.join(shown)}{more}"
