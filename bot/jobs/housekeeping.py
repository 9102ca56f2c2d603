"""Jobs that nobody sees: knocking for what waits, the calendar, forgetting what has served; what was missed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot import local
from bot.jobs.wording import body_under, short_day
from bot.ledger import attempts, calendar, conversations, inbox, job_runs, members, notices

if TYPE_CHECKING:
    from bot.app import Services

KIND = "service"
ATTEMPTS_KEPT = timedelta(days=2)
RUNS_KEPT = timedelta(days=400)
FREQUENT_RUNS_KEPT = timedelta(days=2)
MISSED_SHOWN = 4


def watch_calendar(services: Services, slot: datetime, now: datetime) -> str:
    """Enter the days that have been announced; tell the committee's staff, once a month, when they run out."""
    today = local.day(now)
    with services.ledger.begin() as db:
        new = calendar.seed(db)
        left = calendar.days_left(db, today)
        if calendar.runs_out(db, today):
            title = "日历快用完了"
            notices.create(
                db,
                key=f"calendar-{today:%Y-%m}-01",
                kind=KIND,
                title=title,
                body=body_under(title, _calendar_lines(calendar.covered_until(db))),
                recipients=[one.id for one in members.staff(db)],
                now=now,
                push=services.config.push,
            )
    return f"新录 {new} 天，还剩 {left} 天"


def _calendar_lines(until: date | None) -> list[str]:
    return [
        f"节假日和调休录到{until.year}年{short_day(until)}。" if until else "还没有录入节假日和调休。",
        "之后先按周一到周五算工作日，每月任务的下发日可能不准。",
        "国务院的放假通知出来后，请管理员更新程序，在那之前按周一到周五算。",
    ]


def tidy(
    services: Services, slot: datetime, now: datetime, frequent: tuple[str, ...], daily: tuple[str, ...]
) -> str:
    """Forget wrong tries, forms left open, answers given, and old runs of jobs (``frequent``: many times a day)."""
    with services.ledger.begin() as db:
        gone = attempts.forget(db, now - ATTEMPTS_KEPT)
        gone += conversations.forget(db, now) + inbox.forget(db, now)
        for names, kept in ((frequent, FREQUENT_RUNS_KEPT), (daily, RUNS_KEPT)):
            gone += sum(job_runs.prune(db, name, now - kept) for name in names)
    return f"清理 {gone} 行"


def report_missed(services: Services, missed: list[tuple[str, str, datetime]], now: datetime) -> int:
    """Record due times that nobody ran in time, as (job, title, slot), and tell the committee's staff; how many."""
    with services.ledger.begin() as db:
        ours = [one for one in missed if job_runs.give_up(db, one[0], one[2], now)]
        if not ours:
            return 0
        job, _, slot = ours[0]
        title = "有定时任务没有按时运行"
        notices.create(
            db,
            key=f"missed-{job}-{local.at(slot):%Y%m%d%H%M}",
            kind=KIND,
            title=title,
            body=body_under(title, _missed_lines(ours)),
            recipients=[one.id for one in members.staff(db)],
            now=now,
            push=services.config.push,
        )
    return len(ours)


def _missed_lines(missed: list[tuple[str, str, datetime]]) -> list[str]:
    by_title: dict[str, list[datetime]] = {}
    for _, title, slot in missed:
        by_title.setdefault(title, []).append(slot)
    lines = [_missed_line(title, slots) for title, slots in by_title.items()]
    return [
        "服务停过，下面这些已经过时，没有补发：",
        *lines[:MISSED_SHOWN],
        "没过时的已经补上。要补通知的，请书记另行告知。",
    ]


def _missed_line(title: str, slots: list[datetime]) -> str:
    first = f"{short_day(local.day(slots[0]))}{local.clock(slots[0])}"
    return f"{title}：{first}" + (f"起{len(slots)}次" if len(slots) > 1 else "起")
