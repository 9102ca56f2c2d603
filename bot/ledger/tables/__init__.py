"""The ledger's tables, by topic. What changes here needs a migration (``migrations/``)."""

from bot.ledger.tables.base import Instant, metadata
from bot.ledger.tables.desk import console_session, export_job, export_seal, sign_in_link
from bot.ledger.tables.duties import appraisal, branch_talk, hosting, hour_credit, restriction, vote
from bot.ledger.tables.lectures import draft, lecture_pace, listening, platform_media, thought
from bot.ledger.tables.meetings import (
    attendance,
    attendance_event,
    exclusion,
    leave_request,
    meeting,
    meeting_branch,
    minutes_line,
)
from bot.ledger.tables.people import (
    attempt,
    binding,
    binding_code,
    branch,
    committee,
    firm,
    follower,
    member,
    membership,
    office,
)
from bot.ledger.tables.registers import register_entry
from bot.ledger.tables.rights import (
    complaint,
    complaint_event,
    consent,
    erasure,
    own_correction,
    retention_run,
)
from bot.ledger.tables.sending import (
    channel_pause,
    delivery,
    delivery_attempt,
    delivery_batch,
    notice,
    platform_token,
    quota_use,
)
from bot.ledger.tables.structure import away, term, theme_day
from bot.ledger.tables.study import bookmark, first_topic, task, task_event
from bot.ledger.tables.talk import conversation, inbox
from bot.ledger.tables.upkeep import audit, calendar_day, export_link, job_question, job_run, job_setting
from bot.ledger.tables.wishes import hearing, large_type, push_off

__all__ = [
    "Instant",
    "appraisal",
    "attempt",
    "attendance",
    "attendance_event",
    "audit",
    "away",
    "binding",
    "binding_code",
    "bookmark",
    "branch",
    "branch_talk",
    "calendar_day",
    "channel_pause",
    "committee",
    "complaint",
    "complaint_event",
    "consent",
    "console_session",
    "conversation",
    "delivery",
    "delivery_attempt",
    "delivery_batch",
    "draft",
    "erasure",
    "exclusion",
    "export_job",
    "export_link",
    "export_seal",
    "firm",
    "first_topic",
    "follower",
    "hearing",
    "hosting",
    "hour_credit",
    "inbox",
    "job_question",
    "job_run",
    "job_setting",
    "large_type",
    "leave_request",
    "lecture_pace",
    "listening",
    "meeting",
    "meeting_branch",
    "member",
    "membership",
    "metadata",
    "minutes_line",
    "notice",
    "office",
    "own_correction",
    "platform_media",
    "platform_token",
    "push_off",
    "quota_use",
    "register_entry",
    "restriction",
    "retention_run",
    "sign_in_link",
    "task",
    "task_event",
    "term",
    "theme_day",
    "thought",
    "vote",
]
