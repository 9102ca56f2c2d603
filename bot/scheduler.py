"""Fires the scheduled jobs: APScheduler keeps the time, the ledger keeps what has been done.

Once a minute the leader works out from ``job_run`` what is due. A due time is claimed by one row before its work
begins, so that two schedulers, a kill in the middle or a day's outage neither repeat nor lose a run.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from bot import local
from bot.jobs import JOBS, Due, Every, Job
from bot.jobs.housekeeping import Late, ask_about, report_missed
from bot.ledger import calendar, job_runs, job_settings
from bot.ledger.leadership import Leadership

if TYPE_CHECKING:
    from bot.services import Services

__all__ = ["fire", "run"]

log = logging.getLogger("bot.scheduler")

STANDBY_SECONDS = 2.0
EVERY_MINUTE = CronTrigger(second=1, timezone=local.SHANGHAI)
FRAMES_NOTED = 3
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of this edge."""
    return datetime.now(UTC)


def run(services: Services, stop: threading.Event, clock: Clock = utc_now) -> None:
    """Lead or stand by until ``stop`` is set. Of several schedulers one leads; when it dies, another does in 2 s."""
    leadership = Leadership(services.ledger)
    try:
        while not stop.is_set():
            if leadership.take():
                log.info("leading")
                _lead(services, leadership, stop, clock)
                log.info("no longer leading")
            stop.wait(STANDBY_SECONDS)
    finally:
        leadership.give_up()


def _lead(services: Services, leadership: Leadership, stop: threading.Event, clock: Clock) -> None:
    """Fire at once and then each minute, for as long as we lead."""
    _seed_calendar(services)
    ticking = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=local.SHANGHAI,
    )
    ticking.add_job(lambda: fire(services, clock()), EVERY_MINUTE, next_run_time=utc_now())
    ticking.start()
    try:
        while not stop.wait(STANDBY_SECONDS) and leadership.held():
            pass
    finally:
        ticking.shutdown(wait=True)


def _seed_calendar(services: Services) -> None:
    """A new release of the calendar's package counts from the first minute, not from the next night."""
    try:
        with services.ledger.begin() as db:
            calendar.seed(db)
    except Exception as error:
        log.error("the calendar cannot be seeded: %s", _where(error))


def fire(services: Services, now: datetime, jobs: Iterable[Job] = JOBS) -> int:
    """Run all that is due at ``now`` (UTC), report what has come too late, ask where it is set; how many runs."""
    jobs = list(jobs)
    wanted = _answered(services, jobs, now)
    due: list[tuple[Job, Due]] = []
    for job in jobs:
        try:
            due.append((job, _due(services, job, now)))
        except Exception as error:
            log.error("job %s: what is due cannot be told: %s", job.name, _where(error))
    told = _report(services, due, now)
    ran = sum(_run_taken(services, job, slot, now) for job, slot in wanted)
    ran += sum(_run_once(services, job, slot, now) for job, found in due for slot in found.run)
    if ran or told:
        services.queue.knock()
    return ran


def _answered(services: Services, jobs: list[Job], now: datetime) -> list[tuple[Job, datetime]]:
    """Take up the runs that were asked about and are wanted; close the questions that have lapsed."""
    by_name, taken = {job.name: job for job in jobs}, []
    with services.ledger.read() as db:
        waiting, wanted = job_settings.waiting(db), job_settings.to_do(db)
    for one in waiting:
        late = by_name[one.job].late if one.job in by_name else None
        if late is not None and now - one.slot > late:
            with services.ledger.begin() as db:
                job_settings.lapse(db, one, now)
    for one in wanted:
        if one.job in by_name:
            with services.ledger.begin() as db:
                if job_runs.take_up(db, one.job, one.slot, now):
                    taken.append((by_name[one.job], one.slot))
    return taken


def _due(services: Services, job: Job, now: datetime) -> Due:
    with services.ledger.read() as db:
        last = job_runs.last_slot(db, job.name, now)
        killed = job_runs.killed(db, job.name, now)
        policy = job_settings.policies(db).get(job.name, job.after_downtime)
        found = job.due(services.config.push, last, killed, now, policy)
        idle = [slot for slot in (*found.ask, *found.left_out) if job.is_idle(services, db, slot)]
        lost = job.lost(services, db, last, now)
    found = found.but_run(idle)
    if lost is not None:
        found = replace(found, missed=(lost[0],), lost=tuple(lost[1]))
    if last is None and not found.run:
        with services.ledger.begin() as db:
            job_runs.watch(db, job.name, now)
    return found


def _report(services: Services, due: list[tuple[Job, Due]], now: datetime) -> int:
    """Tell the committee of what is late: given up, left out, asked about. Returns how many due times."""

    def late(of: Callable[[Due], tuple[datetime, ...]]) -> list[Late]:
        return [Late(job.name, job.title, slot, found.lost) for job, found in due for slot in of(found)]

    missed, left_out, ask = late(lambda d: d.missed), late(lambda d: d.left_out), late(lambda d: d.ask)
    if not (missed or left_out or ask):
        return 0
    try:
        count = report_missed(services, missed, left_out, now) + ask_about(services, ask, now)
    except Exception as error:
        log.error("what was missed cannot be reported: %s", _where(error))
        return 0
    if count:
        log.warning("%d due times were not run in time", count)
    return count


def _run_once(services: Services, job: Job, slot: datetime, now: datetime) -> int:
    """Claim a due time, do its work, note what came of it; returns 1 where this call did it."""
    try:
        with services.ledger.begin() as db:
            if not job_runs.claim(db, job.name, slot, now):
                return 0
    except Exception as error:
        log.error("job %s of %s cannot be claimed: %s", job.name, slot.isoformat(), _where(error))
        return 0
    return _run_taken(services, job, slot, now)


def _run_taken(services: Services, job: Job, slot: datetime, now: datetime) -> int:
    """Do the work of a due time that is ours; returns 1 where it was done."""
    try:
        outcome = job.run(services, slot, now)
        with services.ledger.begin() as db:
            job_runs.finish(db, job.name, slot, outcome, now)
    except Exception as error:
        log.error("job %s of %s failed: %s", job.name, slot.isoformat(), _where(error))
        _note_failure(services, job, slot, f"出错：{_where(error)}", now)
        return 0
    return 1


def _note_failure(services: Services, job: Job, slot: datetime, outcome: str, now: datetime) -> None:
    """A daily job is left open, to be tried again; of a frequent one the next run makes it good."""
    try:
        with services.ledger.begin() as db:
            if isinstance(job.when(services.config.push), Every):
                job_runs.finish(db, job.name, slot, outcome, now)
            else:
                job_runs.note_failure(db, job.name, slot, outcome)
    except Exception as error:
        log.error("job %s: its failure cannot be noted: %s", job.name, _where(error))


def _where(error: BaseException) -> str:
    """What went wrong and where, without the message: it may hold a name."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_NOTED:]
    return " < ".join(
        [type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))]
    )
