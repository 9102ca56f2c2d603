"""The console: links that sign in once, sessions, and the seals of the files that have gone out."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from bot.ledger.tables.base import Instant, metadata

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

# Kept by the digest of its cookie: who reads the ledger cannot sign in with what is there.
console_session = Table(
    "console_session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("form_key", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

# What ``bot verify FILE`` looks up: a file that has gone out, by the SHA-256 of its content.
export_seal = Table(
    "export_seal",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("what", String(30), nullable=False),
    Column("options", Text, nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("made_for", ForeignKey("member.id")),
    Column("made_at", Instant, nullable=False),
)
