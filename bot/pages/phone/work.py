"""Meetings, notices and tasks, as a member of the branch sees them."""

from __future__ import annotations

from flask import Response, redirect

from bot import local
from bot.ledger import attendance, leave, meeting_kinds, meetings, notices, tasks
from bot.ledger.attendance import HOW_TITLES, STATE_TITLES
from bot.ledger.meetings import Meeting
from bot.ledger.notices import Received
from bot.pages.phone.door import Answer, Door, Visit, missing, show

STATES = {"planned": "还没开始", "running": "正在进行", "closed": "已散会", "cancelled": "已取消"}
NOTICES_SHOWN = 30


def add(door: Door) -> None:
    """``/p/meetings``, ``/p/notices``, ``/p/tasks`` and what hangs below them."""
    door.page("/p/meetings")(meeting_list)
    door.page("/p/meetings/<int:number>")(meeting)
    door.page("/p/notices")(notice_list)
    door.page("/p/notices/<int:number>")(notice)
    door.page("/p/notices/<int:number>/opened", method="POST")(notice_opened)
    door.page("/p/notices/<int:number>/confirm", method="POST")(notice_confirmed)
    door.page("/p/tasks")(task_list)


def meeting_list(visit: Visit) -> Answer:
    """What is coming for the member's own branch."""
    own = visit.member.branch_id
    ahead = meetings.upcoming(visit.db, [own], visit.now) if own is not None else []
    due = [one for one in ahead if own is not None and meeting_kinds.is_due(one.kind, visit.member, own)]
    return show(visit, "meetings.html", meetings=due, words=local.words)


def meeting(visit: Visit, number: int) -> Answer:
    """One meeting: when, where, what is studied first, how the member stands."""
    found = meetings.get(visit.db, number)
    own = visit.member.branch_id
    branches = dict(meetings.branches_of(visit.db, number)) if found else {}
    if found is None or own not in branches:
        return missing(visit, "这次会议")
    library = visit.services.library
    studies = meeting_kinds.kind(found.kind).first_topic
    running = found.state == meetings.PLANNED and found.starts_at <= visit.now
    state = STATES["running" if running else found.state]
    return show(
        visit, "meeting.html", meeting=found, kind=meeting_kinds.kind(found.kind).name,
        when=local.words(found.starts_at), branches=list(branches.values()), state=state,
        topics=library.first_topics(local.month(found.starts_at)) if studies else None,
        standing=_standing(visit, found),
    )  # fmt: skip


def _standing(visit: Visit, held: Meeting) -> str:
    """How the member stands with a meeting, in words; empty where nothing is known."""
    own = next(
        (one for one in attendance.roll(visit.db, held, visit.now) if one.member_id == visit.member.id), None
    )
    if own is not None and own.state:
        how = f"（{HOW_TITLES.get(own.how, own.how)}）" if own.how else ""
        made_up = "，已补学" if own.made_up_at else ""
        return f"{STATE_TITLES[own.state]}{how}{made_up}"
    asked = leave.last_request(visit.db, held.id, visit.member.id)
    return f"请假：{leave.STATE_TITLES[asked.state]}" if asked is not None else ""


def notice_list(visit: Visit) -> Answer:
    """The latest notices."""
    found = notices.of_member(visit.db, visit.member.id, visit.now, NOTICES_SHOWN)
    return show(visit, "notices.html", notices=found, words=local.words)


def notice(visit: Visit, number: int) -> Answer:
    """One notice. Looking at it is noted by the page itself, so that a link preview does not count as a reader."""
    found = _notice(visit, number)
    if found is None:
        return missing(visit, "这条通知")
    return show(visit, "notice.html", one=found, when=local.words(found.notice.send_at))


def notice_opened(visit: Visit, number: int) -> Answer:
    """The page was shown to somebody."""
    notices.opened(visit.db, number, visit.member.id, visit.now)
    return Response(status=204)


def notice_confirmed(visit: Visit, number: int) -> Answer:
    """``收到`` by a tap: the same verb as in chat."""
    if _notice(visit, number) is None:
        return missing(visit, "这条通知")
    notices.opened(visit.db, number, visit.member.id, visit.now)
    notices.confirm(visit.db, visit.member.id, visit.now, number)
    return redirect(visit.url(f"/p/notices/{number}"), 303)  # type: ignore[return-value]


def _notice(visit: Visit, number: int) -> Received | None:
    of_member = notices.of_member(visit.db, visit.member.id, visit.now, NOTICES_SHOWN)
    return next((one for one in of_member if one.notice.id == number), None)


def task_list(visit: Visit) -> Answer:
    """The branch's tasks of this month."""
    month = local.month(visit.now)
    own = visit.member.branch_id
    found = tasks.of_month(visit.db, own, month) if own is not None else []
    return show(visit, "tasks.html", tasks=found, month=month, today=local.day(visit.now))
