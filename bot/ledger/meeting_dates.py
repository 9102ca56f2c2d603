"""The meetings of branches as a calendar takes them: planned, held and called off, with how often they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.ledger.meetings import COLUMNS, Meeting, built
from bot.ledger.tables import branch, meeting, meeting_branch


@dataclass(frozen=True, slots=True)
class Dated:
    """A meeting, how often it was moved or called off, and when it last changed (a UTC instant)."""

    meeting: Meeting
    revision: int
    changed_at: datetime


_SINCE = (
    select(*COLUMNS, meeting.c.revision, func.coalesce(meeting.c.changed_at, meeting.c.created_at))
    .join(branch, branch.c.id == meeting.c.branch_id)
    .where(
        meeting.c.id.in_(
            select(meeting_branch.c.meeting_id).where(
                meeting_branch.c.branch_id.in_(bindparam("branch_ids", expanding=True))
            )
        ),
        meeting.c.starts_at >= bindparam("since"),
    )
    .order_by(meeting.c.starts_at, meeting.c.id)
)


def since(db: Connection, branch_ids: Sequence[int], moment: datetime) -> list[Dated]:
    """The meetings these branches are due at that begin from ``moment`` on, in order of time."""
    found = db.execute(_SINCE, {"branch_ids": list(branch_ids), "since": moment})
    return [Dated(built(row), *row[len(COLUMNS) :]) for row in found]
