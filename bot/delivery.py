"""Sending what the ledger says is due. The rows are the truth; the queue (huey) only knocks.

huey forgets a task before running it, so a killed worker loses the knock and nothing else: the sweep knocks
again. Tasks carry no words and no ids of people, and are signed.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from huey import Huey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage, SqliteStorage

from bot.channels.client import Client, SendError
from bot.config import Config
from bot.keys import Keys
from bot.ledger import deliveries, followers
from bot.ledger.deliveries import CALL_TIMEOUT, CUSTOM, Sending
from bot.ledger.tokens import LedgerTokens

if TYPE_CHECKING:
    from bot.app import Services

log = logging.getLogger("bot.delivery")

TASK = "deliver"
BATCH = 40
AT_ONCE = 4
SWEEP_SECONDS = 15
BACKOFF_SECONDS = (15, 60, 300, 900, 1800, 3600)


class Queue:
    """The queue's door for those who write deliveries. Storage: ``queue.url``, or a file beside the ledger."""

    def __init__(self, config: Config, keys: Keys) -> None:
        self.huey = _huey(config, keys)
        self._deliver = self.huey.task(name=TASK)(lambda: None)

    def knock(self) -> None:
        """Wake a worker. It never fails: what is due is in the ledger, and the sweep knocks again."""
        try:
            self._deliver()
        except Exception as error:
            log.warning("the queue took no knock: %s", type(error).__name__)

    def serve(self, work: Callable[[], object]) -> None:
        """Do ``work`` at each knock until SIGTERM or SIGINT; the work in hand is finished first."""
        self.huey._registry.unregister(self._deliver.task_class)
        self._deliver = self.huey.task(name=TASK)(work)
        consumer = Consumer(
            self.huey, workers=1, periodic=False, max_delay=1.0, graceful_signal="TERM", shutdown_timeout=10
        )
        consumer.run()


def _huey(config: Config, keys: Keys) -> Huey:
    url = config.queue.url
    given: dict[str, Any]
    if url.startswith("postgresql"):
        given = {
            "storage_class": PostgresStorage,
            "dsn": url.replace("postgresql+psycopg://", "postgresql://"),
        }
    else:
        path = url.removeprefix("sqlite:///") or str(config.service.data_dir / "queue.db")
        given = {"storage_class": SqliteStorage, "filename": path}
    return Huey(
        "rongshu",
        results=False,
        serializer=SignedSerializer(secret=keys.secret("queue"), salt="rongshu"),
        **given,
    )


class Worker:
    """Claims, sends, settles. ``clock`` tells the UTC instant; any number of workers may run."""

    def __init__(self, services: Services, clock: Callable[[], datetime] | None = None) -> None:
        self.services = services
        self.clock = clock or (lambda: datetime.now(UTC))
        self.owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{threading.get_ident() % 10_000}"
        official = services.config.official
        assert official is not None
        self.templates = dict(official.templates)
        tokens = LedgerTokens(services.ledger, services.keys, self.clock)
        self.client = Client(official, tokens, timeout=CALL_TIMEOUT, clock=self.clock)

    def drain(self) -> int:
        """Send all that is due now; returns how many were taken in hand."""
        taken = 0
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="send") as pool:
            while ids := self._claim():
                taken += len(ids)
                list(pool.map(self._guarded, ids))
        return taken

    def _claim(self) -> list[int]:
        return self.services.ledger.together(lambda db: deliveries.claim(db, self.owner, self.clock(), BATCH))

    def _guarded(self, delivery_id: int) -> None:
        """One delivery; an error of ours leaves the row to the reaper instead of taking the others with it."""
        try:
            self.deliver(delivery_id)
        except Exception as error:
            log.exception("delivery %d: %s", delivery_id, type(error).__name__, exc_info=False)

    def deliver(self, delivery_id: int) -> None:
        """Send one claimed delivery and settle it."""
        kinds = frozenset(self.templates)
        sending = self.services.ledger.together(
            lambda db: deliveries.start(db, delivery_id, self.owner, kinds, self.clock())
        )
        if sending is None:
            return
        try:
            platform_id = self._send(sending)
        except SendError as error:
            self._refused(sending, error)
            return
        self.services.ledger.together(
            lambda db: deliveries.accepted(db, sending, self.owner, platform_id, self.clock())
        )

    def _send(self, sending: Sending) -> str:
        if sending.route == CUSTOM:
            self.client.send_text(sending.openid, f"{sending.title}\n{sending.body}")
            return ""
        template = self.templates.get(sending.kind) or self.templates["notice"]
        fields = {"thing1": sending.title, "thing2": sending.body.splitlines()[0]}
        return self.client.send_template(
            sending.openid, template, fields, url=sending.url, client_msg_id=sending.platform_key
        )

    def _refused(self, sending: Sending, error: SendError) -> None:
        self.services.ledger.together(lambda db: self._settle_refused(db, sending, error))
        log.info("delivery %d: %s", sending.id, error.code or "no answer")

    def _settle_refused(self, db: Any, sending: Sending, error: SendError) -> None:
        now, why = self.clock(), str(error)
        if error.doubtful:
            deliveries.unclear(db, sending, self.owner, error.code, why, now)
            return
        if error.permanent:
            deliveries.failed(db, sending, self.owner, error.code, why, now)
            if error.unfollowed:
                followers.set_following(db, "official", sending.openid, following=False, now=now)
            if error.scope == "notice":
                deliveries.stop_notice(db, sending.notice_id, error.code, why, now)
            return
        step = min(sending.attempts, len(BACKOFF_SECONDS)) - 1
        wait = error.retry_after if error.retry_after is not None else BACKOFF_SECONDS[step]
        at = now + timedelta(seconds=wait)
        deliveries.again(db, sending, self.owner, error.code, why, at, now)
        if error.scope == "channel":
            deliveries.pause(db, at, why)


def sweep(services: Services, now: datetime) -> int:
    """Take over from dead workers and knock if anything is due; returns how many deliveries may go out."""
    with services.ledger.begin() as db:
        back, lost = deliveries.reap(db, now)
        waiting = deliveries.due(db, now)
    if back or lost:
        log.warning("a worker died: %d deliveries given back, %d unknown", back, lost)
    if waiting:
        services.queue.knock()
    return waiting


def start(services: Services) -> None:
    """Be a worker: send at each knock, and sweep every 15 seconds; until SIGTERM."""
    worker = Worker(services)
    stop = threading.Event()

    def keep_sweeping() -> None:
        while not stop.wait(SWEEP_SECONDS):
            try:
                sweep(services, worker.clock())
            except Exception as error:
                log.warning("the sweep failed: %s", type(error).__name__)

    sweep(services, worker.clock())
    threading.Thread(target=keep_sweeping, name="sweep", daemon=True).start()
    try:
        services.queue.serve(worker.drain)
    finally:
        stop.set()
