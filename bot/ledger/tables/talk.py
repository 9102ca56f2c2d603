"""What passes between a phone and us: messages claimed and answered, forms left open."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from bot.ledger.tables.base import Instant, metadata

# One row a message, claimed by its key; the words themselves are not kept (product rule 4).
inbox = Table(
    "inbox",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("sender", String(128), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("intent", String(40)),
    Column("reply", Text),
    Index("ix_inbox_sender", "channel", "sender", "received_at"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("sender", String(128), primary_key=True),
    Column("form", String(40), nullable=False),
    Column("step", String(40), nullable=False),
    Column("slots", Text, nullable=False),
    Column("until", Instant, nullable=False),
)
