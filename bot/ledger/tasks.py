"""The month's tasks of a branch: filled from the plan, completed by holding the meeting or by an officer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot import local
from bot.ledger import meeting_kinds
from bot.ledger.meetings import CLOSED, Meeting
from bot.ledger.members import FULL
from bot.ledger.tables import branch, first_topic, meeting, meeting_branch, member, membership, task

NOTE_LIMIT = 300


class PlanRow(Protocol):
    """One duty of a month plan, as ``content.plans.Task`` has it."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def due(self) -> date: ...
    @property
    def evidence(self) -> str: ...
    @property
    def mandatory(self) -> bool: ...
    @property
    def per(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Shape:
    """What a branch's duties depend on (domain.md rules 2, 3, 12)."""

    full_members: int
    committee: bool
    groups: bool
    joint: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a branch's month. ``no`` is what people type; ``done_at`` a UTC instant."""

    id: int
    branch_id: int
    month: str
    no: int
    kind: str
    title: str
    due_on: date
    evidence: str
    mandatory: bool
    done_at: datetime | None
    done_by: int | None
    note: str
    meeting_id: int | None

    def is_overdue(self, today: date) -> bool:
        """Whether the task is not done and its last day is over; ``today`` is the local date."""
        return self.done_at is None and today > self.due_on


_COLUMNS = [
    task.c[name]
    for name in (
        "id", "branch_id", "month", "no", "kind", "title", "due_on", "evidence", "mandatory",
        "done_at", "done_by", "note", "meeting_id",
    )
]  # fmt: skip
_OF_MONTH = (
    select(*_COLUMNS)
    .where(
        task.c.branch_id == bindparam("branch_id"),
        task.c.month == bindparam("month"),
        task.c.left_out_at.is_(None),
    )
    .order_by(task.c.no)
)
_LEFT_OUT = (
    select(*_COLUMNS)
    .where(
        task.c.branch_id == bindparam("branch_id"),
        task.c.month == bindparam("month"),
        task.c.left_out_at.is_not(None),
    )
    .order_by(task.c.no)
)
_MISSING = (
    select(*_COLUMNS)
    .where(
        task.c.month == bindparam("month"),
        task.c.mandatory,
        task.c.done_at.is_(None),
        task.c.left_out_at.is_(None),
    )
    .order_by(task.c.branch_id, task.c.no)
)
_KEYS = select(task.c.key, task.c.no).where(
    task.c.branch_id == bindparam("branch_id"), task.c.month == bindparam("month")
)
_PUT = {
    "sqlite": sqlite.insert(task).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(task).on_conflict_do_nothing(),
}
_STUDIED = (
    select(first_topic.c.meeting_id, first_topic.c.entered_at)
    .where(first_topic.c.branch_id == bindparam("branch_id"), first_topic.c.month == bindparam("month"))
    .order_by(first_topic.c.id)
    .limit(1)
)
_HELD = (
    select(meeting.c.id, meeting.c.closed_at)
    .join(meeting_branch, meeting_branch.c.meeting_id == meeting.c.id)
    .where(
        meeting_branch.c.branch_id == bindparam("branch_id"),
        meeting.c.kind == bindparam("kind"),
        meeting.c.state == CLOSED,
        meeting.c.starts_at >= bindparam("since"),
        meeting.c.starts_at < bindparam("until"),
    )
    .order_by(meeting.c.starts_at)
    .limit(1)
)


def shape_of(db: Connection, branch_id: int) -> Shape:
    """The shape of a branch now: seven full members make a committee (domain.md rule 2)."""
    full = db.execute(
        select(func.count())
        .select_from(membership.join(member, member.c.id == membership.c.member_id))
        .where(
            membership.c.branch_id == branch_id,
            membership.c.until.is_(None),
            member.c.left_at.is_(None),
            member.c.standing == FULL,
        )
    ).scalar_one()
    kind, groups = db.execute(
        select(branch.c.kind, branch.c.has_groups).where(branch.c.id == branch_id)
    ).one()
    return Shape(full, meeting_kinds.has_committee(full), bool(groups), kind == "joint")


def fill(db: Connection, branch_id: int, month: str, rows: Iterable[PlanRow], now: datetime) -> int:
    """Enter a branch's tasks of a month (``2026-12``) from its plan; returns how many are new.

    What is there keeps its number; a task is entered once however often this runs. A quarterly or yearly
    duty that a meeting has met earlier in its period is entered as done (domain.md rules 1, 5, 6), and so is a first
    topic that was recorded before the plan came (rule 11): a month may begin with eight days off.
    """
    there = {row.key: row.no for row in db.execute(_KEYS, {"branch_id": branch_id, "month": month})}
    free = max(there.values(), default=0) + 1
    new = 0
    for row in rows:
        if row.key in there:
            continue
        met = _met_earlier(db, branch_id, month, row)
        given = {
            "branch_id": branch_id, "month": month, "no": free, "key": row.key, "per": row.per, "kind": row.kind,
            "title": row.title, "due_on": row.due, "evidence": row.evidence, "mandatory": row.mandatory,
            "meeting_id": met[0] if met else None, "done_at": met[1] if met else None,
        }  # fmt: skip
        new += db.execute(_PUT[db.dialect.name].returning(task.c.id), given).first() is not None
        free += 1
    return new


def _met_earlier(db: Connection, branch_id: int, month: str, row: PlanRow) -> Any:
    if row.kind == "第一议题":
        return db.execute(_STUDIED, {"branch_id": branch_id, "month": month}).first()
    since, until = period_bounds(month, row.per)
    given = {"branch_id": branch_id, "kind": row.kind, "since": since, "until": until}
    return db.execute(_HELD, given).first()


def period_bounds(month: str, per: str) -> tuple[datetime, datetime]:
    """The UTC instants between which the period (month, quarter, year) that a month lies in begins and ends."""
    year, number = (int(part) for part in month.split("-"))
    length = {"month": 1, "quarter": 3, "year": 12}[per]
    first = (number - 1) // length * length + 1
    return local.month_bounds(f"{year}-{first:02}")[0], local.month_bounds(f"{year}-{first + length - 1:02}")[
        1
    ]


def of_month(db: Connection, branch_id: int, month: str) -> list[Task]:
    """A branch's tasks of a month, by number; what it does not do is not among them."""
    return [Task(*row) for row in db.execute(_OF_MONTH, {"branch_id": branch_id, "month": month})]


def left_out(db: Connection, branch_id: int, month: str) -> list[Task]:
    """What a branch does not do of its month's plan, by number (see ``bot.ledger.task_plan``)."""
    return [Task(*row) for row in db.execute(_LEFT_OUT, {"branch_id": branch_id, "month": month})]


def missing(db: Connection, month: str, branch_ids: Iterable[int] | None = None) -> list[Task]:
    """The mandatory tasks of a month that are not done, of all branches or of those given."""
    wanted = None if branch_ids is None else set(branch_ids)
    tasks = [Task(*row) for row in db.execute(_MISSING, {"month": month})]
    return [one for one in tasks if wanted is None or one.branch_id in wanted]


def complete(
    db: Connection, branch_id: int, month: str, no: int, note: str, by: int, now: datetime
) -> tuple[Task | None, bool]:
    """Complete a task by its number; returns it (None where there is none) and whether this did it."""
    done = db.execute(
        update(task)
        .where(
            task.c.branch_id == branch_id,
            task.c.month == month,
            task.c.no == no,
            task.c.done_at.is_(None),
            task.c.left_out_at.is_(None),
        )
        .values(done_at=now, done_by=by, note=note[:NOTE_LIMIT])
    )
    found = [one for one in of_month(db, branch_id, month) if one.no == no]
    return (found[0] if found else None), done.rowcount == 1


def reopen(db: Connection, task_id: int) -> bool:
    """Undo a completion that was entered by mistake; one that a meeting made stays. False where nothing changed."""
    undone = db.execute(
        update(task)
        .where(task.c.id == task_id, task.c.done_at.is_not(None), task.c.meeting_id.is_(None))
        .values(done_at=None, done_by=None, note="")
    )
    return undone.rowcount == 1


def complete_by_meeting(db: Connection, held: Meeting, now: datetime) -> list[str]:
    """Complete the tasks that a meeting's holding meets, in every branch due at it; returns their titles.

    A task of its month, or a quarterly or yearly one of the same period whose own month has passed undone.
    """
    month = local.month(held.starts_at)
    due_branches = select(meeting_branch.c.branch_id).where(meeting_branch.c.meeting_id == held.id)
    in_period = or_(
        task.c.month == month,
        and_(task.c.per == "quarter", task.c.month.in_(_months(month, "quarter"))),
        and_(task.c.per == "year", task.c.month.in_(_months(month, "year"))),
    )
    rows = db.execute(
        update(task)
        .where(
            task.c.branch_id.in_(due_branches),
            task.c.kind == held.kind,
            task.c.done_at.is_(None),
            task.c.left_out_at.is_(None),
            in_period,
        )
        .values(done_at=now, meeting_id=held.id)
        .returning(task.c.title)
    ).all()
    return list(dict.fromkeys(title for (title,) in rows))


def _months(month: str, per: str) -> list[str]:
    since, until = period_bounds(month, per)
    first = int(local.month(since)[5:])
    count = {"quarter": 3, "year": 12}[per]
    assert until > since
    return [f"{month[:4]}-{number:02}" for number in range(first, first + count)]
