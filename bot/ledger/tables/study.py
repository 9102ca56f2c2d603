"""What is due and what was studied. There is no score here and no time spent (product rule 1)."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.ledger.tables.base import Instant, metadata

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("month", String(7), nullable=False),
    Column("no", Integer, nullable=False),
    Column("key", String(40), nullable=False),  # names the duty across months, as the plan does
    Column(
        "per", String(10), nullable=False, server_default="month"
    ),  # the quota's period: month, quarter, year
    Column("kind", String(30), nullable=False),
    Column("title", String(100), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("evidence", String(100), nullable=False, server_default=""),
    Column("mandatory", Boolean, nullable=False, server_default=text("true")),
    Column("done_at", Instant),
    Column("done_by", ForeignKey("member.id")),
    Column("note", String(300), nullable=False, server_default=""),
    Column("media_id", String(128), nullable=False, server_default=""),
    Column("meeting_id", ForeignKey("meeting.id")),  # the meeting whose holding completed it
    Column("left_out_at", Instant),  # the branch or the committee decided not to do it; task_event says why
    UniqueConstraint("branch_id", "month", "no"),
    UniqueConstraint("branch_id", "month", "key"),
)

# How a branch's month came to differ from the plan: add, change, leave_out, restore. Nothing removes a line.
task_event = Table(
    "task_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("task.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_member_id", ForeignKey("member.id"), nullable=False),
    Column("verb", String(10), nullable=False),
    Column("before", String(120), nullable=False, server_default=""),
    Column("after", String(120), nullable=False, server_default=""),
    Column("reason", String(200), nullable=False, server_default=""),
    Index("ix_task_event_task_id", "task_id"),
)

# 第一议题 record of a branch (domain.md rule 11 and the ledger columns of its section 3).
first_topic = Table(
    "first_topic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("month", String(7), nullable=False),
    Column("studied_on", Date, nullable=False),
    Column("materials", Text, nullable=False),  # titles, one a line
    Column("host", String(60), nullable=False, server_default=""),
    Column("lead_reader", String(60), nullable=False, server_default=""),
    Column("discussion", Text, nullable=False, server_default=""),
    Column("decided", Text, nullable=False, server_default=""),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    UniqueConstraint("branch_id", "meeting_id"),
    Index("ix_first_topic_month", "month"),
)

# Where a member left off, for 继续听: the lecture and the page, nothing else.
bookmark = Table(
    "bookmark",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("lecture", String(80), primary_key=True),
    Column("page", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)
