"""The console: links that sign in once, sessions, and the seals of the files that have gone out."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from bot.ledger.tables.base import Instant, metadata

# One of two ways in, whichever is used first: the link on the phone, or the code typed on another screen.
sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("code_index", String(64), nullable=False, index=True),
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

# What ``bot verify FILE`` looks up: a file that has gone out, by the SHA-256 of its content. The number stands in
# the file, so that one that was changed is still known for what it was.
export_seal = Table(
    "export_seal",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("number", String(12), nullable=False, unique=True),
    Column("what", String(30), nullable=False),
    Column("options", Text, nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("made_for", ForeignKey("member.id")),
    Column("made_at", Instant, nullable=False),
)

# A file that takes longer than a person waits for: made by a worker, fetched by a link while it is kept.
export_job = Table(
    "export_job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("what", String(30), nullable=False),
    Column("options", Text, nullable=False),
    Column("purpose", String(100), nullable=False),
    Column("made_for", ForeignKey("member.id")),
    Column("actor", String(20), nullable=False),  # chat, console: where it was asked for
    Column("made_at", Instant, nullable=False),
    Column("state", String(10), nullable=False, server_default="waiting"),  # waiting, running, done, failed
    Column("owner", String(60), nullable=False, server_default=""),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),  # rows written, of about so many
    Column("total", Integer, nullable=False, server_default="0"),
    Column("file", String(100), nullable=False, server_default=""),  # its name in the data folder
    Column("number", String(12), nullable=False, server_default=""),  # of its seal
    Column("reason", String(200), nullable=False, server_default=""),  # why it failed, in Chinese
    Column("finished_at", Instant),
    Column("expires_at", Instant),  # the file is kept until then
    Index("ix_export_job_state", "state", "id"),
)
