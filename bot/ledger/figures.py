"""How much has been done and how much waits, counted for the monitor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

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
    due = select(func.min(delivery.c.next_at)).where(delivery.c.state == "pending")
    oldest = db.execute(due).scalar()
    yield f"rongshu_oldest_due_seconds {max((now - oldest).total_seconds(), 0) if oldest else 0:.0f}"
    yield "# HELP rongshu_job_last_run_seconds Seconds since each scheduled job last began."
    yield "# TYPE rongshu_job_last_run_seconds gauge"
    for job, at in db.execute(select(job_run.c.job, func.max(job_run.c.started_at)).group_by(job_run.c.job)):
        yield f'rongshu_job_last_run_seconds{{job="{job}"}} {(now - at).total_seconds():.0f}'
