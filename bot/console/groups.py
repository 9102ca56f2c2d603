"""The groups of pages, each a module with ``add(desk)``."""

from __future__ import annotations

from collections.abc import Callable

from bot.console import (
    attendance,
    attendance_mark,
    audit,
    calendar,
    coverage,
    deliveries,
    exports,
    first_topic,
    health,
    leave,
    meeting,
    meeting_acts,
    meetings,
    notice,
    notice_acts,
    notice_new,
    notices,
    pushes,
    registers,
    schedule,
    seal_check,
    task,
    tasks,
    today,
)
from bot.console.desk import Desk

GROUPS: tuple[Callable[[Desk], None], ...] = (
    today.add,
    calendar.add,
    meetings.add,
    meeting.add,
    meeting_acts.add,
    attendance.add,
    attendance_mark.add,
    leave.add,
    first_topic.add,
    tasks.add,
    task.add,
    notices.add,
    notice_new.add,
    notice.add,
    notice_acts.add,
    pushes.add,
    deliveries.add,
    schedule.add,
    audit.add,
    health.add,
    coverage.add,
    registers.add,
    exports.add,
    seal_check.add,
)
