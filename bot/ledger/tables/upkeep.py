"""What keeps the service honest: the calendar, the runs of each job, links given out, the audit."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from bot.ledger.tables.base import Instant, metadata

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(10), nullable=False),  # workday, holiday
    Column("name", String(40), nullable=False, server_default=""),
    Column("source", String(40), nullable=False),
)

# One row a run: the slot is the time the run was due, so that two schedulers cannot both have it.
job_run = Table(
    "job_run",
    metadata,
    Column("job", String(60), primary_key=True),
    Column("slot", Instant, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("outcome", String(300), nullable=False, server_default=""),
)

# What the committee has set for a job beyond what the code says: what to do with runs that were missed.
job_setting = Table(
    "job_setting",
    metadata,
    Column("job", String(60), primary_key=True),
    Column("after_downtime", String(10), nullable=False),  # send, skip, ask
    Column("changed_by", ForeignKey("member.id")),
    Column("changed_at", Instant, nullable=False),
)

# A missed run that a person is asked about; one row a run.
job_question = Table(
    "job_question",
    metadata,
    Column("job", String(60), primary_key=True),
    Column("slot", Instant, primary_key=True),
    Column("asked_at", Instant, nullable=False),
    Column("answer", String(10), nullable=False, server_default=""),  # send, skip
    Column("answered_by", ForeignKey("member.id")),
    Column("answered_at", Instant),
)

export_link = Table(
    "export_link",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("what", String(30), nullable=False),
    Column("options", Text, nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("made_for", ForeignKey("member.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("member_id", ForeignKey("member.id")),
    Column("actor", String(20), nullable=False),  # chat, console, cli, job
    Column("verb", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_audit_at", "at"),
)
