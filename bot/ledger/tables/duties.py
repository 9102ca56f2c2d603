"""What shows that a duty was met besides a meeting: talks, appraisals, hosting; votes; what a session gives in 学时."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, text

from bot.ledger.tables.base import Instant, metadata

# One vote on one matter (domain.md rules 1 and 7), its figures as they were then. A wrong one is withdrawn.
# kind: ordinary, admission, election. outcome: passed, not passed, not valid.
vote = Table(
    "vote",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),  # the form it came from: one form, one vote
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("matter", String(200), nullable=False),
    Column("candidate", String(60), nullable=False, server_default=""),
    Column("voting_due", Integer, nullable=False),
    Column("voting_present", Integer, nullable=False),
    Column("yes", Integer, nullable=False),
    Column("no", Integer, nullable=False),
    Column("abstain", Integer, nullable=False),
    # Formal written opinions of absentees; they count at an admission only.
    Column("written_yes", Integer, nullable=False, server_default="0"),
    Column("written_no", Integer, nullable=False, server_default="0"),
    Column("written_abstain", Integer, nullable=False, server_default="0"),
    Column("outcome", String(10), nullable=False),
    Column("line_id", ForeignKey("minutes_line.id")),  # how it stands in the minutes
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    Column("withdrawn_by", ForeignKey("member.id")),
    Column("withdrawn_at", Instant),
)

# 谈心谈话 of a branch: how many pairs of which kind talked on a day. Nobody's name and not a word of it (rule 6).
# pair: committee (支委–支委), with_members (支委–党员), among_members (党员–党员).
branch_talk = Table(
    "branch_talk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("pair", String(15), nullable=False),
    Column("count", Integer, nullable=False),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    Column("withdrawn_by", ForeignKey("member.id")),
    Column("withdrawn_at", Instant),
    Index("ix_branch_talk_branch_id", "branch_id", "held_on"),
)

# 民主评议 of a branch for a year: how many got each grade, as people settled it; never whose, never computed.
appraisal = Table(
    "appraisal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("excellent", Integer, nullable=False),
    Column("qualified", Integer, nullable=False),
    Column("basic", Integer, nullable=False),
    Column("unqualified", Integer, nullable=False),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    Column("withdrawn_by", ForeignKey("member.id")),
    Column("withdrawn_at", Instant),
    Index(
        "uq_appraisal_now",
        "branch_id",
        "year",
        unique=True,
        sqlite_where=text("withdrawn_at IS NULL"),
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
)

# Which firm of a joint branch hosted a meeting (轮值, rule 12).
hosting = Table(
    "hosting",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("firm_id", ForeignKey("firm.id"), nullable=False),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
)

# What a closed meeting gives in 学时 to whoever studied there, a row a half-day, with the rule of that day
# (rule 10). There are no rows of persons: a member's own sum follows from these and their own marks.
hour_credit = Table(
    "hour_credit",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("part", String(2), primary_key=True),  # am, pm
    Column("halves", Integer, nullable=False),  # half 学时
    Column("rule", String(40), nullable=False),
    Column("entered_at", Instant, nullable=False),
)

# 留党察看 and the like: no vote and no election while it lasts (rule 7).
restriction = Table(
    "restriction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("reason", String(40), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),  # the first day it no longer holds
    Column("decided_by", String(100), nullable=False),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
)
