"""投诉建议: each worked morning, what is past its day is said to the committee's staff once more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot import local
from bot.jobs.wording import body_under
from bot.ledger import calendar, complaints, members, notices

if TYPE_CHECKING:
    from bot.services import Services

JOB, KIND = "complaints", "service"
SHOWN = 4


def remind(services: Services, slot: datetime, now: datetime) -> str:
    """Tell the staff which complaints are past their day; nobody's words and nobody's name."""
    today = local.day(now)
    with services.ledger.begin() as db:
        late = complaints.overdue(db, today)
        if not late or not calendar.is_workday(db, today):
            return f"{len(late)} 件过期"
        title = f"投诉箱有 {len(late)} 件过了答复日期"
        lines = [f"{one.number}　应在 {one.due_on.month}月{one.due_on.day}日前答复" for one in late[:SHOWN]]
        notices.create(
            db,
            key=f"complaints-{today}",
            kind=KIND,
            title=title,
            body=body_under(title, [*lines, "回「投诉箱」打开。"]),
            recipients=[one.id for one in members.staff(db)],
            now=now,
            rule="投诉建议过了答复日期，每个工作日提醒行业党委工作人员一次",
            push=services.config.push,
        )
    return f"{len(late)} 件过期，已提醒"
