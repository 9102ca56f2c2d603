"""Asking leave from a meeting, for oneself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, leave, meeting_kinds, meetings
from bot.ledger.leave import STATE_TITLES, AskedAlready, Request, TooLate
from bot.ledger.meetings import Meeting
from bot.understanding.dates import parse_when
from content import leave_reasons
from content.leave_reasons import HEALTH, Reason
from handlers.telling import officers, tell
from handlers.which_meeting import opens_before
from handlers.wording import fit, in_full, number, numbered, plain

router = Router("leave")

# The usual reasons, so that a digit will do and nobody has to write down an illness (domain.md 8.1).
REASONS = ("开庭", "出差", "身体原因", "其他工作")
HOW = "会前发「请假 事由」，例如：请假 开庭。组织委员批准后算请假。\n开会以后要请组织委员登记。"


# 病假 and 事假 are not claimed here: they also answer 什么事由.
@router.on("leave", "请假", "我要请假", "请个假", acts=True, how=HOW)
def ask_leave(chat: Chat) -> Reply:
    """``请假 开庭``, or ``请假`` and then what is asked."""
    return ask_for(chat, chat.slot("reason"))


def ask_for(chat: Chat, reason: str) -> Reply:
    """Ask leave for ``reason`` (perhaps empty): from the only meeting to come, or from the one that is chosen."""
    ahead = _ahead(chat)
    if not ahead:
        return Reply(_nothing_ahead(chat))
    on_that_day = meeting_on_day(ahead, reason, chat)
    if on_that_day is not None or len(ahead) == 1:
        return ask_from(chat, on_that_day or ahead[0], reason)
    offered = ahead[:5]
    chat.ask("leave", "which", ids=[one.id for one in offered], **_kept(reason))
    return Reply(
        fit(["请哪一次的假？", *numbered(in_full(one) for one in offered), "回数字；不请了回「取消」。"])
    )


def _kept(reason: str) -> dict[str, object]:
    """What a form may hold of a reason until it is asked on."""
    read = leave_reasons.read(reason)
    return {"reason": read.text, "withheld": read.withheld}


def kept_words(read: Reason) -> str:
    """``开庭``; of an illness what was kept, and that it is all: the member is told so (domain.md rule 14)."""
    if read.withheld or read.code == HEALTH:
        return f"{read.text}（只记这几个字，病情不记）"
    return read.text


def _ahead(chat: Chat) -> list[Meeting]:
    """The meetings to come that the sender is due at."""
    branch_id = chat.member.branch_id
    if branch_id is None:
        return []
    ahead = meetings.upcoming(chat.db, [branch_id], chat.now)
    return [one for one in ahead if meeting_kinds.is_due(one.kind, chat.member, branch_id)]


def meeting_on_day(ahead: list[Meeting], text: str, chat: Chat) -> Meeting | None:
    """The only one of these meetings on the day that a text names (``请假 12月5日 开庭``), or None."""
    when = parse_when(text, chat.now) if text else None
    if when is None:
        return None
    found = [one for one in ahead if local.day(one.starts_at) == local.day(when.start)]
    return found[0] if len(found) == 1 else None


def _nothing_ahead(chat: Chat) -> str:
    branch_id = chat.member.branch_id
    running = (
        meetings.running(chat.db, [branch_id], chat.now, opens_before(chat)) if branch_id is not None else []
    )
    if running:
        return f"没请成：{running[-1].title} {local.clock(running[-1].starts_at)} 已经开始。\n请组织委员登记请假，或到场签到。"
    return "近期没有要您参加的会议，不用请假。\n有出入？回「书记」。"


def ask_from(chat: Chat, meeting: Meeting, reason: str, withheld: bool = False) -> Reply:
    """Ask leave from a meeting for ``reason``; without one, ask for it. ``withheld``: more was said, and dropped."""
    if _is_here(chat, meeting):
        return Reply(f"您已经签到了：{in_full(meeting)}，不用请假。\n记错了？回「不对」。")
    asked = leave.open_request(chat.db, meeting.id, chat.member.id)
    if asked is not None:
        return _asked_already(asked)
    if reason:
        return _enter(chat, meeting, reason, withheld)
    chat.ask("leave", "reason", meeting_id=meeting.id)
    options = "　".join(numbered(REASONS))
    return Reply(f"{in_full(meeting)}\n什么事由？{options}\n回数字，或直接写几个字。")


def _is_here(chat: Chat, meeting: Meeting) -> bool:
    """Whether the sender has checked in to the meeting already: then there is nothing to ask leave from."""
    begins = meeting.starts_at
    marks = attendance.own_marks(chat.db, chat.member.id, begins, begins + timedelta(seconds=1))
    return any(one.meeting.id == meeting.id and one.state == attendance.PRESENT for one in marks)


@router.form("leave")
def leave_answer(chat: Chat) -> Reply:
    """Which meeting, or why."""
    form = chat.form
    assert form is not None
    if form.step == "which":
        ids = form.slots["ids"]
        assert isinstance(ids, list)
        chosen = number(chat.said, len(ids))
        meeting = meetings.get(chat.db, ids[chosen - 1]) if chosen else None
        if meeting is None:
            chat.next_form = form
            return Reply(f"请回 1 到 {len(ids)} 的数字；不请了回「取消」。")
        return ask_from(chat, meeting, str(form.slots["reason"]), bool(form.slots.get("withheld")))
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    assert meeting is not None
    reason = reason_said(chat.said)
    if not reason:
        chat.next_form = form
        return Reply("请回 1 到 4 的数字，或写几个字的事由；不请了回「取消」。")
    return _enter(chat, meeting, reason)


def reason_said(said: str) -> str:
    """A reason by its number or in words; empty where nothing usable was said."""
    chosen = number(said, len(REASONS))
    if chosen is not None:
        return REASONS[chosen - 1]
    words = plain(said)
    return "" if words.isdecimal() else words[: leave.REASON_LIMIT]


def _asked_already(request: Request) -> Reply:
    return Reply(
        f"您请过假了（{STATE_TITLES[request.state]}）：{in_full(request.meeting)}，事由：{request.reason}\n"
        "能来了？到场直接签到就行。"
    )


def _enter(chat: Chat, meeting: Meeting, reason: str, withheld: bool = False) -> Reply:
    read = leave_reasons.read(reason)
    try:
        request = leave.ask(chat.db, meeting, chat.member.id, reason, chat.now)
    except TooLate:
        return Reply(f"没请成：{meeting.title}已经开始或取消了。\n请组织委员登记请假，或到场签到。")
    except AskedAlready as asked:
        return _asked_already(asked.request)
    tell(
        chat,
        officers(chat),
        key=f"leave-{request.id}",
        kind="leave",
        title=f"请假待批：{chat.member.name}",
        body=f"{in_full(meeting)}\n事由：{request.reason}\n回「待批」，再回「准 1」或「不准 1 原因」。",
        expires_at=meeting.starts_at,
    )
    return Reply(
        f"✓ 已请假，等组织委员批准　{in_full(meeting)}\n"
        f"事由：{kept_words(replace(read, withheld=withheld or read.withheld))}\n"
        "能来了？到场直接签到就行。批没批，我会告诉您。"
    )
