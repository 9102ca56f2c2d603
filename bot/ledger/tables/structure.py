"""How branches go on over the years: terms of office, who is away, the branch's fixed day."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, text

from bot.ledger.tables.base import Instant, metadata

# A term of a branch's committee (or secretary, below seven full members). The last one counts.
term = Table(
    "term",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("since", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    Index("ix_term_branch_id", "branch_id", "since"),
)

# Lives or works elsewhere without being transferred: 流动党员 after six months (rule 13). No place is kept.
away = Table(
    "away",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    Index(
        "uq_away_now",
        "member_id",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
)

# The fixed day of 主题党日 (rule 4): the nth weekday of the month, or with nth 0 a day of the month.
theme_day = Table(
    "theme_day",
    metadata,
    Column("branch_id", ForeignKey("branch.id"), primary_key=True),
    Column("nth", Integer, nullable=False),
    Column("day", Integer, nullable=False),  # Monday is 0; with nth 0 the day of the month
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
)
