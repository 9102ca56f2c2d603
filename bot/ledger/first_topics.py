"""第一议题: what a branch studied first at a meeting, and which branches have not yet this month (rule 11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot import local
from bot.ledger.meetings import Meeting
from bot.ledger.tables import branch, first_topic, meeting_branch, task


@dataclass(frozen=True, slots=True)
class Study:
    """What was studied at a meeting: titles, who hosted, who read, what was discussed and decided."""

    materials: tuple[str, ...]
    host: str = ""
    lead_reader: str = ""
    discussion: str = ""
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A branch's record of one first topic; ``studied_on`` is the local date of the meeting.

    ``entered_by`` is the id of the member who entered it last.
    """

    branch_id: int
    meeting_id: int
    month: str
    studied_on: date
    study: Study
    entered_by: int | None = None


_CHANGES = ("materials", "host", "lead_reader", "discussion", "decided", "entered_by", "entered_at")
_PUT = {
    name: statement.on_conflict_do_update(
        index_elements=["branch_id", "meeting_id"],
        set_={column: statement.excluded[column] for column in _CHANGES},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(first_topic)),
        ("postgresql", postgresql.insert(first_topic)),
    )
}
_OF_MONTH = (
    select(first_topic)
    .where(first_topic.c.month == bindparam("month"))
    .order_by(first_topic.c.branch_id, first_topic.c.studied_on, first_topic.c.id)
)
_OF_MEETING = select(first_topic).where(first_topic.c.meeting_id == bindparam("meeting_id"))
_MISSING = (
    select(branch.c.id, branch.c.name)
    .where(
        branch.c.dissolved_at.is_(None),
        branch.c.id.not_in(select(first_topic.c.branch_id).where(first_topic.c.month == bindparam("month"))),
    )
    .order_by(branch.c.id)
)


def record(db: Connection, held: Meeting, study: Study, by: int | None, now: datetime) -> None:
    """Record what was studied first at a meeting, for every branch due at it; a later entry replaces it.

    The branches' 第一议题 task of that month is completed by it.
    """
    month = local.month(held.starts_at)
    branch_ids = select(meeting_branch.c.branch_id).where(meeting_branch.c.meeting_id == held.id)
    for (branch_id,) in db.execute(branch_ids).all():
        db.execute(
            _PUT[db.dialect.name],
            {
                "branch_id": branch_id,
                "meeting_id": held.id,
                "month": month,
                "studied_on": local.day(held.starts_at),
                "materials": "\n".join(study.materials),
                "host": study.host,
                "lead_reader": study.lead_reader,
                "discussion": study.discussion,
                "decided": study.decided,
                "entered_by": by,
                "entered_at": now,
            },
        )
    db.execute(
        task.update()
        .where(
            task.c.branch_id.in_(branch_ids),
            task.c.kind == "第一议题",
            task.c.month == month,
            task.c.done_at.is_(None),
        )
        .values(done_at=now, meeting_id=held.id)
    )


def of_month(db: Connection, month: str, branch_ids: Iterable[int] | None = None) -> list[Record]:
    """The records of a month, of all branches or of those given, by branch and day."""
    wanted = None if branch_ids is None else set(branch_ids)
    records = [_built(row) for row in db.execute(_OF_MONTH, {"month": month})]
    return [one for one in records if wanted is None or one.branch_id in wanted]


def of_meeting(db: Connection, meeting_id: int) -> list[Record]:
    """What was recorded for a meeting: one record a branch due at it."""
    return [_built(row) for row in db.execute(_OF_MEETING, {"meeting_id": meeting_id})]


def not_yet(db: Connection, month: str) -> Sequence[tuple[int, str]]:
    """The branches without a first topic in a month, as (id, name)."""
    return [(id_, name) for id_, name in db.execute(_MISSING, {"month": month})]


def _built(row: object) -> Record:
    fields = row._mapping  # type: ignore[attr-defined]
    study = Study(
        tuple(fields["materials"].splitlines()),
        fields["host"],
        fields["lead_reader"],
        fields["discussion"],
        fields["decided"],
    )
    return Record(
        fields["branch_id"],
        fields["meeting_id"],
        fields["month"],
        fields["studied_on"],
        study,
        fields["entered_by"],
    )
