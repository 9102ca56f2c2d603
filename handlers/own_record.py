"""A member's own record: their marks of the year, their leave, their 学时. No score, no ranking; nobody else sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from bot import local
from bot.chat import Chat, Reply, Router
from bot.ledger import attendance, hours, leave, meetings, members
from bot.ledger.attendance import ABSENT, HOW_TITLES, LEAVE, PRESENT, STATE_TITLES, OwnMark
from bot.ledger.meetings import CLOSED
from handlers.wording import fit, in_full, on_day

router = Router("own record")

OF_HOURS = ("学时", "积分", "分数", "还差多少", "学了多少", "我的学习")
SHOWN = 4


@router.on(
    "my_record",
    "我的记录",
    "我的考勤",
    "考勤记录",
    "我的出勤",
    "我的签到",
    "我的请假",
    "我的学时",
    how="发「我的记录」，看自己今年的会议记录。",
)
def my_record(chat: Chat) -> Reply:
    """This year's own marks, or 学时 where these are asked for. Nobody else's, and nothing to compare with (rule 1)."""
    if any(word in chat.said for word in OF_HOURS):
        return own_hours(chat)
    year = local.at(chat.now).year
    begins = local.instant(date(year, 1, 1), time())
    marks = attendance.own_marks(chat.db, chat.member.id, begins, chat.now + timedelta(days=1))
    closed = [one for one in marks if one.meeting.state == CLOSED]
    waiting = _own_leave(chat)
    if not marks and not waiting:
        return Reply(f"{year} 年还没有您的会议记录。\n近期会议，回「会议」。")
    return Reply(
        fit(
            [
                f"{year} 年您的会议　{_figures(closed)}",
                *[mark_line(one) for one in marks[:4]],
                *waiting[:1],
                "只有您和支部看得到；看学时回「我的学时」，记错了 7 天内回「不对」。",
            ]
        )
    )


def own_hours(chat: Chat) -> Reply:
    """The year's 学时 from sessions the branch has confirmed; told to the member alone (domain.md rule 10)."""
    year = local.at(chat.now).year
    joined_on = members.contact_details(chat.db, chat.member.id).joined_on
    found = hours.own(chat.db, chat.member, year, joined_on)
    lines = [
        f"{one.day.month}月{one.day.day}日 {one.title}　{one.halves / 2:g}{'（补学）' if one.made_up else ''}"
        for one in found.sessions[:SHOWN]
    ]
    more = f"还有 {len(found.sessions) - SHOWN} 次" if len(found.sessions) > SHOWN else ""
    training = {
        None: "",
        True: "今年的集中培训参加过了。",
        False: "书记、支委一年至少一次集中培训，今年还没有。",
    }
    return Reply(
        fit(
            [
                f"{year} 年学时 {found.halves / 2:g}（一般一年不少于 {found.target:g}）",
                *lines,
                more,
                training[found.training],
                "只算支部散会确认过的，只有您看得到；没有积分，不排名。看会议回「我的记录」。",
            ]
        )
    )


def _figures(marks: Sequence[OwnMark]) -> str:
    counts = {state: sum(one.state == state for one in marks) for state in (PRESENT, LEAVE, ABSENT)}
    made_up = sum(one.made_up_at is not None for one in marks)
    more = f"　补学 {made_up}" if made_up else ""
    figures = "　".join(f"{STATE_TITLES[state]} {count}" for state, count in counts.items())
    return f"应到 {len(marks)}　{figures}{more}"


def mark_line(one: OwnMark) -> str:
    """``12月5日 支部党员大会　实到 19:26（口令）``."""
    said = STATE_TITLES[one.state]
    if one.state == PRESENT:
        said += f" {local.clock(one.marked_at)}（{HOW_TITLES.get(one.how, one.how)}）"
    elif one.reason:
        said += f"（{one.reason}）"
    return f"{on_day(one.meeting)}　{said}" + ("　已补学" if one.made_up_at else "")


def _own_leave(chat: Chat) -> list[str]:
    branch_id = chat.member.branch_id
    ahead = meetings.upcoming(chat.db, [branch_id], chat.now) if branch_id is not None else []
    requests = [leave.last_request(chat.db, one.id, chat.member.id) for one in ahead]
    return [
        f"请假 {leave.STATE_TITLES[one.state]}　{in_full(one.meeting)}"
        + (f"：{one.decision_note}" if one.decision_note else "")
        for one in requests
        if one is not None
    ]
