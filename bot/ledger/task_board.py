"""The tasks of several branches at one look, those left out among them: what a board of a month shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.ledger.tables import task
from bot.ledger.tasks import Task

_COLUMNS = [
    task.c[name]
    for name in (
        "id", "branch_id", "month", "no", "kind", "title", "due_on", "evidence", "mandatory",
        "done_at", "done_by", "note", "meeting_id", "key", "per", "left_out_at",
    )
]  # fmt: skip
_OF_BRANCHES = (
    select(*_COLUMNS)
    .where(task.c.month == bindparam("month"), task.c.branch_id.in_(bindparam("branch_ids", expanding=True)))
    .order_by(task.c.branch_id, task.c.no)
)
_BY_ID = select(*_COLUMNS).where(task.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A task with what a board says beside it: ``key`` is the same for the same duty of every branch.

    ``per`` is the period its quota counts in; ``left_out_at`` (a UTC instant) is set where the branch does not do it.
    """

    task: Task
    key: str
    per: str
    left_out_at: datetime | None


def of_branches(db: Connection, month: str, branch_ids: Sequence[int]) -> dict[int, list[OnBoard]]:
    """The tasks of a month (``2026-12``) by branch id, by number; a branch without any has an empty list."""
    found: dict[int, list[OnBoard]] = {id_: [] for id_ in branch_ids}
    for row in db.execute(_OF_BRANCHES, {"month": month, "branch_ids": list(branch_ids)}):
        found[row.branch_id].append(_built(row))
    return found


def get(db: Connection, task_id: int) -> OnBoard | None:
    """One task, or None where there is none."""
    row = db.execute(_BY_ID, {"id": task_id}).first()
    return _built(row) if row is not None else None


def _built(row: Any) -> OnBoard:
    return OnBoard(Task(*row[:13]), *row[13:])
