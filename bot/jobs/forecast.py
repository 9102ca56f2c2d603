"""What will be pushed, worked out by the jobs' own descriptions without pushing anything (product F3, J1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import local
from bot.jobs.occasion import Outlook
from bot.jobs.timetable import Job
from bot.ledger import calendar, outbox


@dataclass(frozen=True, slots=True)
class Foretold:
    """A push of the calendar. ``at`` is when it goes out, or went (``made``: it stands in the ledger).

    ``assumed``: it lies beyond the days whose holidays are known, so its day may still change. ``recipients``
    counts those who would get it as things stand.
    """

    at: datetime
    kind: str
    title: str
    audience: str
    recipients: int
    branch_ids: tuple[int, ...]
    made: bool
    assumed: bool


def coming(
    outlook: Outlook, db: Connection, jobs: Iterable[Job], now: datetime, until: datetime
) -> list[Foretold]:
    """What goes out between ``now`` and ``until``, in order: what the jobs will write, and what waits for its time.

    A push whose hour has passed, and which has not been made, goes now.
    """
    return _in_order([*_of_jobs(outlook, db, jobs, now, until), *_written(db, now, until)])


def month(outlook: Outlook, db: Connection, jobs: Iterable[Job], name: str, now: datetime) -> list[Foretold]:
    """The calendar of a month (``2026-12``): what has gone out in it, and from ``now`` on what will.

    For any month; beyond the known holidays what is said is marked as assumed. ValueError where it is none.
    """
    begins, ends = local.month_bounds(name)
    last = ends - timedelta(seconds=1)
    found = list(_written(db, begins, last))
    if last > now:
        found += (one for one in _of_jobs(outlook, db, jobs, now, last) if one.at >= begins)
    return _in_order(found)


def _written(db: Connection, since: datetime, until: datetime) -> Iterator[Foretold]:
    for one in outbox.between(db, since, until):
        yield Foretold(
            one.at,
            one.kind,
            one.title,
            one.audience,
            one.recipients,
            one.branch_ids,
            made=True,
            assumed=False,
        )


def _of_jobs(
    outlook: Outlook, db: Connection, jobs: Iterable[Job], now: datetime, until: datetime
) -> Iterator[Foretold]:
    known = calendar.covered_until(db)
    for job in jobs:
        for one in job.coming(outlook, db, now, until) if job.coming is not None else ():
            at = one.goes_at(outlook, db, now)
            count = len(one.told(db))
            if at <= until and count and not one.is_made(db):
                assumed = known is None or local.day(at) > known
                yield Foretold(
                    at, one.kind, one.title, one.audience, count, one.branch_ids, made=False, assumed=assumed
                )


def _in_order(found: Iterable[Foretold]) -> list[Foretold]:
    return sorted(found, key=lambda one: (one.at, one.title, one.branch_ids))
