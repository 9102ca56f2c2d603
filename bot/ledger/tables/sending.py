"""What goes out: notices, a delivery a recipient, the platform's tokens."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
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

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "key", String(120), nullable=False, unique=True
    ),  # "monthly-2026-12-branch-3": a second firing meets it
    Column("kind", String(20), nullable=False),
    Column("title", String(100), nullable=False),
    Column("body", Text, nullable=False),
    Column("url", String(300), nullable=False, server_default=""),
    Column("branch_id", ForeignKey("branch.id")),
    # Whom it is for, in words ("第一支部 全体，12 人"), and the rule that sends it where no person does.
    Column("audience", String(200), nullable=False, server_default=""),
    Column("rule", String(200), nullable=False, server_default=""),
    Column("created_by", ForeignKey("member.id")),
    Column("created_at", Instant, nullable=False),
    # Two persons for what goes to everybody: "", waiting, approved, refused. Nothing goes out while it waits.
    Column("approval", String(10), nullable=False, server_default=""),
    Column("approved_by", ForeignKey("member.id")),
    Column("approved_at", Instant),
    Column("needs_confirmation", Boolean, nullable=False, server_default=text("false")),
    Column("deadline", Instant),  # by when to say 收到; then the phone list
    Column("corrects_id", ForeignKey("notice.id")),
    Column("reminds_id", ForeignKey("notice.id")),
    Column("mass", Boolean, nullable=False, server_default=text("false")),  # 群发: chosen by its author
    Column("send_at", Instant, nullable=False),
    Column("expires_at", Instant),  # after this a late push is worthless and is not sent
    Column("cancelled_at", Instant),
    # Every recipient would be refused for the same reason: nothing goes out until a person has seen to it.
    Column("halted_at", Instant),
    Column("halted_why", String(200), nullable=False, server_default=""),
)

# One call for many: a notice to up to a thousand members of WeCom, or a mass send. Its rows share its outcome; who is
# in it never changes once it has begun, for the platform tells a repeat by receivers and content, or by our key.
delivery_batch = Table(
    "delivery_batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("notice_id", ForeignKey("notice.id"), nullable=False, index=True),
    Column("route", String(20), nullable=False),
    Column("receivers", Text, nullable=False),  # JSON, in the order of the call
    Column("size", Integer, nullable=False),
    Column("state", String(10), nullable=False),  # sending, pending, accepted, failed, unknown
    Column("attempts", Integer, nullable=False, server_default="1"),
    Column("owner", String(60), nullable=False),
    Column("lease_until", Instant),
    Column("next_at", Instant, nullable=False),
    Column("doubt_since", Instant, nullable=False),
    Column("platform_key", String(64), nullable=False),
    Column("platform_id", String(64), nullable=False, server_default=""),
    Column("response_code", String(200), nullable=False, server_default=""),
    Column("error_code", Integer),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("settled_at", Instant),
    Index("ix_delivery_batch_due", "state", "next_at"),
)

# States and why: docs/architecture.md, "A delivery's life". UNIQUE: nobody gets the same notice twice.
delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("notice_id", ForeignKey("notice.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("channel", String(20), nullable=False, server_default=""),
    Column("openid", String(128), nullable=False, server_default=""),
    Column("route", String(20), nullable=False, server_default=""),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("owner", String(60), nullable=False, server_default=""),
    Column("lease_until", Instant),
    Column("next_at", Instant, nullable=False),
    # Since when the platform may have it: set before each call, taken back when a first call certainly failed.
    Column("doubt_since", Instant),
    Column("platform_key", String(64), nullable=False),
    Column("platform_id", String(64), nullable=False, server_default=""),
    Column("error_code", Integer),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("settled_at", Instant),
    # The digest that carries it, where it was held while the member was in court; it shares that one's fate.
    Column("bundled_in", ForeignKey("delivery.id"), index=True),
    Column("batch_id", ForeignKey("delivery_batch.id"), index=True),
    Column("opened_at", Instant),
    Column("confirmed_at", Instant),
    UniqueConstraint("notice_id", "member_id"),
    Index("ix_delivery_due", "state", "next_at", "id"),  # in the order in which they are claimed
    Index("ix_delivery_member_id", "member_id"),
    # For the platform's report on a template message, which comes back with its own number.
    Index(
        "ix_delivery_platform_id",
        "platform_id",
        sqlite_where=text("platform_id <> ''"),
        postgresql_where=text("platform_id <> ''"),
    ),
)

delivery_attempt = Table(
    "delivery_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("route", String(20), nullable=False),
    Column("why", String(100), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String(20), nullable=False, server_default=""),
    Column("error_code", Integer),
    UniqueConstraint("delivery_id", "number"),
)

platform_token = Table(
    "platform_token",
    metadata,
    Column("app", String(80), primary_key=True),
    Column("sealed", Text, nullable=False),  # encrypted at rest; empty before the first is fetched
    Column("expires_at", Instant, nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("fetcher", String(60), nullable=False, server_default=""),  # who is asking the platform now
    Column("fetching_until", Instant),
)

# The platform takes nothing more until then (a day's quota used up, an address refused); rows wait.
channel_pause = Table(
    "channel_pause",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("error_code", Integer),
    Column("reason", String(200), nullable=False),
)

# What has been used of a limit, as (app, "day", "2026-12-01") or (app, "member-minute:17", …): several workers respect
# one limit.
quota_use = Table(
    "quota_use",
    metadata,
    Column("app", String(80), primary_key=True),
    Column("what", String(80), primary_key=True),
    Column("slot", String(20), primary_key=True),
    Column("used", Integer, nullable=False),
)
