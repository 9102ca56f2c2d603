"""What people are owed about their own data: consent, corrections, deletion; complaints; what was let go when."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from bot.ledger.tables.base import Instant, metadata

# One answer to one version of a notice (domain.md rule 14). kind: privacy.
# A row that was asked and not given has no given_at.
consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("version", String(20), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("given_at", Instant),
    Column("withdrawn_at", Instant),
    Index("ix_consent_member_id", "member_id", "kind"),
)

# 更正我的信息: what a member says is wrong about them; a branch's officer accepts it, or refuses with the reason.
own_correction = Table(
    "own_correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("branch_id", ForeignKey("branch.id")),  # whose officers answer; empty: the committee's staff
    Column("field", String(10), nullable=False),  # name, phone, firm, joined, other
    Column("before_sealed", LargeBinary),
    Column("after_sealed", LargeBinary, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, accepted, refused
    Column("decided_by", ForeignKey("member.id")),
    Column("decided_at", Instant),
    Column("reason", String(200), nullable=False, server_default=""),
    Index("ix_own_correction_member_id", "member_id"),
    Index("ix_own_correction_state", "state", "branch_id"),
)

# Who asked to be deleted: done again should they come back. ``kept`` (JSON) counts what is sealed, and why.
erasure = Table(
    "erasure",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kept", Text, nullable=False),
)

# 投诉建议: words sealed. Who holds the whole number may ask how it stands; nobody's branch sees it.
complaint = Table(
    "complaint",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("suffix", String(8), nullable=False),  # of the number, not to be guessed
    Column("kind", String(10), nullable=False),  # complaint, suggestion
    Column("member_id", ForeignKey("member.id")),  # whom the answer goes to
    Column(
        "named", Boolean, nullable=False, server_default=text("false")
    ),  # whether the committee is told who
    Column("sealed", LargeBinary),  # empty once its time is over
    Column("made_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", String(10), nullable=False),  # new, assigned, answered, closed
    Column("assigned_to", ForeignKey("member.id")),
    Column("settled_at", Instant),
    Index("ix_complaint_state", "state", "due_on"),
    Index("ix_complaint_member_id", "member_id"),
)

# What was done about it, a row a step; nothing is changed. verb: opened, assigned, answered, closed, added.
complaint_event = Table(
    "complaint_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey("complaint.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by_member_id", ForeignKey("member.id")),
    Column("verb", String(10), nullable=False),
    Column("of_member_id", ForeignKey("member.id")),  # whom it was given to
    Column("sealed", LargeBinary),
)

# What the retention job let go: one row a rule and run (``content/retention.toml``).
retention_run = Table(
    "retention_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ran_at", Instant, nullable=False, index=True),
    Column("rule", String(40), nullable=False),
    Column("action", String(10), nullable=False),  # delete, seal
    Column("cutoff", Instant, nullable=False),
    Column("rows", Integer, nullable=False),
)
