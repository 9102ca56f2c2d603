"""How often a branch is sent a lecture, as its officers chose (product D4). Without a choice nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot import local
from bot.ledger.tables import branch, lecture_pace

WEEK, MONTH, OFF = "week", "month", "off"
PACES = {WEEK: "每周", MONTH: "每月", OFF: "停"}
WEDNESDAY, SECOND = 2, 2  # the day of the week; for a month the second of them
AT = time(10, 13)


@dataclass(frozen=True, slots=True)
class Pace:
    """A branch's choice. ``first`` is the number of the lecture sent on the first day after ``since``."""

    branch_id: int
    branch_name: str
    every: str
    first: int
    since: datetime

    def days(self, after: datetime, until: datetime) -> Iterator[tuple[int, datetime]]:
        """The lectures due after one instant, up to another: number since the start (from 0), instant."""
        due = (local.instant(day, AT) for day in _wednesdays(local.day(self.since)))
        due = (at for at in due if self.every == WEEK or _nth(local.day(at)) == SECOND)
        place = 0
        for at in due:
            if at > until or self.every == OFF:
                return
            if at > self.since:
                if at > after:
                    yield place, at
                place += 1

    def next_first(self, now: datetime) -> int:
        """The number of the lecture that comes next, seen from ``now``: where another pace goes on."""
        return self.first + sum(1 for _ in self.days(datetime.min.replace(tzinfo=UTC), now))


_SET = {
    name: statement.on_conflict_do_update(
        index_elements=["branch_id"],
        set_={column: statement.excluded[column] for column in ("every", "first", "since", "set_by")},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(lecture_pace)),
        ("postgresql", postgresql.insert(lecture_pace)),
    )
}
_ALL = (
    select(
        lecture_pace.c.branch_id,
        branch.c.name,
        lecture_pace.c.every,
        lecture_pace.c.first,
        lecture_pace.c.since,
    )
    .join(branch, branch.c.id == lecture_pace.c.branch_id)
    .where(branch.c.dissolved_at.is_(None))
    .order_by(lecture_pace.c.branch_id)
)
_OF = _ALL.where(lecture_pace.c.branch_id == bindparam("of"))


def of_branch(db: Connection, branch_id: int) -> Pace | None:
    """A branch's choice, or None where it has made none."""
    row = db.execute(_OF, {"of": branch_id}).first()
    return Pace(*row) if row else None


def chosen(db: Connection) -> list[Pace]:
    """Every branch that is sent lectures."""
    return [pace for row in db.execute(_ALL) if (pace := Pace(*row)).every != OFF]


def choose(db: Connection, branch_id: int, every: str, by: int, now: datetime) -> Pace:
    """Send a branch a lecture every ``week`` or ``month``, or none (``off``); it goes on with the one after the last.

    Raises ValueError for another word.
    """
    if every not in PACES:
        raise ValueError(f"a lecture comes every {' or '.join(PACES)}, not {every!r}")
    before = of_branch(db, branch_id)
    if before is not None and before.every == every:
        return before
    first = before.next_first(now) if before is not None else 1
    given = {"branch_id": branch_id, "every": every, "first": first, "since": now, "set_by": by}
    db.execute(_SET[db.dialect.name], given)
    made = of_branch(db, branch_id)
    assert made is not None
    return made


def _wednesdays(day: date) -> Iterator[date]:
    day += timedelta(days=(WEDNESDAY - day.weekday()) % 7)
    while True:
        yield day
        day += timedelta(days=7)


def _nth(day: date) -> int:
    """Which of its weekday in its month a day is: the 8th to the 14th are the second."""
    return (day.day - 1) // 7 + 1
