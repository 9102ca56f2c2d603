"""What is kept around lectures: a member's own thoughts, a branch's pace, drafts, copies lying with the platform."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.ledger.tables.base import Instant, metadata

# 心得: sealed, for its writer alone; for one officer too once the writer has sent it (product D3).
thought = Table(
    "thought",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("lecture", String(80), nullable=False, server_default=""),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Column("sent_to", ForeignKey("member.id"), index=True),
    Column("sent_at", Instant),
    Index("ix_thought_member_id", "member_id", "at"),
)

# How often a branch is sent a lecture; without a row, never (product D4).
lecture_pace = Table(
    "lecture_pace",
    metadata,
    Column("branch_id", ForeignKey("branch.id"), primary_key=True),
    Column("every", String(10), nullable=False),  # week, month, off
    Column("first", Integer, nullable=False),  # the number of the lecture that comes first from ``since`` on
    Column("since", Instant, nullable=False),
    Column("set_by", ForeignKey("member.id"), nullable=False),
)

# Where in the sound of a lecture a member is: the part that was sent last, nothing of how long.
listening = Table(
    "listening",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("lecture", String(80), primary_key=True),
    Column("part", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

# Lectures, first topics and plans on their way to members: written by one, read by another, then a file.
draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False),  # of the file below content/: "library/falvren/shi-yang.md"
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(10), nullable=False),  # draft, waiting, published, refused, dropped
    Column("author_id", ForeignKey("member.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("reader_id", ForeignKey("member.id")),
    Column("decided_at", Instant),
    Column("reasons", String(500), nullable=False, server_default=""),
    UniqueConstraint("name", "version"),
    # One at work on a file at a time.
    Index(
        "uq_draft_open",
        "name",
        unique=True,
        sqlite_where=text("state IN ('draft', 'waiting')"),
        postgresql_where=text("state IN ('draft', 'waiting')"),
    ),
)

# A file's copy with a platform: wanted, uploaded, and gone there after three days.
platform_media = Table(
    "platform_media",
    metadata,
    Column("app", String(80), primary_key=True),
    Column("digest", String(64), primary_key=True),  # of the file's bytes
    Column("kind", String(10), nullable=False),
    Column("path", String(200), nullable=False),  # below the data folder
    Column("media_id", String(200), nullable=False, server_default=""),
    Column("expires_at", Instant),
    Column("wanted_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),  # not tried before
    Column("owner", String(60), nullable=False, server_default=""),
    Column("reason", String(200), nullable=False, server_default=""),  # why the last try failed
    Index("ix_platform_media_next_at", "next_at"),
)
