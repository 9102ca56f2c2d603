"""``/console/``: what needs the visitor today, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot import local
from bot.console import corrections
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, link, show
from bot.ledger import (
    attendance,
    complaints,
    first_topics,
    leave,
    meetings,
    minutes,
    notices,
    tasks,
    troubles,
)
from bot.ledger.meetings import Meeting

SOON = timedelta(days=7)
LOOKED_BACK = timedelta(days=14)
LONG = timedelta(hours=3)  # a meeting still open after it has been forgotten, not just gone on


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits: what, how many, where it is done. ``pressing`` is shown in red."""

    said: str
    path: str
    pressing: bool = False


def add(desk: Desk) -> None:
    """The page a session begins with."""
    desk.page("/console/")(today)


def today(visit: Visit) -> Answer:
    """What waits for an answer, the meetings of the week, what the month still owes."""
    before = timedelta(minutes=visit.services.config.meetings.opens_minutes_before)
    scope = visit.branch_ids
    running = meetings.running(visit.db, scope, visit.now, before)
    ahead = [
        one for one in meetings.upcoming(visit.db, scope, visit.now) if one.starts_at <= visit.now + SOON
    ]
    month = local.month(visit.now)
    owed = tasks.missing(visit.db, month, scope)
    return show(
        visit, "today.html", needs=_needs(visit, scope), running=running,
        ahead=[one for one in ahead if one.id not in {held.id for held in running}],
        owed=owed[:8], owed_count=len(owed), today=local.day(visit.now), month=month,
        branches=dict(visit.scope), not_studied=_not_studied(visit, month),
    )  # fmt: skip


def _needs(visit: Visit, scope: list[int]) -> list[Need]:
    db, now = visit.db, visit.now
    before = timedelta(minutes=visit.services.config.meetings.opens_minutes_before)
    unclosed = [one for one in meetings.unclosed(db, scope, now, before) if now - one.starts_at > LONG]
    waiting = leave.waiting(db, scope)
    disputed = attendance.open_disputes(db, scope)
    found = [
        *(Need(f"{_named(one)}还没有散会", f"/console/meetings/{one.id}", pressing=True) for one in unclosed),
        *([Need(f"请假待批 {len(waiting)} 个", "/console/leave")] if waiting else []),
        *([Need(f"记录异议 {len(disputed)} 条", "/console/leave")] if disputed else []),
        *(
            [Need(f"更正申请 {len(wrong)} 条", corrections.PAGE)]
            if (wrong := corrections.waiting(visit))
            else []
        ),
        *(
            Need(f"{_named(one)}的会议记录缺{'、'.join(lacking)}", f"/console/meetings/{one.id}")
            for one in meetings.last_closed(db, scope, now - LOOKED_BACK, 5)
            if (lacking := minutes.of(db, one).missing)
        ),
        *_about_notices(visit, scope),
    ]
    if visit.member.is_staff:
        approvals = notices.waiting_for_approval(db)
        stuck = troubles.found(db, now - LOOKED_BACK, now)
        found += (
            [Need(f"通知待放行 {len(approvals)} 条", "/console/notices", pressing=True)] if approvals else []
        )
        letters = complaints.inbox(db)
        late = complaints.overdue(db, local.day(now))
        said = f"，{len(late)} 件过了答复期限" if late else ""
        found += (
            [Need(f"投诉建议 {len(letters)} 件待办{said}", "/console/complaints", bool(late))]
            if letters
            else []
        )
        found += [Need(f"发送问题 {len(stuck)} 处", "/console/deliveries", pressing=True)] if stuck else []
    return found


def _about_notices(visit: Visit, scope: list[int]) -> list[Need]:
    """The visitor's own notices whose deadline is over and that somebody has not confirmed."""
    latest = notices.latest_by(visit.db, visit.member.id, scope)
    over = [
        one
        for one in latest
        if one.needs_confirmation
        and one.deadline is not None
        and visit.now - LOOKED_BACK < one.deadline <= visit.now
        and one.cancelled_at is None
    ]
    return [
        Need(f"「{one.title[:20]}」到了截止时间，看谁要打电话", f"/console/notices/{one.id}") for one in over
    ]


def _named(one: Meeting) -> str:
    return f"{local.at(one.starts_at):%-m月%-d日} {one.title}"


def _not_studied(visit: Visit, month: str) -> list[tuple[str, str]]:
    """The branches that have no first topic recorded this month (domain.md rule 11): (name, path)."""
    studied = {one.branch_id for one in first_topics.of_month(visit.db, month, visit.branch_ids)}
    return [
        (name, link("/console/first-topic", branch=id_, month=month))
        for id_, name in visit.scope
        if id_ in visit.branch_ids and id_ not in studied
    ]
