"""How much has been done and how much waits, counted for the monitor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.ledger import calendar
from bot.ledger.tables import delivery, inbox, job_run


def lines(db: Connection, now: datetime) -> Iterator[str]:
    """Lines in Prometheus' text format: messages answered, deliveries by state, the oldest that waits, job runs."""
    day = now - timedelta(days=1)
    yield "# HELP rongshu_messages Messages answered in the last 24 hours, by what they were taken for."
    yield "# TYPE rongshu_messages gauge"
    counted = select(inbox.c.intent, func.count()).where(inbox.c.received_at > day).group_by(inbox.c.intent)
    for intent, number in db.execute(counted):
        yield f'rongshu_messages{{intent="{intent or "none"}"}} {number}'
    yield "# HELP rongshu_deliveries Deliveries by state."
    yield "# TYPE rongshu_deliveries gauge"
    for state, number in db.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state)):
        yield f'rongshu_deliveries{{state="{state}"}} {number}'
    yield "# HELP rongshu_oldest_due_seconds How long the oldest delivery that may go out has waited."
    yield "# TYPE rongshu_oldest_due_seconds gauge"
    yield f"rongshu_oldest_due_seconds {oldest_due(db, now).total_seconds():.0f}"
    yield "# HELP rongshu_job_last_run_seconds Seconds since each scheduled job last began."
    yield "# TYPE rongshu_job_last_run_seconds gauge"
    for job, at in last_runs(db).items():
        yield f'rongshu_job_last_run_seconds{{job="{job}"}} {(now - at).total_seconds():.0f}'


def oldest_due(db: Connection, now: datetime) -> timedelta:
    """How long the oldest delivery that may go out has waited; none: no time."""
    due = select(func.min(delivery.c.next_at)).where(delivery.c.state == "pending", delivery.c.next_at <= now)
    oldest = db.execute(due).scalar()
    return now - oldest if oldest else timedelta()


def last_runs(db: Connection) -> dict[str, datetime]:
    """When each scheduled job last began (UTC)."""
    rows = db.execute(select(job_run.c.job, func.max(job_run.c.started_at)).group_by(job_run.c.job))
    return dict(rows.all())


def calendar_until(db: Connection) -> date | None:
    """The last day the calendar knows, or None."""
    return calendar.covered_until(db)
