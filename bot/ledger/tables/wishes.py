"""What a member has asked of us: quiet while in court, no pushes of a kind, larger type."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from bot.ledger.tables.base import Instant, metadata

# Nothing is pushed to the member between the two instants; one digest follows (product G4).
hearing = Table(
    "hearing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("cancelled_at", Instant),
    # It holds until it is closed, not only until its end: nothing slips out before the digest is made.
    Column("closed_at", Instant),
    Column("digest_id", ForeignKey("notice.id")),
    Index("ix_hearing_member_id", "member_id", "ends_at"),
)

# 退订: a row while a kind is off for a member; 恢复 takes it away.
push_off = Table(
    "push_off",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("since", Instant, nullable=False),
)

# 大字: a row while it is on.
large_type = Table(
    "large_type",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("since", Instant, nullable=False),
)
