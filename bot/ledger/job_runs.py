"""The runs of each scheduled job: one row a due time, so that a due time is run once whoever is awake.

A leader is elected only to save work; UNIQUE(job, slot) is what keeps a run from happening twice.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.database import Ledger
from bot.ledger.tables import job_run

OUTCOME_LIMIT = 300
BEGAN_WATCHING = "从这时起按时运行"
# A run that has not ended by then was killed: its work is idempotent by key, so it is done again.
RUNS_AT_MOST = timedelta(minutes=5)
LEADER_LOCK = 7_211_964_036  # any number, the same in every scheduler

_CLAIM = {
    "sqlite": sqlite.insert(job_run).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(job_run).on_conflict_do_nothing(),
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
_LAST_SLOT = select(func.max(job_run.c.slot)).where(job_run.c.job == bindparam("of_job"))
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
_PRUNE = delete(job_run).where(job_run.c.job == bindparam("of_job"), job_run.c.slot < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Run:
    """A run: ``slot`` is when it was due; ``finished_at`` is empty while it runs, and for ever if it was killed."""

    job: str
    slot: datetime
    started_at: datetime
    finished_at: datetime | None
    outcome: str


def watch(db: Connection, job: str, now: datetime) -> datetime:
    """Since when the job's due times count: its last one, or now where it has never run.

    A new installation owes nothing for the time before it.
    """
    last: datetime | None = db.execute(_LAST_SLOT, {"of_job": job}).scalar()
    if last is not None:
        return last
    given = {"job": job, "slot": now, "started_at": now, "finished_at": now, "outcome": BEGAN_WATCHING}
    db.execute(_CLAIM[db.dialect.name], given)
    return now


def claim(db: Connection, job: str, slot: datetime, now: datetime) -> bool:
    """Take the run that was due at ``slot``; False where somebody has it or has done it."""
    given = {"job": job, "slot": slot, "started_at": now, "finished_at": None, "outcome": ""}
    if db.execute(_CLAIM[db.dialect.name], given).rowcount == 1:
        return True
    again = {"of_job": job, "of_slot": slot, "at": now, "died_before": now - RUNS_AT_MOST}
    return db.execute(_CLAIM_AGAIN, again).rowcount == 1


def finish(db: Connection, job: str, slot: datetime, outcome: str, now: datetime) -> None:
    """Note how a run ended, in Chinese, for the console."""
    db.execute(_FINISH, {"of_job": job, "of_slot": slot, "at": now, "what": outcome[:OUTCOME_LIMIT]})


def killed(db: Connection, job: str, now: datetime) -> list[datetime]:
    """The due times whose run began and never ended: killed in the middle, to be claimed again."""
    rows = db.execute(_KILLED, {"of_job": job, "died_before": now - RUNS_AT_MOST})
    return [slot for (slot,) in rows]


def latest(db: Connection, job: str, count: int = 1) -> list[Run]:
    """The last runs of a job, the newest first."""
    return [Run(*row) for row in db.execute(_LATEST, {"of_job": job, "count": count})]


def prune(db: Connection, job: str, before: datetime) -> int:
    """Forget the runs of a job older than that; for jobs that run each minute. Returns how many."""
    return db.execute(_PRUNE, {"of_job": job, "before": before}).rowcount


class Leadership:
    """Which of several schedulers fires: a lock on a file beside the ledger, or an advisory lock of PostgreSQL.

    Both are given up by the system itself when the process dies. One that was asleep may still believe it leads;
    that is harmless (see ``claim``).
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._file: int | None = None
        self._session: Connection | None = None

    def take(self) -> bool:
        """Try to lead, without waiting."""
        return self._take_file() if self._ledger.on_sqlite else self._take_advisory()

    def held(self) -> bool:
        """Whether we still lead: a lost connection to PostgreSQL has lost the lock with it."""
        if self._ledger.on_sqlite:
            return self._file is not None
        if self._session is None:
            return False
        try:
            self._session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self.give_up()
            return False
        return True

    def give_up(self) -> None:
        """Let another lead."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._session is not None:
            self._session.invalidate()  # ends the session, and the lock with it
            self._session.close()
            self._session = None

    def _take_file(self) -> bool:
        path = Path(self._ledger.url.database or "")
        file = os.open(path.with_name(path.name + ".scheduler"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def _take_advisory(self) -> bool:
        session: Connection | None = None
        try:
            session = self._ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if session.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LEADER_LOCK}).scalar():
                self._session = session
                return True
        except SQLAlchemyError:
            pass  # the database is away: nobody leads
        if session is not None:
            session.close()
        return False
