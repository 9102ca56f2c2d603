"""``时长 两小时``: how long a session that is over lasted, where it was not as usual (domain.md rule 10)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Chat, Reply, Router
from bot.ledger import audit, hour_credits, meetings
from bot.ledger.hour_credits import LONGEST, HourRule
from bot.ledger.meetings import CLOSED, Meeting
from bot.understanding.durations import minutes_in
from handlers.meeting_close import hours_said
from handlers.which_meeting import CORRECTABLE_FOR, act, choose, scope_ids
from handlers.wording import on_day

router = Router("session length")

HOW = "散会时发「散会 两小时」；散会后一周内发「时长 两小时」改。学时按这个记。"


@router.on(
    "session_length", "时长", "会议时长", "改时长", acts=True, audience="officer", asks_back=True, how=HOW
)
def session_length(chat: Chat) -> Reply:
    """``时长 90分钟``, for a session closed within the week."""
    lasted = minutes_in(chat.slot("reason"))
    if lasted is None or lasted > LONGEST:
        return Reply("写上多久，如「时长 两小时」「时长 90分钟」。\n看近期的会，回「会议记录」。")
    found = [
        one
        for one in meetings.last_closed(chat.db, scope_ids(chat), chat.now - CORRECTABLE_FOR, 6)
        if hour_credits.usual_minutes(one.kind) is not None
    ]
    if not found:
        return Reply("近一周没有散会的学习会议。\n散会时也能说：「散会 两小时」。")
    return choose(chat, "session length", found, lasted=lasted)


@act("session length")
def _changed(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    lasted = int(str(slots["lasted"]))
    if meeting.state != CLOSED:
        return Reply(f"{on_day(meeting)}还没有散会。\n散会时说「散会 两小时」就行。")
    halves = hour_credits.confirm(chat.db, meeting, lasted, chat.now, HourRule.of(chat.config.duties))
    audit.record(
        chat.db, chat.now, chat.member.id, "chat", "length", f"meeting {meeting.id}", f"{lasted} minutes"
    )
    return Reply(
        f"✓ 已改　{on_day(meeting)} {lasted} 分钟，到会、补学的各记 {hours_said(halves)} 学时\n又不对，再发一次「时长」。"
    )
