"""Leave that an officer enters for a member: ``给李四请假 开庭``; asked back before it is written."""

from __future__ import annotations

from bot.chat import Chat, Reply, Router
from bot.ledger import leave, leave_answers, meeting_kinds, meetings, members
from bot.ledger.leave import AskedAlready
from bot.ledger.leave_answers import CalledOff
from bot.ledger.meetings import CLOSED, Meeting
from content import leave_reasons
from handlers.leave import REASONS, kept_words, meeting_on_day, reason_said
from handlers.which_meeting import CORRECTABLE_FOR, opens_before
from handlers.which_member import officers_member
from handlers.wording import in_full, numbered, on_day, plain, yes_or_no

router = Router("excuse")


@router.on(
    "excuse", "代请假", "登记请假", "给人请假", acts=True, audience="officer", asks_back=True,
    how="发「给李四请假 开庭」。会前、会中都可以登记；散会一周内登记，算更正。",
)  # fmt: skip
def excuse(chat: Chat) -> Reply:
    """``给李四请假 开庭``: who, why, and the nearest meeting they are due at."""
    name = chat.slot("name")
    if not name:
        return Reply("给谁请假？发「给李四请假 开庭」。\n看应到的人，回「名单」。")
    found = officers_member(chat, name)
    if isinstance(found, Reply):
        return found
    meeting = _meeting_for(chat, found, chat.slot("reason"))
    if meeting is None:
        return Reply(f"{found.name}近期没有要参加的会议，不用请假。\n看会议安排，回「会议」。")
    reason = plain(chat.slot("reason"))
    if not reason:
        chat.ask("excuse", "reason", member_id=found.id, meeting_id=meeting.id)
        options = "　".join(numbered(REASONS))
        return Reply(f"{found.name}　{in_full(meeting)}\n什么事由？{options}\n回数字，或直接写几个字。")
    return _ask_back(chat, found, meeting, reason[: leave.REASON_LIMIT])


def _meeting_for(chat: Chat, one: members.Member, reason: str) -> Meeting | None:
    """The meeting meant: on the day that was named, else under way, else the next, else closed within a week."""
    if one.branch_id is None:
        return None
    branch_id, db, now = one.branch_id, chat.db, chat.now

    def due(found: list[Meeting]) -> list[Meeting]:
        return [held for held in found if meeting_kinds.is_due(held.kind, one, branch_id)]

    running = due(meetings.running(db, [branch_id], now, opens_before(chat)))
    ahead = due(meetings.upcoming(db, [branch_id], now))
    closed = due(meetings.last_closed(db, [branch_id], now - CORRECTABLE_FOR, limit=5))
    named = meeting_on_day([*running, *ahead, *closed], reason, chat)
    return named or next(iter([*running, *ahead, *closed]), None)


def _ask_back(chat: Chat, one: members.Member, meeting: Meeting, reason: str) -> Reply:
    read = leave_reasons.read(reason)
    chat.ask("excuse", "confirm", member_id=one.id, meeting_id=meeting.id, reason=read.text)
    after = "已散会，改成请假，" if meeting.state == CLOSED else ""
    return Reply(
        f"要给{one.name}办请假（{on_day(meeting)}，{after}事由：{kept_words(read)}）吗？回 1 确认，回 2 不办。"
    )


@router.form("excuse")
def excuse_answer(chat: Chat) -> Reply:
    """The reason, or 1 and 2."""
    form = chat.form
    assert form is not None
    one = members.by_id(chat.db, int(str(form.slots["member_id"])))
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    if one is None or meeting is None:
        return Reply("没办成：名单变了。\n请再发一次「给李四请假 事由」。")
    if form.step == "reason":
        reason = reason_said(chat.said)
        if reason:
            return _ask_back(chat, one, meeting, reason)
        chat.next_form = form
        return Reply(f"请回 1 到 {len(REASONS)} 的数字，或写几个字的事由；不办了回「取消」。")
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 确认，回 2 不办。")
    if not sure:
        return Reply("好，没有办。\n要再办，发「给李四请假 事由」。")
    return _enter(chat, one, meeting, str(form.slots["reason"]))


def _enter(chat: Chat, one: members.Member, meeting: Meeting, reason: str) -> Reply:
    done = Reply(
        f"✓ 已给{one.name}登记请假　{in_full(meeting)}\n事由：{reason}\n来了的话，本人签到或「代签 {one.name}」就改成实到。"
    )
    try:
        if not leave_answers.enter_for(chat.db, meeting, one, reason, chat.member.id, chat.now):
            return Reply(f"{one.name}这次已经记为请假，不用再改。")
    except AskedAlready as asked:
        return Reply(f"{one.name}已经请过假了，事由：{asked.request.reason}，不用再登记。")
    except CalledOff:
        return Reply(f"没办成：{meeting.title}已经取消。\n看会议安排，回「会议」。")
    return done
