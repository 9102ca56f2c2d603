"""The month's tasks: on its first worked day each branch gets its list (product F1), and who still owes is reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.occasion import Occasion, Outlook, Words, make_all
from bot.jobs.wording import short, short_day
from bot.ledger import calendar, job_runs, members, month_plans, tasks
from bot.ledger.quiet import considerate
from bot.ledger.tasks import Task
from content.plans import BranchKind

if TYPE_CHECKING:
    from bot.services import Services

JOB, KIND = "month_plan", "tasks"
SHOWN = 4
OWED_AT = time(9, 37)
OWED_DAYS = (
    1,
    5,
)  # how long before its last day a task that is not done is brought to mind, the nearest first
END_OF_DAY = time(23, 59)
PLAN_RULE = "每月第一个工作日，把本月任务发给支部的人"
# What the committee has said of a run that downtime made late: the next days must not make it good by themselves.
NOT_NOW = (job_runs.LEFT_OUT, job_runs.ASKED, job_runs.NOT_WANTED)
OWED_RULE = "任务到期前 5 天和前 1 天没办好的，提醒书记等；放假顺延到上班"
Duty = tuple[date, str]  # the last day of a mandatory task that is not done, and its title


def key_of_month(month: str, branch_id: int) -> str:
    """The key of a branch's monthly push."""
    return f"monthly-{month}-branch-{branch_id}"


def goes_out_at(outlook: Outlook, first: date) -> datetime:
    """When the push of a month is due whose first worked day is ``first``."""
    push = outlook.config.push
    return local.instant(first, time(push.monthly_hour, push.monthly_minute))


def plans_to_come(outlook: Outlook, db: Connection, now: datetime, until: datetime) -> Iterator[Occasion]:
    """The monthly pushes of the months of ``now`` to ``until``, made or not, by month and branch."""
    month = local.month(now)
    while (bounds := local.month_bounds(month))[0] <= until:
        due = goes_out_at(outlook, calendar.first_workday(db, month))
        for branch_id, name in members.branches(db):
            if due <= until:
                yield _plan(outlook, month, due, branch_id, name, now)
        month = local.month(bounds[1])


def send_plans(services: Services, slot: datetime, now: datetime) -> str:
    """On or after the month's first worked day, send each branch the month's tasks, if it has not had them."""
    month = local.month(now)
    with services.ledger.read() as db:
        first = calendar.first_workday(db, month)
        out_at = goes_out_at(services, first)
        due = list(plans_to_come(services, db, now, max(now, out_at)))
        its_run = job_runs.at(db, JOB, out_at)
    if local.day(now) < first:
        return f"首个工作日是{short_day(first)}，未到"
    if slot > out_at and its_run is not None and its_run.outcome in NOT_NOW:
        return f"{month} {its_run.outcome}"
    return f"{month} 下发 {make_all(services, due, now)} 个支部"


def _plan(outlook: Outlook, month: str, due: datetime, branch_id: int, name: str, now: datetime) -> Occasion:
    ends = local.month_bounds(month)[1]

    def words(db: Connection) -> Words | None:
        found = _filled(outlook, db, branch_id, month, now)
        return Words(tuple(_plan_lines(found)), ends) if found else None

    def told(db: Connection) -> list[int]:
        everybody = [*members.of_branch(db, branch_id), *members.officers_of(db, branch_id)]
        return list(dict.fromkeys(one.id for one in everybody))

    return Occasion(
        key=key_of_month(month, branch_id),
        kind=KIND,
        title=f"{int(month[5:])}月任务（{name}）",
        due=due,
        rule=PLAN_RULE,
        audience=f"{name} 全体",
        branch_ids=(branch_id,),
        words=words,
        told=told,
        matter=ends - timedelta(minutes=1),
    )


def _filled(outlook: Outlook, db: Connection, branch_id: int, month: str, now: datetime) -> list[Task]:
    month_plans.fill(db, outlook.library, branch_id, month, now)
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


def owed_to_come(outlook: Outlook, db: Connection, now: datetime, until: datetime) -> Iterator[Occasion]:
    """The reminders of tasks not done that fall between ``now`` and ``until``, made or not."""
    first, last = local.day(now), local.day(until)
    for month in _months(first, last + timedelta(days=max(OWED_DAYS))):
        for branch_id, name in members.branches(db):
            for ends, rows in groupby(_duties(outlook, db, branch_id, month), lambda duty: duty[0]):
                titles = [title for _, title in rows]
                for due, before in _reminded_on(outlook, db, ends).items():
                    if now <= due <= until:
                        yield _owed(branch_id, name, month, ends, before, due, titles)


def remind_owed(services: Services, slot: datetime, now: datetime) -> str:
    """Tell a branch's officers which tasks end in five days, or tomorrow, and are not done (product F3).

    A reminder whose day is a holiday is made on the day it moves to, of what is not done by then.
    """
    with services.ledger.read() as db:
        due = list(owed_to_come(services, db, slot, slot))
    return f"提醒 {make_all(services, due, now)} 个支部"


def _months(first: date, last: date) -> list[str]:
    days = range((last - first).days + 1)
    return list(dict.fromkeys(f"{first + timedelta(days=n):%Y-%m}" for n in days))


def _duties(outlook: Outlook, db: Connection, branch_id: int, month: str) -> list[Duty]:
    """A branch's mandatory tasks of a month that are not done; those of its plan where it has not been handed out."""
    if tasks.of_month(db, branch_id, month):
        return sorted((one.due_on, one.title) for one in tasks.missing(db, month, [branch_id]))
    shape = tasks.shape_of(db, branch_id)
    plan = outlook.library.plan(month, BranchKind(shape.committee, shape.groups, shape.joint))
    return sorted((one.due, one.title) for one in plan.tasks if one.mandatory)


def _reminded_on(outlook: Outlook, db: Connection, ends: date) -> dict[datetime, int]:
    """When tasks that end on a day are brought to mind, with how many days before: of two on one day, the nearer."""
    matter = local.instant(ends, END_OF_DAY)
    found: dict[datetime, int] = {}
    for before in OWED_DAYS:
        nominal = local.instant(ends - timedelta(days=before), OWED_AT)
        moved = considerate(db, nominal, outlook.config.push, "", matter=matter)
        found.setdefault(local.instant(local.day(moved), OWED_AT), before)
    return found


def _owed(
    branch_id: int, name: str, month: str, ends: date, before: int, due: datetime, titles: list[str]
) -> Occasion:
    def words(db: Connection) -> Words | None:
        owed = [one for one in tasks.missing(db, month, [branch_id]) if one.due_on == ends]
        expires_at = local.instant(ends + timedelta(days=1), time())
        return Words(tuple(_owed_lines(name, owed)), expires_at) if owed else None

    return Occasion(
        key=f"owed-{ends}-{before}-branch-{branch_id}",
        kind=KIND,
        title=f"还有{len(titles)}项任务，{short_day(ends)}到期",
        due=due,
        rule=OWED_RULE,
        audience=f"{name} 书记等",
        branch_ids=(branch_id,),
        words=words,
        told=lambda db: [one.id for one in members.officers_of(db, branch_id)],
        matter=local.instant(ends, END_OF_DAY),
    )


def _owed_lines(name: str, owed: list[Task]) -> list[str]:
    more = f"还有{len(owed) - SHOWN}项，回「任务」看。" if len(owed) > SHOWN else ""
    return [
        f"{name}：",
        *(f"{one.no} {short(one.title)}" for one in owed[:SHOWN]),
        more,
        f"办好了回「完成 {owed[0].no} 说明」；开了会的，散会后自动完成。",
    ]
