"""What the tests of the schedule do with a service: move its time, look at what was written to be sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from bot import scheduler
from bot.config import Config
from bot.jobs import JOBS
from bot.ledger import job_runs, meetings
from bot.ledger.database import Ledger
from bot.ledger.meetings import Meeting, NewMeeting
from bot.ledger.tables import delivery, notice
from bot.services import Services
from content.library import Library
from tests.cast import NOW, Cast
from tests.town import KEYS, Knocks


class Day:
    """A service and the time of day. Only ``fire`` runs jobs, so the time may jump."""

    def __init__(self, config: Config, ledger: Ledger, cast: Cast, library: Library) -> None:
        self.cast, self.ledger, self.now, self.queue = cast, ledger, NOW, Knocks()
        self.services = Services(
            config=config,
            ledger=ledger,
            keys=KEYS,
            library=library,
            understanding=None,  # type: ignore[arg-type] - the jobs read no messages
            router=None,  # type: ignore[arg-type]
            official=None,
            queue=self.queue,  # type: ignore[arg-type]
        )

    def fire(self, now: datetime | None = None, only: Iterable[str] = ()) -> int:
        """One firing of the scheduler, of all jobs or of those named; returns how many runs it did."""
        self.now = now or self.now
        jobs = [job for job in JOBS if not only or job.name in only]
        return scheduler.fire(self.services, self.now, jobs)

    def started(self, now: datetime | None = None) -> Day:
        """The service has run before: its first firing is over, and what that wrote is cleared away."""
        self.fire(now)
        with self.ledger.begin() as db:
            db.execute(delivery.delete())
            db.execute(notice.delete())
        self.queue.count = 0
        return self

    def awake(self, now: datetime) -> Day:
        """The scheduler has been running until a moment ago, so that nothing but the present is due."""
        with self.ledger.begin() as db:
            for job in JOBS:
                job_runs.watch(db, job.name, now - timedelta(hours=1))
        return self

    def meeting(self, starts_at: datetime, *, kind: str = "支部党员大会", joint: bool = False) -> Meeting:
        """Plan a meeting of 一支部, or of both branches."""
        branches = (self.cast.first, self.cast.joint) if joint else (self.cast.first,)
        new = NewMeeting(f"{kind}-{starts_at:%m%d%H%M}", branches, kind, kind, "三楼会议室", starts_at)
        with self.ledger.begin() as db:
            return meetings.create(db, new, self.cast.ids["李书记"], self.now)[0]

    def written(self, stem: str = "") -> dict[str, set[str]]:
        """The notices whose key begins so: the names of who gets each."""
        names = {id_: name for name, id_ in self.cast.ids.items()}
        rows = select(notice.c.key, delivery.c.member_id).join(delivery)
        found: dict[str, set[str]] = {}
        with self.ledger.read() as db:
            for key, member_id in db.execute(rows):
                if key.startswith(stem):
                    found.setdefault(key, set()).add(names[member_id])
        return found

    def notice(self, key: str):
        """The row of a notice."""
        with self.ledger.read() as db:
            return db.execute(select(notice).where(notice.c.key == key)).one()

    def runs(self, job: str) -> list[job_runs.Run]:
        """The runs of a job, the newest first."""
        with self.ledger.read() as db:
            return job_runs.latest(db, job, 1000)
