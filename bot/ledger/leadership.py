"""Which of several schedulers fires. The lock saves work; ``job_runs`` keeps a run from happening twice."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.database import Ledger

LOCK_FILE = "scheduler.lock"  # beside the ledger's file
LEADER_LOCK = 7_211_964_036  # any number, the same in every scheduler


class Leadership:
    """Which of several schedulers fires: a lock on a file beside the ledger, or an advisory lock of PostgreSQL.

    Both are given up by the system itself when the process dies. One that was asleep may still believe it leads;
    that is harmless (see ``job_runs.claim``).
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
        file = os.open(path.with_name(LOCK_FILE), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
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
