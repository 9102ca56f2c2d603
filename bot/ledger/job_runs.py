"""The runs of each scheduled job: one row a due time, so that a due time is run once whoever is awake.

A leader is elected only to save work; UNIQUE(job, slot) is what keeps a run from happening twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import job_run

OUTCOME_LIMIT = 300
BEGAN_WATCHING = "从这时起按时运行"
MISSED = "错过了，没有补做"
LEFT_OUT = "停机误了，按设定不补"
ASKED = "停机误了，在问要不要补"
NOT_WANTED = "停机误了，有人答了不补"
NOT_DONE = (MISSED, LEFT_OUT, ASKED, NOT_WANTED)
# A run that has not ended by then was killed: its work is idempotent by key, so it is done again.
RUNS_AT_MOST = timedelta(minutes=10)

# RETURNING, because the count of rows of such an insert is -1 on PostgreSQL.
_CLAIM = {
    "sqlite": sqlite.insert(job_run).on_conflict_do_nothing().returning(job_run.c.job),
    "postgresql": postgresql.insert(job_run).on_conflict_do_nothing().returning(job_run.c.job),
}
_CLAIM_AGAIN = (
    update(job_run)
    .where(
        job_run.c.job == bindparam("of_job"),
        job_run.c.slot == bindparam("of_slot"),
        job_run.c.finished_at.is_(None),
        job_run.c.started_at <= bindparam("died_before"),
    )
    .values(started_at=bindparam("at"))
)
_FINISH = (
    update(job_run)
    .where(job_run.c.job == bindparam("of_job"), job_run.c.slot == bindparam("of_slot"))
    .values(finished_at=bindparam("at"), outcome=bindparam("what"))
)
_NOTE = (
    update(job_run)
    .where(job_run.c.job == bindparam("of_job"), job_run.c.slot == bindparam("of_slot"))
    .values(outcome=bindparam("what"))
)
_TAKE_UP = (
    update(job_run)
    .where(
        job_run.c.job == bindparam("of_job"),
        job_run.c.slot == bindparam("of_slot"),
        job_run.c.outcome == ASKED,
    )
    .values(started_at=bindparam("at"), finished_at=None, outcome="")
)
_ONE = select(job_run).where(job_run.c.job == bindparam("of_job"), job_run.c.slot == bindparam("of_slot"))
# Not those ahead of us: a clock that was once wrong must not stop the jobs until it is right.
_LAST_SLOT = select(func.max(job_run.c.slot)).where(
    job_run.c.job == bindparam("of_job"), job_run.c.slot <= bindparam("now")
)
_KILLED = (
    select(job_run.c.slot)
    .where(
        job_run.c.job == bindparam("of_job"),
        job_run.c.finished_at.is_(None),
        job_run.c.started_at <= bindparam("died_before"),
    )
    .order_by(job_run.c.slot)
)
_LATEST = (
    select(job_run)
    .where(job_run.c.job == bindparam("of_job"))
    .order_by(job_run.c.slot.desc())
    .limit(bindparam("count"))
)
_RECENT = select(job_run).order_by(job_run.c.started_at.desc(), job_run.c.job).limit(bindparam("count"))
_NOT_DONE = (
    select(job_run)
    .where(job_run.c.slot > bindparam("since"), job_run.c.outcome.in_(bindparam("what", expanding=True)))
    .order_by(job_run.c.slot.desc(), job_run.c.job)
)
_PRUNE = delete(job_run).where(job_run.c.job == bindparam("of_job"), job_run.c.slot < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Run:
    """A run: ``slot`` is when it was due; ``finished_at`` is empty while it runs, and for ever if it was killed."""

    job: str
    slot: datetime
    started_at: datetime
    finished_at: datetime | None
    outcome: str


def last_slot(db: Connection, job: str, now: datetime) -> datetime | None:
    """The last due time of a job that was run, or given up; None where it has never been watched."""
    last: datetime | None = db.execute(_LAST_SLOT, {"of_job": job, "now": now}).scalar()
    return last


def watch(db: Connection, job: str, now: datetime) -> None:
    """Count the job's due times from now on: a new installation owes nothing for the time before it."""
    given = {"job": job, "slot": now, "started_at": now, "finished_at": now, "outcome": BEGAN_WATCHING}
    db.execute(_CLAIM[db.dialect.name], given)


def claim(db: Connection, job: str, slot: datetime, now: datetime) -> bool:
    """Take the run that was due at ``slot``; False where somebody has it or has done it."""
    given = {"job": job, "slot": slot, "started_at": now, "finished_at": None, "outcome": ""}
    # By RETURNING: on PostgreSQL the row count of this insert comes back as nought.
    if db.execute(_CLAIM[db.dialect.name].returning(job_run.c.job), given).first() is not None:
        return True
    again = {"of_job": job, "of_slot": slot, "at": now, "died_before": now - RUNS_AT_MOST}
    return db.execute(_CLAIM_AGAIN, again).rowcount == 1


def finish(db: Connection, job: str, slot: datetime, outcome: str, now: datetime) -> None:
    """Note how a run ended, in Chinese, for the console."""
    db.execute(_FINISH, {"of_job": job, "of_slot": slot, "at": now, "what": outcome[:OUTCOME_LIMIT]})


def note_failure(db: Connection, job: str, slot: datetime, outcome: str) -> None:
    """Note why a run failed and leave it open: like one that was killed, it is done again ten minutes later."""
    db.execute(_NOTE, {"of_job": job, "of_slot": slot, "what": outcome[:OUTCOME_LIMIT]})


def give_up(db: Connection, job: str, slot: datetime, now: datetime, outcome: str = MISSED) -> bool:
    """Record a run as not done, and why (missed, left out, asked about); False where somebody has it."""
    if not claim(db, job, slot, now):
        return False
    finish(db, job, slot, outcome, now)
    return True


def take_up(db: Connection, job: str, slot: datetime, now: datetime) -> bool:
    """Claim a run that was asked about, now that the answer is to do it; False where somebody has."""
    return db.execute(_TAKE_UP, {"of_job": job, "of_slot": slot, "at": now}).rowcount == 1


def at(db: Connection, job: str, slot: datetime) -> Run | None:
    """The run of a due time, or None where it has not come to one."""
    row = db.execute(_ONE, {"of_job": job, "of_slot": slot}).first()
    return Run(*row) if row is not None else None


def killed(db: Connection, job: str, now: datetime) -> list[datetime]:
    """The due times whose run began and never ended: killed in the middle or failed, to be claimed again."""
    rows = db.execute(_KILLED, {"of_job": job, "died_before": now - RUNS_AT_MOST})
    return [slot for (slot,) in rows]


def latest(db: Connection, job: str, count: int = 1) -> list[Run]:
    """The last runs of a job, the newest first."""
    return [Run(*row) for row in db.execute(_LATEST, {"of_job": job, "count": count})]


def recent(db: Connection, count: int = 20) -> list[Run]:
    """The last runs of all jobs, the newest first."""
    return [Run(*row) for row in db.execute(_RECENT, {"count": count})]


def not_done(db: Connection, since: datetime) -> list[Run]:
    """The due times since then that were not run when they were due: missed, left out, asked about; newest first."""
    return [Run(*row) for row in db.execute(_NOT_DONE, {"since": since, "what": list(NOT_DONE)})]


def prune(db: Connection, job: str, before: datetime) -> int:
    """Forget the runs of a job older than that; for jobs that run each minute. Returns how many."""
    return db.execute(_PRUNE, {"of_job": job, "before": before}).rowcount
