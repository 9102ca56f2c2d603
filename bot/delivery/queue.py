"""The knock: what wakes the worker. Delivery rows are the truth; nothing is lost with the queue.

huey takes a task off before running it, so a killed worker loses the knock, and a renamed task is thrown away: the
sweep comes round all the same. A knock that fails is no failure of the message being answered.
"""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config import Config
from bot.keys import Keys

if TYPE_CHECKING:
    from huey import Huey

log = logging.getLogger("bot.delivery")
KNOCKS_KEPT = 8  # more say nothing new: a worker that is away for a day must not find ten thousand
IDLE_SECONDS = 0.5  # between looks when nothing is there


class BadQueueUrl(Exception):
    """``queue.url`` names no storage that the queue can use."""


class Queue:
    """Wakes the worker. Opened at the first use; threads may share it."""

    def __init__(self, config: Config, keys: Keys) -> None:
        self._url = config.queue.url or _beside(config)
        self._secret = keys.secret("queue")
        self._opening = threading.Lock()
        self._huey: Huey | None = None
        self._work: Callable[[], object] = lambda: None
        self._task: Callable[[], object] = lambda: None

    def knock(self) -> None:
        """Say that something may be due. Never raises: where it fails, the sweep finds what is due."""
        try:
            huey = self._open()
            if huey.pending_count() < KNOCKS_KEPT:
                self._task()
        except Exception as error:
            log.warning("the knock failed (%s); the sweep will find what is due", type(error).__name__)

    def serve(
        self, work: Callable[[], object], stop: threading.Event, ready: Callable[[], object] = lambda: None
    ) -> None:
        """Do ``work`` for each knock until SIGTERM or SIGINT, which set ``stop``; only in the main thread.

        ``ready`` is called when knocks and signals are listened to. Work under way is waited for: it should look
        at ``stop`` now and then.
        """
        for number in (signal.SIGTERM, signal.SIGINT):  # until the consumer has set its own
            signal.signal(number, lambda *_: stop.set())
        from huey.consumer import Consumer  # noqa: PLC0415 - see _storage

        class Graceful(Consumer):  # type: ignore[misc]
            """For which Ctrl-C is as graceful an end as SIGTERM."""

            def start(self) -> None:
                super().start()
                signal.signal(signal.SIGINT, lambda *_: signal.raise_signal(signal.SIGTERM))
                if stop.is_set():
                    signal.raise_signal(signal.SIGTERM)
                ready()

            def stop(self, graceful: bool = False) -> None:
                stop.set()
                super().stop(graceful)

        self._work = work
        Graceful(
            self._open(), workers=1, periodic=False, max_delay=IDLE_SECONDS, graceful_signal="TERM"
        ).run()

    def close(self) -> None:
        """Give the storage's connection back."""
        with self._opening:
            if self._huey is not None:
                self._huey.storage.close()
                self._huey = None

    def _run(self) -> None:
        self._work()

    def _open(self) -> Huey:
        with self._opening:
            if self._huey is None:
                huey = _storage(self._url, self._secret)
                # Named by hand: huey throws away a task whose name it does not know, as after a renaming.
                self._task = huey.task(name="rongshu_drain", retries=0)(self._run)
                self._huey = huey
            return self._huey


def _beside(config: Config) -> str:
    """Where the queue is kept when nobody says: in the ledger's PostgreSQL, or a file beside its SQLite file."""
    if config.store_url.startswith("sqlite:///"):
        return f"sqlite:///{Path(config.store_url.removeprefix('sqlite:///')).with_name('queue.db')}"
    return config.store_url


def _storage(url: str, secret: str) -> Huey:
    # Here and not above: it imports psycopg, which costs more than all the rest at the start.
    from huey import PostgresHuey  # noqa: PLC0415
    from huey.serializer import SignedSerializer  # noqa: PLC0415

    common: dict[str, Any] = {"results": False, "serializer": SignedSerializer(secret)}
    if url.startswith("sqlite:///"):
        return _sqlite_huey(Path(url.removeprefix("sqlite:///")), common)
    if url.startswith(("postgresql+psycopg://", "postgresql://")):
        # Looked at now and then, not LISTENed to: no connection is held, so it works behind PgBouncer too.
        return PostgresHuey("rongshu", dsn=url.replace("+psycopg", "", 1), blocking=False, **common)
    raise BadQueueUrl("queue.url must begin with sqlite:/// or postgresql+psycopg://")


def _sqlite_huey(path: Path, common: dict[str, Any]) -> Huey:
    """The queue's file, set aside and made anew where it is damaged: there is nothing in it but knocks."""
    from huey import SqliteHuey  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    for last_try in (False, True):
        try:
            # Whoever answers a message must not wait for the queue: at most a second.
            return SqliteHuey("rongshu", filename=str(path), timeout=1, **common)
        except sqlite3.OperationalError:
            raise  # busy or no room: the file is all right
        except sqlite3.DatabaseError:
            if last_try:
                raise
            os.replace(path, path.with_name(path.name + ".damaged"))
    raise AssertionError
