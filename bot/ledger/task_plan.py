"""A branch's month made its own: what is added, changed, left out and taken up again, each with who and when.

The plan's file gives every branch the same duties (``content.plans``); these verbs change one branch's list
and never the plan. Nothing is deleted: what is left out keeps its number and can be taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot import local
from bot.ledger import tasks
from bot.ledger.tables import task, task_event
from bot.ledger.tasks import Task

OWN = "其他"
TITLE_LIMIT = 40
REASON_LIMIT = 200
ADD, CHANGE, LEAVE_OUT, RESTORE = "add", "change", "leave_out", "restore"


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One step of a task's history. ``before`` and ``after`` are title and last day as people read them."""

    at: datetime
    by_member_id: int
    verb: str
    before: str
    after: str
    reason: str


class OutsideItsPeriod(Exception):
    """A last day that the duty's quota does not allow: before its month, or after its period ends."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last


_LAST_NO = select(func.coalesce(func.max(task.c.no), 0)).where(
    task.c.branch_id == bindparam("branch_id"), task.c.month == bindparam("month")
)
_PUT = {
    "sqlite": sqlite.insert(task).on_conflict_do_nothing().returning(task.c.id),
    "postgresql": postgresql.insert(task).on_conflict_do_nothing().returning(task.c.id),
}
_PER = select(task.c.per).where(task.c.id == bindparam("task_id"))
_KEY = select(task.c.key).where(task.c.id == bindparam("task_id"))
_WITH_KEY = select(task.c.no).where(
    task.c.branch_id == bindparam("branch_id"),
    task.c.month == bindparam("month"),
    task.c.key == bindparam("key"),
)
_CHANGE = (
    update(task)
    .where(task.c.id == bindparam("task_id"), task.c.done_at.is_(None), task.c.left_out_at.is_(None))
    .values(title=bindparam("new_title"), due_on=bindparam("new_due"))
    .returning(task.c.id)
)
_LEAVE_OUT = (
    update(task)
    .where(task.c.id == bindparam("task_id"), task.c.done_at.is_(None), task.c.left_out_at.is_(None))
    .values(left_out_at=bindparam("now"))
    .returning(task.c.id)
)
_RESTORE = (
    update(task)
    .where(task.c.id == bindparam("task_id"), task.c.left_out_at.is_not(None))
    .values(left_out_at=None)
    .returning(task.c.id)
)
_REMEMBER = insert(task_event)
_HISTORY = (
    select(
        task_event.c.at,
        task_event.c.by_member_id,
        task_event.c.verb,
        task_event.c.before,
        task_event.c.after,
        task_event.c.reason,
    )
    .where(task_event.c.task_id == bindparam("task_id"))
    .order_by(task_event.c.id)
)


def add(
    db: Connection, branch_id: int, month: str, title: str, due: date, by: int, now: datetime
) -> tuple[Task, bool]:
    """Add a task of the branch's own to a month (``2026-12``); returns it and whether this did it.

    The same words twice are one task. ``due`` is a local date of that month.
    """
    title = title[:TITLE_LIMIT]
    for one in tasks.of_month(db, branch_id, month):
        if one.title == title:
            return one, False
    given = {"branch_id": branch_id, "month": month}
    while True:  # another officer may take the number between the look and the insert
        no = db.execute(_LAST_NO, given).scalar_one() + 1
        row = {
            "no": no, "key": f"own-{no}", "per": "month", "kind": OWN, "title": title, "due_on": due,
            "evidence": "", "mandatory": False,
        }  # fmt: skip
        if (made := db.execute(_PUT[db.dialect.name], given | row).scalar()) is not None:
            break
    _remember(db, made, by, now, ADD, after=_said(title, due))
    return next(one for one in tasks.of_month(db, branch_id, month) if one.id == made), True


def period_of(db: Connection, one: Task) -> tuple[date, date]:
    """The first and the last day on which a task may end: from its month's first to its quota's period's last."""
    per = db.execute(_PER, {"task_id": one.id}).scalar_one()
    first = local.day(local.month_bounds(one.month)[0])
    after = local.day(tasks.period_bounds(one.month, per)[1])
    return first, after - timedelta(days=1)


def change(
    db: Connection, one: Task, by: int, now: datetime, *, title: str | None = None, due: date | None = None
) -> Task | None:
    """Change the wording, the last day or both of an open task; None where it is done or left out meanwhile.

    Raises OutsideItsPeriod where the quota allows no such day (domain.md rules 1 to 6).
    """
    first, last = period_of(db, one)
    if due is not None and not first <= due <= last:
        raise OutsideItsPeriod(first, last)
    new_title, new_due = (title or one.title)[:TITLE_LIMIT], due or one.due_on
    given = {"task_id": one.id, "new_title": new_title, "new_due": new_due}
    if db.execute(_CHANGE, given).first() is None:
        return None
    _remember(
        db, one.id, by, now, CHANGE, before=_said(one.title, one.due_on), after=_said(new_title, new_due)
    )
    return next(it for it in tasks.of_month(db, one.branch_id, one.month) if it.id == one.id)


def leave_out(db: Connection, one: Task, by: int, now: datetime, reason: str) -> bool:
    """Take an open task off the branch's list, with the reason; False where it is done or off already."""
    if db.execute(_LEAVE_OUT, {"task_id": one.id, "now": now}).first() is None:
        return False
    _remember(db, one.id, by, now, LEAVE_OUT, before=_said(one.title, one.due_on), reason=reason)
    return True


def restore(db: Connection, one: Task, by: int, now: datetime) -> bool:
    """Put a task that was left out back under its number; False where it is on the list."""
    if db.execute(_RESTORE, {"task_id": one.id}).first() is None:
        return False
    _remember(db, one.id, by, now, RESTORE, after=_said(one.title, one.due_on))
    return True


def history(db: Connection, task_id: int) -> list[TaskEvent]:
    """What was done to a task, oldest first."""
    return [TaskEvent(*row) for row in db.execute(_HISTORY, {"task_id": task_id})]


def same_in(db: Connection, one: Task, branch_id: int, *, left_out: bool = False) -> Task | None:
    """The same duty of the plan in another branch's month, among those left out where that is meant; or None."""
    key = db.execute(_KEY, {"task_id": one.id}).scalar_one()
    listed = (tasks.left_out if left_out else tasks.of_month)(db, branch_id, one.month)
    if key.startswith("own-"):
        return next((it for it in listed if it.title == one.title), None)
    no = db.execute(_WITH_KEY, {"branch_id": branch_id, "month": one.month, "key": key}).scalar()
    return next((it for it in listed if it.no == no), None)


def may_leave_out(one: Task, *, staff: bool) -> bool:
    """Whether an officer may take a task off: what the rules require, only the committee's staff."""
    return staff or not one.mandatory


def _remember(
    db: Connection,
    task_id: int,
    by: int,
    now: datetime,
    verb: str,
    before: str = "",
    after: str = "",
    reason: str = "",
) -> None:
    row = {"before": before, "after": after, "reason": reason[:REASON_LIMIT]}
    db.execute(_REMEMBER, row | {"task_id": task_id, "at": now, "by_member_id": by, "verb": verb})


def _said(title: str, due: date) -> str:
    return f"{title}（{due.month}月{due.day}日前）"
