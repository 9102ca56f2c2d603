"""Which days are worked: the State Council's calendar as a table that an officer can put right.

The table has the days that differ from Monday to Friday. It is seeded from chinesecalendar, which ends with a year
and raises beyond it; what a person enters for the years after counts as well. Where neither reaches, Monday to
Friday is assumed and ``covered_until`` says from when. No cron expression knows 调休, so jobs ask here.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import audit
from bot.ledger.tables import calendar_day

WORKDAY, HOLIDAY = "workday", "holiday"
WARNING_DAYS = 60
PACKAGE = "chinesecalendar"
BY_HAND = "by hand"

# The holidays of a year in their order: how each may be named, and the first day (month, day) it can begin on. A
# year is known as far as its holidays have been entered without a gap.
HOLIDAYS = (
    ("元旦", (1, 1)),
    ("春节", (1, 20)),
    ("清明", (4, 2)),
    ("劳动", (4, 27)),
    ("端午", (5, 27)),
    ("中秋", (9, 6)),
    ("国庆", (9, 27)),
)
NAME_LIMIT = 40

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
_FIRST = select(func.min(calendar_day.c.day))
_in_span = (calendar_day.c.day >= bindparam("first"), calendar_day.c.day <= bindparam("last"))
_BETWEEN = select(calendar_day.c.day, calendar_day.c.kind).where(*_in_span)
_NAMES = select(calendar_day.c.name).where(*_in_span, calendar_day.c.kind == HOLIDAY).distinct()
_DAYS = (
    select(calendar_day.c.day, calendar_day.c.kind, calendar_day.c.name, calendar_day.c.source)
    .where(*_in_span)
    .order_by(calendar_day.c.day)
)
_FORGET = (
    delete(calendar_day)
    .where(calendar_day.c.day == bindparam("of"), calendar_day.c.source == BY_HAND)
    .returning(calendar_day.c.day)
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from Monday to Friday; ``source`` says who entered it."""

    day: date
    kind: str
    name: str
    source: str


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


def set_day(
    db: Connection, day: date, kind: str, name: str, by: int | None, now: datetime, actor: str = "console"
) -> None:
    """Put a day right: ``kind`` is ``workday`` or ``holiday``; ``actor`` is the way in. ValueError for another kind."""
    if kind not in (WORKDAY, HOLIDAY):
        raise ValueError(f"a day is a {WORKDAY} or a {HOLIDAY}, not {kind!r}")
    given = {"day": day, "kind": kind, "name": name[:NAME_LIMIT], "source": BY_HAND}
    db.execute(_SET[db.dialect.name], given)
    audit.record(db, now, by, actor, "calendar_set", f"day {day}", kind)


def forget_day(db: Connection, day: date, by: int | None, now: datetime, actor: str = "console") -> bool:
    """Take away a day that was entered by hand, so that Monday to Friday counts; False where there is none."""
    if db.execute(_FORGET, {"of": day}).first() is None:
        return False
    audit.record(db, now, by, actor, "calendar_forget", f"day {day}")
    return True


def days_of(db: Connection, first: date, last: date) -> list[Day]:
    """The days between two dates, both included, that differ from Monday to Friday."""
    return [Day(*row) for row in db.execute(_DAYS, {"first": first, "last": last})]


def missing(db: Connection, year: int) -> list[str]:
    """The holidays of a year that nobody has entered, in their order."""
    given = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    entered = "".join(name for (name,) in db.execute(_NAMES, given))
    return [name for name, _ in HOLIDAYS if name not in entered]


def covered_until(db: Connection) -> date | None:
    """The last day that was announced, not assumed; None where nothing has been entered.

    Beyond the package's last year, a year counts as far as its holidays have been entered by hand.
    """
    last = db.execute(_LAST_SEEDED).scalar()
    known = date(last.year, 12, 31) if last is not None else None
    year = known.year + 1 if known else _first_year_by_hand(db)
    while year is not None:
        gaps = missing(db, year)
        if gaps:
            month, day = dict(HOLIDAYS)[gaps[0]]
            before = date(year, month, day) - timedelta(days=1)
            return before if gaps[0] != HOLIDAYS[0][0] else known
        known, year = date(year, 12, 31), year + 1
    return known


def _first_year_by_hand(db: Connection) -> int | None:
    first: date | None = db.execute(_FIRST).scalar()
    return first.year if first is not None else None


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
