"""The table of scheduled jobs: what is done when. Times are local; the work is in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.config import PushSettings
from bot.delivery.sweeping import sweep
from bot.jobs import (
    after_hearings,
    branch_life,
    complaints,
    deadlines,
    housekeeping,
    lectures,
    monthly,
    registers,
    reminders,
    retention,
    theme_days,
    troubles,
)
from bot.jobs.timetable import Daily, Due, Every, Job
from bot.ledger import lecture_paces

if TYPE_CHECKING:
    from bot.services import Services

DAILY_JOBS = ("month_plan", "owed_tasks", "calendar_watch", "tidy")
FREQUENT_JOBS = ("sweep", "deadlines", "meeting_reminder", "first_topic_reminder")


def _fixed(rule: Daily | Every) -> Callable[[PushSettings], Daily | Every]:
    return lambda push: rule


def _as_set(push: PushSettings) -> Daily:
    return Daily(push.monthly_hour, push.monthly_minute)


def _sweep(services: Services, slot: datetime, now: datetime) -> str:
    closed = after_hearings.close_ended(services, now)
    told = "有待发的，已唤醒" if sweep(services, now) else "没有待发的"
    return f"{told}；{closed} 人庭后" if closed else told


def _tidy(services: Services, slot: datetime, now: datetime) -> str:
    frequent = [job.name for job in JOBS if isinstance(job.when(services.config.push), Every)]
    return housekeeping.tidy(services, slot, now, frequent, [j.name for j in JOBS if j.name not in frequent])


JOBS = (
    Job("calendar_watch", "日历", _fixed(Daily(3, 37)), housekeeping.watch_calendar, at_once=True),
    Job(
        "month_plan",
        "每月任务下发",
        _as_set,
        monthly.send_plans,
        timedelta(days=3),
        at_once=True,
        coming=monthly.plans_to_come,
    ),
    Job(
        "owed_tasks",
        "任务到期提醒",
        _fixed(Daily(monthly.OWED_AT.hour, monthly.OWED_AT.minute)),
        monthly.remind_owed,
        timedelta(hours=36),
        coming=monthly.owed_to_come,
    ),
    Job(
        "meeting_reminder",
        "会议提醒",
        _fixed(Every(10, 3)),
        reminders.remind_meetings,
        timedelta(hours=12),
        coming=reminders.reminders_to_come,
    ),
    Job(
        "first_topic_reminder",
        "第一议题提醒",
        _fixed(Every(60, 17)),
        reminders.send_reading,
        timedelta(days=1),
        coming=reminders.readings_to_come,
    ),
    Job(
        theme_days.JOB,
        "主题党日提醒",
        _fixed(Daily(theme_days.AT.hour, theme_days.AT.minute)),
        theme_days.ask_for_themes,
        timedelta(hours=36),
        coming=theme_days.themes_to_come,
    ),
    Job(
        "lecture_delivery",
        "党课推送",
        _fixed(Daily(lecture_paces.AT.hour, lecture_paces.AT.minute)),
        lectures.send_lectures,
        timedelta(days=2),
        coming=lectures.lectures_to_come,
    ),
    Job("deadlines", "通知截止", _fixed(Every(10, 6)), deadlines.tell_authors),
    Job(troubles.JOB, "发送问题", _fixed(Daily(9, 23)), troubles.tell),
    Job(registers.JOB, "登记台账提醒", _fixed(Daily(9, 49)), registers.remind),
    Job(branch_life.JOB, "支部要关心的事", _fixed(Daily(9, 41)), branch_life.tell),
    Job(complaints.JOB, "投诉建议过期", _fixed(Daily(9, 33)), complaints.remind),
    Job(retention.JOB, "保存期限", _fixed(Daily(3, 27)), retention.run),
    Job("sweep", "待发检查", _fixed(Every(1)), _sweep),
    Job("tidy", "清理", _fixed(Daily(3, 17)), _tidy),
)

__all__ = ["JOBS", "Daily", "Due", "Every", "Job"]
