"""Rows of the registers that ``content/registers`` declares: corrected by another row, or withdrawn; never changed."""

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

register_entry = Table(
    "register_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("register", String(40), nullable=False),
    Column("of", String(30), nullable=False),  # whose row it is: branch-3, district, member-17
    Column(
        "branch_id", ForeignKey("branch.id")
    ),  # of the branch, or of who entered it; empty for the committee's
    Column("key", String(300), nullable=False),  # the values that name the row
    Column("held_on", Date, nullable=False),  # the local day the row is of
    Column("said", Text, nullable=False),  # JSON: the values by field
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    Column("actor", String(20), nullable=False),  # chat, console, cli
    # The first version of the row, where this is a later one; a correction may change what names the row.
    Column("first_id", ForeignKey("register_entry.id"), index=True),
    # Set where another version took its place, or it was withdrawn.
    Column("ended_at", Instant),
    Column("ended_by", ForeignKey("member.id")),
    Column("withdrawn", Boolean, nullable=False, server_default=text("false")),
    Index(
        "uq_register_entry_now",
        "register",
        "of",
        "key",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_register_entry_branch", "register", "branch_id", "held_on"),
)

# What somebody was reminded of, once each: a period of a register, or the day something follows a row.
register_reminder = Table(
    "register_reminder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("register", String(40), nullable=False),
    Column("of", String(30), nullable=False),  # who was reminded: branch-3, district
    Column("slot", String(80), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("register", "of", "slot"),
)
