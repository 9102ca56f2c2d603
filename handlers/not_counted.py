"""Who does not count, with reason, body and date: ``不计应到`` at a meeting, ``留党察看`` for a time (domain.md rule 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, audit, meetings, restrictions
from bot.ledger.attendance import MeetingOver
from bot.ledger.meetings import Meeting
from content import leave_reasons
from handlers.leave import kept_words
from handlers.past_day import exact_day, past_day
from handlers.which_meeting import act, choose, open_meetings, scope_ids
from handlers.which_member import officers_member
from handlers.wording import fit, on_day, plain, yes_or_no

router = Router("not counted")

LEAVE_OUT_HOW = (
    "发「不计应到 李四 长期外派 区委 11月1日」：姓名、原因、批准单位、日期，四样都要，散会前登记。"
)
NO_VOTE_HOW = "发「留党察看 李四 2026-03-01 2027-03-01 区纪委」：起止日期和决定机关；期间不计表决。"
_FOUR = "姓名、原因、批准单位、日期，用空格隔开，如「李四 长期外派 区委 11月1日」。"
_WATCHED = "姓名、开始、结束、决定机关，用空格隔开，如「李四 2026-03-01 2027-03-01 区纪委」。"


@router.on(
    "leave_out", "不计应到", "登记不计应到", acts=True, audience="officer", asks_back=True, how=LEAVE_OUT_HOW
)
def leave_out(chat: Chat) -> Reply:
    """``不计应到``: who is left out of the meeting under way; with four words, one more."""
    return choose(chat, "leave out", open_meetings(chat), said=chat.slot("reason"))


@act("leave out")
def _left_out(chat: Chat, meeting: Meeting, slots: Mapping[str, object]) -> Reply:
    chat.ask("leave_out", "who", meeting_id=meeting.id)
    if said := str(slots.get("said") or ""):
        return _shown(chat, meeting, said)
    scope = set(scope_ids(chat))
    found = [one for one in restrictions.left_out(chat.db, meeting) if one.branch_id in scope]
    audit.record(chat.db, chat.now, chat.member.id, "chat", "left out", f"meeting {meeting.id}")
    lines = [
        f"{one.name}　{'不计表决' if one.votes_only else '不计应到'}：{one.reason}（{one.settled_by} {one.settled_on}）"
        for one in found[:4]
    ]
    return Reply(
        fit(
            [
                f"{on_day(meeting)}　不计的 {len(found)} 人（预备党员计应到、不计表决）",
                *lines,
                f"要登记，写{_FOUR}",
                "不登记了回「取消」。",
            ]
        )
    )


def _shown(chat: Chat, meeting: Meeting, said: str) -> Reply:
    words = re.split(r"[\s,，、;；]+", plain(said))
    day = past_day(words[-1], local.day(chat.now)) if len(words) == 4 else None
    if len(words) != 4 or day is None:
        return Reply(f"没看懂。写{_FOUR}\n不登记了回「取消」。")
    one = officers_member(chat, words[0])
    if isinstance(one, Reply):
        return one
    read = leave_reasons.read(words[1][:100])
    given = {"member_id": one.id, "reason": read.text, "body": words[2][:100], "on": day.isoformat()}
    chat.ask("leave_out", "confirm", meeting_id=meeting.id, **given)
    return Reply(
        f"{on_day(meeting)}：{one.name}不计应到，{kept_words(read)}，{words[2]} {day.isoformat()} 批准。\n"
        "要经上级同意、会议通过才能这样记。\n回 1 记上，回 2 不记。"
    )


@router.form("leave_out")
def leave_out_said(chat: Chat) -> Reply:
    """The four words, then 1."""
    form = chat.open_form
    meeting = meetings.get(chat.db, int(str(form.slots["meeting_id"])))
    assert meeting is not None
    if form.step == "who":
        chat.next_form = form
        return _shown(chat, meeting, chat.said)
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 记上，回 2 不记。")
    if not sure:
        return Reply("好，没有记。\n看人数，回「点名」。")
    member_id = int(str(form.slots["member_id"]))
    if any(
        one.member_id == member_id and not one.votes_only for one in restrictions.left_out(chat.db, meeting)
    ):
        return Reply("这个会已经记过不计应到，不用再记。\n看人数，回「点名」。")
    try:
        attendance.exclude(
            chat.db, meeting, member_id, str(form.slots["reason"]), str(form.slots["body"]),
            str(form.slots["on"]), chat.member.id, chat.now,
        )  # fmt: skip
    except MeetingOver:
        return Reply("没记上：已经散会，应到人数定了。\n看人数，回「点名」。")
    return Reply("✓ 已记不计应到。\n看人数，回「点名」。")


@router.on(
    "no_vote", "留党察看", "登记留党察看", acts=True, audience="committee", asks_back=True, how=NO_VOTE_HOW
)
def no_vote(chat: Chat) -> Reply:
    """``留党察看 李四 2026-03-01 2027-03-01 区纪委``."""
    said = chat.slot("reason")
    return _watch_shown(chat, said) if said else _ask_watch(chat, "")


def _ask_watch(chat: Chat, first: str) -> Reply:
    chat.ask("no_vote", "who")
    return Reply(f"{first}写{_WATCHED}\n没有定结束日期，写「未定」；不登记了回「取消」。")


def _watch_shown(chat: Chat, said: str) -> Reply:
    words = re.split(r"[\s,，、;；]+", plain(said))
    if len(words) != 4:
        return _ask_watch(chat, "没看懂。")
    since, until = past_day(words[1], local.day(chat.now)), exact_day(words[2])
    if since is None or (until is None and words[2] != "未定") or (until is not None and until <= since):
        return _ask_watch(chat, "日期不对。")
    one = officers_member(chat, words[0])
    if isinstance(one, Reply):
        return one
    ends = until.isoformat() if until else ""
    chat.ask("no_vote", "confirm", member_id=one.id, since=since.isoformat(), until=ends, body=words[3][:100])
    return Reply(
        f"{one.name}（{one.branch_name}）留党察看 {since.isoformat()} 到 {ends or '未定'}，{words[3]}决定。\n"
        "期间没有表决权、选举权，应到照算。\n回 1 记上，回 2 不记。"
    )


@router.form("no_vote")
def no_vote_said(chat: Chat) -> Reply:
    """The four words, then 1."""
    form = chat.open_form
    if form.step == "who":
        return _watch_shown(chat, chat.said)
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = form
        return Reply("请回 1 记上，回 2 不记。")
    if not sure:
        return Reply("好，没有记。\n看能做什么，回「帮助」。")
    member_id, until = int(str(form.slots["member_id"])), str(form.slots["until"])
    since = date.fromisoformat(str(form.slots["since"]))
    ends = date.fromisoformat(until) if until else None
    entered = restrictions.restrict(
        chat.db, member_id, since, ends, str(form.slots["body"]), chat.member.id, chat.now
    )
    if not entered:
        return Reply("已经登记过，还在期内，不用再记。\n要提前结束，发「解除留党察看 姓名」。")
    audit.record(chat.db, chat.now, chat.member.id, "chat", "no vote", f"member {member_id}")
    return Reply("✓ 已记。以后点名、表决都不计他的票。\n到期自己恢复；提前结束，发「解除留党察看 姓名」。")


@router.on(
    "vote_again", "解除留党察看", acts=True, audience="committee", asks_back=True,
    how="发「解除留党察看 李四」，从今天起恢复表决权。",
)  # fmt: skip
def vote_again(chat: Chat) -> Reply:
    """``解除留党察看 李四``: from today the member votes again."""
    name = plain(chat.slot("name"))
    if not name:
        return Reply("写上姓名，如「解除留党察看 李四」。\n不办了不用回。")
    one = officers_member(chat, name)
    if isinstance(one, Reply):
        return one
    chat.ask("vote_again", "confirm", member_id=one.id)
    return Reply(f"从今天起恢复{one.name}（{one.branch_name}）的表决权吗？\n回 1 恢复，回 2 不动。")


@router.form("vote_again")
def vote_again_said(chat: Chat) -> Reply:
    """1 does it."""
    sure = yes_or_no(chat.said)
    if sure is None:
        chat.next_form = chat.form
        return Reply("请回 1 恢复，回 2 不动。")
    if not sure:
        return Reply("好，没有动。\n看能做什么，回「帮助」。")
    member_id = int(str(chat.open_form.slots["member_id"]))
    if not restrictions.lift(chat.db, member_id, local.day(chat.now)):
        return Reply("现在没有登记留党察看，不用解除。\n看能做什么，回「帮助」。")
    audit.record(chat.db, chat.now, chat.member.id, "chat", "votes again", f"member {member_id}")
    return Reply("✓ 已恢复表决权。\n看能做什么，回「帮助」。")


def note_of(chat: Chat, meeting: Meeting) -> str:
    """The line of 点名 on who does not count; empty where everybody does."""
    scope = set(scope_ids(chat))
    found = [one for one in restrictions.left_out(chat.db, meeting) if one.branch_id in scope]
    return f"不计的 {len(found)} 人，回「不计应到」看原因。" if found else ""
