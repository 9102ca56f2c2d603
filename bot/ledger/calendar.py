"""Which days are worked: the State Council's calendar as a table that an officer can put right.

The table has the days that differ from Monday to Friday. It is seeded from chinesecalendar, which ends with a year
and raises beyond it; there Monday to Friday is assumed and ``covered_until`` says from when. No cron expression
knows 调休, so jobs ask here.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import audit
from bot.ledger.tables import calendar_day

WORKDAY, HOLIDAY = "workday", "holiday"
WARNING_DAYS = 60
PACKAGE = "chinesecalendar"
BY_HAND = "by hand"

_SEED = {
    "sqlite": sqlite.insert(calendar_day).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(calendar_day).on_conflict_do_nothing(),
}
_SET = {
    name: statement.on_conflict_do_update(
        index_elements=["day"],
        set_={column: statement.excluded[column] for column in ("kind", "name", "source")},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(calendar_day)),
        ("postgresql", postgresql.insert(calendar_day)),
    )
}
_LAST_SEEDED = select(func.max(calendar_day.c.day)).where(calendar_day.c.source != BY_HAND)
_BETWEEN = select(calendar_day.c.day, calendar_day.c.kind).where(
    calendar_day.c.day >= bindparam("first"), calendar_day.c.day <= bindparam("last")
)


def seed(db: Connection) -> int:
    """Enter the days the package knows and the table does not; returns how many. What a person set stays."""
    import chinese_calendar  # noqa: PLC0415 - thirty years of days, for the scheduler only
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415

    there = db.execute(_LAST_SEEDED).scalar()
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    source = f"{PACKAGE} {chinese_calendar.__version__}"
    rows = [
        {"day": day, "kind": kind, "name": names.get(name, ""), "source": source}
        for kind, days in ((HOLIDAY, holidays), (WORKDAY, workdays))
        for day, name in days.items()
        if there is None or day.year > there.year
    ]
    if rows:
        db.execute(_SEED[db.dialect.name], rows)
    return len(rows)


def set_day(db: Connection, day: date, kind: str, name: str, by: int | None, now: datetime) -> None:
    """Put a day right: ``kind`` is ``workday`` or ``holiday``. Raises ValueError for another kind."""
    if kind not in (WORKDAY, HOLIDAY):
        raise ValueError(f"a day is a {WORKDAY} or a {HOLIDAY}, not {kind!r}")
    db.execute(_SET[db.dialect.name], {"day": day, "kind": kind, "name": name, "source": BY_HAND})
    audit.record(db, now, by, "console", "calendar_set", f"day {day}", kind)


def covered_until(db: Connection) -> date | None:
    """The last day that was announced, not assumed; None where nothing has been seeded."""
    last = db.execute(_LAST_SEEDED).scalar()
    return date(last.year, 12, 31) if last is not None else None


def days_left(db: Connection, today: date) -> int:
    """How many announced days are left after ``today``; none where nothing has been seeded."""
    last = covered_until(db)
    return max((last - today).days, 0) if last is not None else 0


def runs_out(db: Connection, today: date) -> bool:
    """Whether fewer than 60 announced days are left, so that somebody should enter next year's."""
    return days_left(db, today) < WARNING_DAYS


def is_workday(db: Connection, day: date) -> bool:
    """Whether a day is worked; beyond the announced days, Monday to Friday."""
    return bool(_workdays(db, day, day))


def first_workday(db: Connection, month: str) -> date:
    """The first worked day of a month (``2026-12``): the day the month's plan goes out (product F1).

    Raises ValueError where ``month`` is none.
    """
    first = date.fromisoformat(f"{month}-01")
    worked = _workdays(db, first, first.replace(day=monthrange(first.year, first.month)[1]))
    return worked[0] if worked else first


def next_workday(db: Connection, day: date) -> date:
    """The first worked day after ``day``."""
    span = timedelta(days=14)  # the longest holiday there was had nine days
    worked = _workdays(db, day + timedelta(days=1), day + span)
    return worked[0] if worked else next_workday(db, day + span)


def _workdays(db: Connection, first: date, last: date) -> list[date]:
    known = {row.day: row.kind for row in db.execute(_BETWEEN, {"first": first, "last": last})}
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if known.get(day, WORKDAY if day.weekday() < 5 else HOLIDAY) == WORKDAY]
