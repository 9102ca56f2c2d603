"""One way to open the ledger, on SQLite (the default) and on PostgreSQL.

An answer to a member means that the record is on disk, hence ``synchronous=FULL``. Writers on SQLite take
turns by a lock file, because SQLite's own waiting sleeps and retries: under load that stalls for a second
where a lock hands over at once. ``BEGIN IMMEDIATE`` then never waits for another writer of ours.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",
    # A message writes ten pages. Folding the WAL in every 1,000 of them, SQLite's default, stalls each hundredth.
    "PRAGMA wal_autocheckpoint=8000",
)
MOST_TOGETHER = 32
Result = TypeVar("Result")


class Ledger:
    """The ledger's database. Made once a process, by ``bot.app.build``."""

    def __init__(self, url: str, pool_size: int = 20) -> None:
        self.url = make_url(url)
        self.on_sqlite = self.url.get_backend_name() == "sqlite"
        self._turns = _Turns(self)
        self._thread = threading.local()
        if self.on_sqlite:
            self.engine = _sqlite_engine(self.url.database or "", pool_size)
        else:
            self.engine = create_engine(
                self.url, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True
            )

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A write transaction: committed, and on disk, when the block ends; rolled back when it raises.

        Raises RuntimeError inside another of the same thread, which on SQLite would wait for itself for ever.
        """
        with self.engine.connect() as db, self.writing(db):
            yield db

    @contextmanager
    def writing(self, db: Connection) -> Iterator[None]:
        """:meth:`begin` on a connection of one's own."""
        if getattr(self._thread, "writing", False):
            raise RuntimeError("this thread already has a write transaction open")
        self._thread.writing = True
        lock = db.info.get("lock")
        try:
            if lock is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            with db.begin():
                yield
        finally:
            if lock is not None:
                fcntl.flock(lock, fcntl.LOCK_UN)
            self._thread.writing = False

    def together(self, work: Callable[[Connection], Result]) -> Result:
        """Do ``work`` in a write transaction, perhaps one shared with others that wait at the same moment.

        On SQLite the commit to disk is the costly part, so those who wait share one. Where one of them fails,
        all is taken back and each is done again by itself, so ``work`` may run twice, and on another thread; it
        must have no effect but on the ledger. Returns, or raises, what ``work`` does; then it is on disk.
        """
        if self.on_sqlite:
            return self._turns.take(work)
        with self.begin() as db:
            return work(db)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A view of the ledger as it is now, which never holds up a writer."""
        with self.engine.connect() as db:
            reader = db.execution_options(reading=True)
            if not self.on_sqlite:
                reader = reader.execution_options(postgresql_readonly=True)
            with reader.begin():
                yield reader

    def close(self) -> None:
        """Give back every connection."""
        self._turns.close()
        self.engine.dispose()


class _Job:
    """One piece of work that waits its turn, and what came of it."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None


class _Turns:
    """Whoever gets the lock does what everybody waiting has asked for; the others find theirs done."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: deque[_Job] = deque()
        self._lock = threading.Lock()
        self._kept: Connection | None = None

    def take(self, work: Callable[[Connection], Result]) -> Result:
        job = _Job(work)
        self._waiting.append(job)
        with self._lock:
            while not job.done:
                self._turn()
        if job.error is not None:
            raise job.error
        result: Result = job.result
        return result

    def _turn(self) -> None:
        """Do what waits; a failure (of one, or of the commit itself) leaves nothing of the turn on disk."""
        jobs: list[_Job] = []
        try:
            db = self._connection()
            with self._ledger.writing(db):
                # Only now, with our turn at the file: who came while another process had it comes along.
                jobs = self._next(MOST_TOGETHER)
                for job in jobs:
                    job.result = job.work(db)
        except BaseException as error:
            self.close()
            if len(jobs) > 1:
                self._one_by_one(jobs)
            else:
                for job in jobs or self._next(1):
                    job.error, job.done = error, True
        for job in jobs:
            job.done = True

    def _one_by_one(self, jobs: list[_Job]) -> None:
        for job in jobs:
            try:
                with self._ledger.begin() as db:
                    job.result = job.work(db)
            except BaseException as error:
                job.error = error

    def _next(self, most: int) -> list[_Job]:
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), most))]

    def _connection(self) -> Connection:
        """The connection of the turns, kept: taking one from the pool each time costs as much as a statement."""
        if self._kept is None:
            self._kept = self._ledger.engine.connect()
        return self._kept

    def close(self) -> None:
        """Give the kept connection back."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            kept.close()


def exists(url: str) -> bool:
    """Whether there is anything to open: SQLite would make an empty ledger wherever it is sent."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


def _sqlite_engine(database: str, pool_size: int) -> Engine:
    path = Path(database)
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"sqlite:///{database}",
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,  # a database error must not carry names into the log
        connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 512},
    )
    lock_path = path.with_name(path.name + ".lock")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        record.info["lock"] = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @event.listens_for(engine, "close")
    def forget(connection: Any, record: Any) -> None:
        lock = record.info.pop("lock", None)
        if lock is not None:
            os.close(lock)

    @event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        if db.get_execution_options().get("reading"):
            db.exec_driver_sql("BEGIN")
            return
        db.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
