"""The month's tasks: on its first worked day each branch gets its list (product F1), and who still owes is reminded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.wording import body_under, for_each, short, short_day
from bot.ledger import calendar, members, notices, tasks
from bot.ledger.tasks import Task
from content.plans import BranchKind

if TYPE_CHECKING:
    from bot.app import Services

KIND = "tasks"
SHOWN = 4
OWED_AT = time(9, 37)
OWED_DAYS = (5, 1)  # how long before its last day a task that is not done is brought to mind


def key_of_month(month: str, branch_id: int) -> str:
    """The key of a branch's monthly push."""
    return f"monthly-{month}-branch-{branch_id}"


def goes_out_at(services: Services, first: date) -> datetime:
    """When the push of a month is due whose first worked day is ``first``."""
    push = services.config.push
    return local.instant(first, time(push.monthly_hour, push.monthly_minute))


def send_plans(services: Services, slot: datetime, now: datetime) -> str:
    """On or after the month's first worked day, send each branch the month's tasks, if it has not had them."""
    month = local.month(now)
    with services.ledger.read() as db:
        first = calendar.first_workday(db, month)
        branches = members.branches(db)
    if local.day(now) < first:
        return f"首个工作日是{short_day(first)}，未到"
    sent = for_each(branches, lambda branch: _send_plan(services, month, first, branch, now))
    return f"{month} 下发 {sent} 个支部"


def _send_plan(services: Services, month: str, first: date, branch: tuple[int, str], now: datetime) -> int:
    branch_id, name = branch
    with services.ledger.begin() as db:
        if notices.by_key(db, key_of_month(month, branch_id)) is not None:
            return 0
        found = _filled(services, db, branch_id, month, now)
        recipients = [one.id for one in members.of_branch(db, branch_id)]
        recipients += [one.id for one in members.officers_of(db, branch_id)]
        if not found or not recipients:
            return 0
        title = f"{int(month[5:])}月任务（{name}）"
        made = notices.create(
            db,
            key=key_of_month(month, branch_id),
            kind=KIND,
            title=title,
            body=body_under(title, _plan_lines(found)),
            recipients=recipients,
            now=now,
            send_at=goes_out_at(services, first),
            expires_at=local.month_bounds(month)[1],
            branch_id=branch_id,
            push=services.config.push,
        )
    return int(made.fresh)


def _filled(services: Services, db: Connection, branch_id: int, month: str, now: datetime) -> list[Task]:
    shape = tasks.shape_of(db, branch_id)
    plan = services.library.plan(month, BranchKind(shape.committee, shape.groups, shape.joint))
    tasks.fill(db, branch_id, month, plan.tasks, now)
    return tasks.of_month(db, branch_id, month)


def _plan_lines(found: list[Task]) -> list[str]:
    todo = [one for one in found if one.done_at is None]
    done = "、".join(str(one.no) for one in found if one.done_at is not None)
    if not todo:
        return [f"共{len(found)}项，都已完成。", "回「任务」看详细。"]
    more = "、".join(str(one.no) for one in todo[SHOWN:])
    rest = "；".join(
        part for part in (f"还有：{more}" if more else "", f"已完成：{done}" if done else "") if part
    )
    soonest = min(one.due_on for one in todo)
    return [
        f"共{len(found)}项，最早一项{short_day(soonest)}前办好。",
        *(f"{one.no} {short(one.title)}　{short_day(one.due_on)}前" for one in todo[:SHOWN]),
        rest,
        "回「任务」看全部；办好一件，书记、组织委员回「完成 1 说明」。",
    ]


def remind_owed(services: Services, slot: datetime, now: datetime) -> str:
    """Tell a branch's officers which tasks end in five days, or tomorrow, and are not done (product F3)."""
    today = local.day(slot)
    with services.ledger.read() as db:
        branches = dict(members.branches(db))
        owed = [
            (days, branch_id, list(rows))
            for days in OWED_DAYS
            for branch_id, rows in groupby(
                ending(db, today + timedelta(days=days)), lambda one: one.branch_id
            )
            if branch_id in branches
        ]
    sent = for_each(owed, lambda row: _remind_owed(services, today, branches[row[1]], *row, now))
    return f"提醒 {sent} 个支部"


def ending(db: Connection, day: date) -> list[Task]:
    """The mandatory tasks that end on a day and are not done, by branch."""
    return [one for one in tasks.missing(db, f"{day:%Y-%m}") if one.due_on == day]


def _remind_owed(
    services: Services, today: date, branch: str, days: int, branch_id: int, owed: list[Task], now: datetime
) -> int:
    last = owed[0].due_on
    title = f"还有{len(owed)}项任务，{'明天' if days == 1 else short_day(last)}到期"
    more = f"还有{len(owed) - SHOWN}项，回「任务」看。" if len(owed) > SHOWN else ""
    lines = [
        f"{branch}：",
        *(f"{one.no} {short(one.title)}" for one in owed[:SHOWN]),
        more,
        f"办好了回「完成 {owed[0].no} 说明」；开了会的，散会后自动完成。",
    ]
    with services.ledger.begin() as db:
        made = notices.create(
            db,
            key=f"owed-{today}-{days}-branch-{branch_id}",
            kind=KIND,
            title=title,
            body=body_under(title, lines),
            recipients=[one.id for one in members.officers_of(db, branch_id)],
            now=now,
            expires_at=local.instant(last + timedelta(days=1), time()),
            branch_id=branch_id,
            push=services.config.push,
        )
    return int(made.fresh)
