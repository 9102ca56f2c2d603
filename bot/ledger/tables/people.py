"""Who belongs where: committee, branches, firms, members, offices; who they are on the phone."""

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
    text,
)

from bot.ledger.tables.base import Instant, metadata

committee = Table(
    "committee",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
)

branch = Table(
    "branch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("committee_id", ForeignKey("committee.id"), nullable=False),
    Column("name", String(100), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),  # independent, joint (domain.md rule 12)
    Column("has_groups", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
    Column("dissolved_at", Instant),
)

firm = Table(
    "firm",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
)

member = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False, index=True),
    Column("phone_sealed", LargeBinary),
    Column("phone_index", String(64), index=True),
    Column("firm_id", ForeignKey("firm.id")),
    Column("standing", String(20), nullable=False),  # full, probationary, candidate, activist, none
    Column("joined_on", Date),
    Column("joined_precision", String(5), nullable=False, server_default="day"),
    Column("created_at", Instant, nullable=False),
    Column("left_at", Instant),
)

# A member is in one branch at a time, with dated history (domain.md rule 12).
membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Index(
        "uq_membership_now",
        "member_id",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
    Index("ix_membership_branch_id", "branch_id", "until"),
)

office = Table(
    "office",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("branch_id", ForeignKey("branch.id")),
    Column("committee_id", ForeignKey("committee.id")),
    Column("role", String(30), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
)

binding = Table(
    "binding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("openid", String(128), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("consent_version", String(20), nullable=False),
    Column("bound_at", Instant, nullable=False),
    Column("unbound_at", Instant),
    Column("unbound_why", String(30)),
    Index(
        "uq_binding_openid_now",
        "channel",
        "openid",
        unique=True,
        sqlite_where=text("unbound_at IS NULL"),
        postgresql_where=text("unbound_at IS NULL"),
    ),
    Index(
        "uq_binding_member_now",
        "channel",
        "member_id",
        unique=True,
        sqlite_where=text("unbound_at IS NULL"),
        postgresql_where=text("unbound_at IS NULL"),
    ),
)

binding_code = Table(
    "binding_code",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
)

# Whether an openid follows the account; a row appears with the first follow or unfollow.
follower = Table(
    "follower",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("openid", String(128), primary_key=True),
    Column("following", Boolean, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# Wrong tries, counted by hour: a code, an openid, a branch.
attempt = Table(
    "attempt",
    metadata,
    Column("subject", String(200), primary_key=True),
    Column("slot", Instant, primary_key=True),
    Column("count", Integer, nullable=False),
)
