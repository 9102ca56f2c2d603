"""A scheduler process whose clock runs fast: ``python -m tests.schedule.clockwork URL BEGAN LOG TAKES``.

Ten minutes pass in a second, counted from BEGAN (a Unix time) for every process alike. One job is due each five of
them and takes TAKES seconds, in which it can be killed: it writes a line to LOG, and then a notice under the key of
the due time.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from apscheduler.triggers.interval import IntervalTrigger

from bot import scheduler
from bot.config import Config
from bot.jobs.timetable import Job
from bot.ledger import notices
from bot.ledger.database import Ledger

BEGINS = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SPEED, STEP = 600, timedelta(minutes=5)


class EachFiveMinutes:
    """Each due time is to be run, as a day's is."""

    def latest(self, now: datetime) -> datetime:
        return BEGINS + (now - BEGINS) // STEP * STEP

    def following(self, now: datetime) -> datetime:
        return self.latest(now) + STEP

    def missing(self, last: datetime, now: datetime) -> list[datetime]:
        first, count = self.following(last), (now - last) // STEP + 1
        return [slot for n in range(count) if (slot := first + n * STEP) <= now]


def clock(began: float) -> datetime:
    """The time it is for every process of one test."""
    return BEGINS + timedelta(seconds=(time.time() - began) * SPEED)


def job(log: str, takes: float) -> Job:
    """The job; ``log`` is the file in which each run leaves a line."""

    def run(services: SimpleNamespace, slot: datetime, now: datetime) -> str:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{slot.isoformat()} {os.getpid()}\n")
        time.sleep(takes)
        with services.ledger.begin() as db:
            key = f"slot-{slot.isoformat()}"
            notices.create(db, key=key, kind="service", title=key, body="", recipients=[], now=now)
        return "办了"

    return Job("clockwork", "钟", lambda push: EachFiveMinutes(), run, timedelta(days=2))  # type: ignore[arg-type,return-value]


def main() -> None:
    """Lead or stand by until SIGTERM."""
    url, began, log, takes = sys.argv[1], float(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    ledger, stop = Ledger(url, pool_size=3), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    services = SimpleNamespace(ledger=ledger, config=Config(), queue=SimpleNamespace(knock=lambda: None))
    only, fire = [job(log, takes)], scheduler.fire
    scheduler.STANDBY_SECONDS = 0.1
    scheduler.EVERY_MINUTE = IntervalTrigger(seconds=0.1)
    scheduler.fire = lambda services, now: fire(services, now, only)  # type: ignore[assignment]
    scheduler.run(services, stop, lambda: clock(began))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
