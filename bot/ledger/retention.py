"""Letting go of what is past its time: a statement a rule of ``content/retention.toml``, and a row of what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from bot.ledger import attempts, conversations, hearings, inbox, platform_media, signing_in
from bot.ledger.tables import (
    attendance,
    attendance_event,
    audit,
    complaint,
    complaint_event,
    delivery,
    delivery_batch,
    export_job,
    export_link,
    leave_request,
    meeting,
    own_correction,
    retention_run,
)

_before = bindparam("cutoff", type_=audit.c.at.type)
_settled = select(complaint.c.id).where(complaint.c.settled_at < _before)
_held = select(meeting.c.id).where(meeting.c.starts_at < _before)
# What each rule does, in order. Rows already dealt with are left alone, so that the count is of this run.
STATEMENTS: dict[str, tuple[Any, ...]] = {
    "lapsed_links": (delete(export_link).where(export_link.c.expires_at < _before),),
    "export_jobs": (delete(export_job).where(export_job.c.made_at < _before),),
    "complaint_words": (
        update(complaint)
        .where(complaint.c.settled_at < _before, complaint.c.sealed.is_not(None))
        .values(sealed=None, member_id=None),
        update(complaint_event)
        .where(complaint_event.c.complaint_id.in_(_settled), complaint_event.c.sealed.is_not(None))
        .values(sealed=None),
    ),
    "own_corrections": (delete(own_correction).where(own_correction.c.decided_at < _before),),
    "audit": (delete(audit).where(audit.c.at < _before),),
    "deliveries": (
        update(delivery).where(delivery.c.settled_at < _before, delivery.c.openid != "").values(openid=""),
        update(delivery_batch)
        .where(delivery_batch.c.settled_at < _before, delivery_batch.c.receivers != "[]")
        .values(receivers="[]"),
    ),
    "leave_reasons": (
        update(leave_request)
        .where(
            leave_request.c.meeting_id.in_(_held),
            or_(leave_request.c.reason != "", leave_request.c.reason_code != ""),
        )
        .values(reason="", reason_code=""),
    ),
    "marks": (
        update(attendance)
        .where(
            attendance.c.meeting_id.in_(_held),
            or_(attendance.c.reason != "", attendance.c.reason_code != ""),
        )
        .values(reason="", reason_code=""),
        update(attendance_event)
        .where(attendance_event.c.meeting_id.in_(_held), attendance_event.c.note != "")
        .values(note=""),
    ),
}
# What had its own way of forgetting before there were rules.
FORGET: dict[str, Callable[[Connection, datetime], int]] = {
    "attempts": attempts.forget,
    "conversations": conversations.forget,
    "replies": inbox.forget_replies,
    "messages": inbox.forget,
    "sessions": signing_in.forget,
    "hearings": hearings.forget,
    "platform_copies": platform_media.forget,
}
NAMES = frozenset([*STATEMENTS, *FORGET])
_NOTE = insert(retention_run)
_LATEST = select(retention_run).order_by(retention_run.c.id.desc()).limit(bindparam("at_most"))


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of a rule did: how many rows from before ``cutoff`` (UTC) were deleted or sealed."""

    rule: str
    action: str
    cutoff: datetime
    rows: int
    ran_at: datetime


def apply(db: Connection, rule: str, action: str, days: int, now: datetime) -> Run:
    """Do what a rule (one of NAMES) says of rows older than ``days``, and note it where there were any."""
    cutoff = now - timedelta(days=days)
    if rule in FORGET:
        rows = FORGET[rule](db, cutoff)
    else:
        rows = sum(db.execute(statement, {"cutoff": cutoff}).rowcount for statement in STATEMENTS[rule])
    if rows:
        db.execute(_NOTE, {"ran_at": now, "rule": rule, "action": action, "cutoff": cutoff, "rows": rows})
    return Run(rule, action, cutoff, rows, now)


def latest(db: Connection, limit: int = 50) -> list[Run]:
    """What was let go lately, the last first."""
    return [
        Run(row.rule, row.action, row.cutoff, row.rows, row.ran_at)
        for row in db.execute(_LATEST, {"at_most": limit})
    ]
