"""Jobs that nobody sees: knocking for what waits, the calendar, forgetting what has served; what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.wording import body_under, short_day
from bot.ledger import (
    calendar,
    job_runs,
    job_settings,
    members,
    notices,
)
from bot.ledger.quiet import considerate

if TYPE_CHECKING:
    from bot.services import Services

KIND = "service"
RUNS_KEPT = timedelta(days=400)
FREQUENT_RUNS_KEPT = timedelta(days=2)
MISSED_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Late:
    """A due time of a job that was not run then; ``lost`` names what it can make good no more."""

    job: str
    title: str
    slot: datetime
    lost: tuple[str, ...] = ()


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
                body=body_under(title, _calendar_lines(db, calendar.covered_until(db))),
                recipients=[one.id for one in members.staff(db)],
                now=now,
                send_at=considerate(db, now, services.config.push, title),
                rule="节假日只录到两个月以内时，每月提醒行业党委一次",
                push=services.config.push,
            )
    return f"新录 {new} 天，还剩 {left} 天"


def _calendar_lines(db: Connection, until: date | None) -> list[str]:
    year = until.year + (until == date(until.year, 12, 31)) if until else None
    wanted = "、".join(calendar.missing(db, year)) if year else ""
    return [
        f"节假日和调休录到{until.year}年{short_day(until)}。" if until else "还没有录入节假日和调休。",
        f"{year}年还没有：{wanted}。" if wanted else "",
        "之后先按周一到周五算工作日，每月任务的下发日可能不准。",
        "国务院的放假通知出来后，请管理员更新程序，或用 bot calendar set 逐日录入；录了就不再提醒。",
    ]


def tidy(
    services: Services, slot: datetime, now: datetime, frequent: Sequence[str], daily: Sequence[str]
) -> str:
    """Forget old runs of jobs (``frequent``: many times a day); what is about people is let go by ``retention``."""
    with services.ledger.begin() as db:
        gone = 0
        for names, kept in ((frequent, FREQUENT_RUNS_KEPT), (daily, RUNS_KEPT)):
            gone += sum(job_runs.prune(db, name, now - kept) for name in names)
    return f"清理 {gone} 行"


def report_missed(services: Services, missed: list[Late], left_out: list[Late], now: datetime) -> int:
    """Record due times that nobody ran in time, and those left out as it is set, and tell the committee; how many."""
    with services.ledger.begin() as db:
        ours = [one for one in missed if job_runs.give_up(db, one.job, one.slot, now)]
        ours_out = [
            one for one in left_out if job_runs.give_up(db, one.job, one.slot, now, job_runs.LEFT_OUT)
        ]
        if not ours and not ours_out:
            return 0
        first = (ours or ours_out)[0]
        title = "有定时任务没有按时运行"
        _tell_staff(
            services,
            db,
            f"missed-{first.job}-{_stamp(first.slot)}",
            title,
            _missed_lines(ours, ours_out),
            now,
        )
    return len(ours) + len(ours_out)


def ask_about(services: Services, late: list[Late], now: datetime) -> int:
    """Ask the committee about runs that downtime made late, in one notice; returns about how many."""
    with services.ledger.begin() as db:
        asked = [
            (one, question)
            for one in late
            if (question := job_settings.ask(db, one.job, one.slot, now)) is not None
        ]
        if not asked:
            return 0
        first, title = asked[0][0], "停机误了定时任务，要补吗？"
        lines = [f"{question.number} {_when(one)}" for one, question in asked]
        n = asked[0][1].number
        how = f"要补回「补发 {n}」，不补回「不补 {n}」，一个人答了就算。"
        more = f"还有 {len(lines) - MISSED_SHOWN} 个，回「补发」看。" if len(lines) > MISSED_SHOWN else ""
        _tell_staff(
            services,
            db,
            f"ask-{first.job}-{_stamp(first.slot)}",
            title,
            [*lines[:MISSED_SHOWN], more, how],
            now,
        )
    return len(asked)


def _tell_staff(
    services: Services, db: Connection, key: str, title: str, lines: list[str], now: datetime
) -> None:
    notices.create(
        db,
        key=key,
        kind=KIND,
        title=title,
        body=body_under(title, lines),
        recipients=[one.id for one in members.staff(db)],
        now=now,
        rule="定时任务没有按时运行，都告诉行业党委工作人员",
        push=services.config.push,
    )


def _stamp(slot: datetime) -> str:
    return f"{local.at(slot):%Y%m%d%H%M}"


def _when(one: Late) -> str:
    return f"{one.title}：{short_day(local.day(one.slot))}{local.clock(one.slot)}"


def _missed_lines(missed: list[Late], left_out: list[Late]) -> list[str]:
    lines = ["服务停过，下面这些已经过时，没有补发：", *_by_title(missed)] if missed else ["服务停过。"]
    if left_out:
        lines += ["下面这些按设定不补：", *_by_title(left_out)]
    return [*lines[: MISSED_SHOWN + 2], "没过时的已经补上。要补通知的，请书记另行告知。"]


def _by_title(late: list[Late]) -> list[str]:
    by_title: dict[str, list[Late]] = {}
    for one in late:
        by_title.setdefault(one.title, []).append(one)
    return [_missed_line(ones) for ones in by_title.values()]


def _missed_line(ones: list[Late]) -> str:
    first, *others = ones
    if first.lost:
        return (
            f"{_when(first)}起，没来得及：{first.lost[0]}{f'等{len(first.lost)}条' if first.lost[1:] else ''}"
        )
    return _when(first) + (f"起{len(ones)}次" if others else "")
