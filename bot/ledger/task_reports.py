"""A task reported as done by an officer, and the report taken back: each with its line in the audit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.ledger import audit, tasks
from bot.ledger.tasks import Task


def report(
    db: Connection,
    branch_id: int,
    month: str,
    no: int,
    note: str,
    by: int,
    now: datetime,
    actor: str = "chat",
) -> tuple[Task | None, bool]:
    """Complete a task by its number; returns it (None where there is none) and whether this did it."""
    one, did = tasks.complete(db, branch_id, month, no, note, by, now)
    if one is not None and did:
        audit.record(db, now, by, actor, "task_done", f"task {one.id}")
    return one, did


def take_back(db: Connection, one: Task, by: int, now: datetime, actor: str = "chat") -> bool:
    """It was entered as done by mistake; what had been said is kept in the audit. False where a meeting did it."""
    if one.done_at is None or not tasks.reopen(db, one.id):
        return False
    said = f"done {one.done_at.isoformat()} by {one.done_by}: {one.note}"
    audit.record(db, now, by, actor, "task_undo", f"task {one.id}", said)
    return True
