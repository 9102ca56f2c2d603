"""Meetings, who was there, who asked leave."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from bot.ledger.tables.base import Instant, metadata

meeting = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),  # the form that made it: one form, one meeting
    Column("branch_id", ForeignKey("branch.id"), nullable=False),  # the host
    Column("kind", String(30), nullable=False),
    Column("title", String(100), nullable=False),
    Column("place", String(100), nullable=False, server_default=""),
    Column("starts_at", Instant, nullable=False),
    Column("state", String(10), nullable=False, server_default="planned"),  # planned, closed, cancelled
    Column("created_by", ForeignKey("member.id")),
    Column("created_at", Instant, nullable=False),
    Column("closed_by", ForeignKey("member.id")),
    Column("closed_at", Instant),
    # How often it was moved or called off, and when last: calendars go by it.
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("changed_at", Instant),
    Index("ix_meeting_starts_at", "starts_at"),
)

# What was said and settled at a meeting (domain.md rule 9), a line a row; a line is withdrawn, never changed.
# field: host, recorder, guest, agenda, speech, vote, decision, summary, final.
minutes_line = Table(
    "minutes_line",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("field", String(12), nullable=False),
    Column("said", Text, nullable=False),
    Column("owner", String(60), nullable=False, server_default=""),  # who carries a decision out, and by when
    Column("due", String(40), nullable=False, server_default=""),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
    Column("withdrawn_by", ForeignKey("member.id")),
    Column("withdrawn_at", Instant),
)

# The branches whose members are due: one, or several for a joint meeting (三结对).
meeting_branch = Table(
    "meeting_branch",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), primary_key=True),
    Index("ix_meeting_branch_branch_id", "branch_id"),
)

# Left out of 应到, with the reason, the body that approved it and its date (domain.md rule 7).
exclusion = Table(
    "exclusion",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("reason", String(100), nullable=False),
    Column("approved_by", String(100), nullable=False),
    Column("approved_on", String(10), nullable=False),
    Column("entered_by", ForeignKey("member.id")),
    Column("entered_at", Instant, nullable=False),
)

# The mark as it stands now; attendance_event keeps how it came to be (domain.md rule 8).
# state: present, leave, absent, guest. make-up never changes the state, so it has columns of its own.
attendance = Table(
    "attendance",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("branch_id", ForeignKey("branch.id"), nullable=False),  # the branch of the member on that day
    Column("standing", String(20), nullable=False),  # and the standing: who votes is counted by it (rule 7)
    Column("state", String(10), nullable=False),
    Column("how", String(20), nullable=False),  # spoken_code, scan, officer, paper, leave, close
    Column("marked_at", Instant, nullable=False),
    Column("marked_by", ForeignKey("member.id")),  # empty: the member, or the closing of the meeting
    Column("late", Boolean, nullable=False, server_default=text("false")),
    # As read by content/leave_reasons: of what was said about health the code and its title, and no more.
    Column("reason", String(200), nullable=False, server_default=""),
    Column("reason_code", String(10), nullable=False, server_default=""),
    Column("made_up_at", Instant),
    Column("made_up_note", Text),
    Index("ix_attendance_member_id", "member_id"),
)

attendance_event = Table(
    "attendance_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_member_id", ForeignKey("member.id")),
    Column("verb", String(20), nullable=False),
    Column("before", String(10), nullable=False, server_default=""),
    Column("after", String(10), nullable=False),
    Column("how", String(20), nullable=False),
    Column("note", String(200), nullable=False, server_default=""),
    Index("ix_attendance_event_meeting_id", "meeting_id", "member_id"),
)

leave_request = Table(
    "leave_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("reason_code", String(10), nullable=False, server_default=""),  # as in attendance
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", ForeignKey("member.id")),
    Column("state", String(10), nullable=False),  # waiting, approved, rejected, withdrawn
    Column("decided_at", Instant),
    Column("decided_by", ForeignKey("member.id")),
    Column("decision_note", String(200), nullable=False, server_default=""),
    Index(
        "uq_leave_request_open",
        "meeting_id",
        "member_id",
        unique=True,
        sqlite_where=text("state IN ('waiting', 'approved')"),
        postgresql_where=text("state IN ('waiting', 'approved')"),
    ),
)
