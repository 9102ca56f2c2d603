"""A crowd to send to, workers to kill, and the platform's own list of what it accepted as the truth."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from sqlalchemy import func, insert, select

from bot.config import Config
from bot.delivery import Queue
from bot.ledger import notices
from bot.ledger.database import Ledger
from bot.ledger.tables import binding, delivery, inbox, member, metadata
from sandbox.platform import Fault, Platform
from tests.delivery.office import ACCOUNT
from tests.delivery.settings import KEYS, SECRET
from tests.faults import worker

# Each worker is a process of its own, with its own connections; it is forked from one that has the modules already.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.worker"])
OPEN = ("pending", "claimed", "sending")


@dataclass(frozen=True)
class Tally:
    """What a loop came to. ``lost``: the ledger says accepted, the platform never had it; ``twice``: it had it twice."""

    recipients: int
    kills: int
    seconds: float
    accepted: int
    unknown: int
    unknown_with_key: int
    unknown_that_arrived: int
    failed: int
    lost: int
    twice: int


class Crowd:
    """Members by the hundred: the first ones have written to us (no platform key), the others not (template, key)."""

    def __init__(self, ledger: Ledger, in_window: int, outside: int) -> None:
        self.ledger = ledger
        self.openids = [f"oCROWD-{n:06d}" for n in range(in_window + outside)]
        now = datetime.now(UTC)
        with ledger.begin() as db:
            metadata.create_all(db)
            first = int(db.execute(select(func.coalesce(func.max(member.c.id), 0))).scalar_one()) + 1
            self.ids = list(range(first, first + len(self.openids)))
            people = [{"id": id_, "name": "众", "standing": "full", "created_at": now} for id_ in self.ids]
            db.execute(insert(member), people)
            bound = [
                {
                    "channel": "official",
                    "openid": openid,
                    "member_id": id_,
                    "consent_version": "1",
                    "bound_at": now,
                }
                for id_, openid in zip(self.ids, self.openids, strict=True)
            ]
            db.execute(insert(binding), bound)
            wrote = [
                {
                    "key": f"m-{openid}",
                    "channel": "official",
                    "sender": openid,
                    "kind": "text",
                    "received_at": now,
                }
                for openid in self.openids[:in_window]
            ]
            if wrote:
                db.execute(insert(inbox), wrote)
        self.in_window = in_window

    def known_to(self, platform: Platform) -> None:
        """The platform knows them all, and who wrote when."""
        for n, openid in enumerate(self.openids):
            platform.follow(openid)
            if n < self.in_window:
                platform.acted(openid, "message")

    def notify(self, key: str = "to-all") -> int:
        """A notice to everybody; its number."""
        with self.ledger.begin() as db:
            made = notices.create(
                db, key=key, kind="notice", title="通知", body="内容", recipients=self.ids,
                now=datetime.now(UTC), push=worker.config("", "", Path()).push,
            )  # fmt: skip
        return made.notice_id

    def states(self) -> Counter[str]:
        """How many deliveries are in each state."""
        with self.ledger.read() as db:
            return Counter(state for (state,) in db.execute(select(delivery.c.state)))


class Loop:
    """Starts workers and kills them while they send."""

    def __init__(self, crowd: Crowd, platform: Platform, config: Config, seed: int) -> None:
        self.crowd, self.platform, self.config = crowd, platform, config
        self.dice = random.Random(seed)
        self.process: multiprocessing.process.BaseProcess | None = None
        self.kills = 0

    def run(self, kills: int, seconds: float) -> Tally:
        """Kill that often, then let a last worker finish within ``seconds``."""
        started = time.monotonic()
        Queue(self.config, KEYS).knock()
        try:
            while self.kills < kills and self._open():
                self._start()
                self._kill_while_sending()
            self._start()
            deadline = time.monotonic() + seconds
            while self._open() and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            self._kill()
        return self._tally(time.monotonic() - started)

    def _start(self) -> None:
        assert self.config.official is not None
        wecom = self.config.wecom.api_base_url if self.config.wecom is not None else ""
        folder = str(self.config.service.data_dir)
        given = (
            self.config.store_url, self.config.official.api_base_url, folder, worker.PACE.sweep_seconds, wecom
        )  # fmt: skip
        self.process = FORKS.Process(target=worker.run, args=given)
        self.process.start()

    def _kill_while_sending(self) -> None:
        """Wait for a few more to be accepted, then a moment at random, then kill the whole tree."""
        accepted = self.platform.accepted.entries
        enough = len(accepted) + self.dice.randint(1, 6)
        deadline = time.monotonic() + 10
        while len(accepted) < enough and self._open() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(self.dice.random() * 0.03)
        self._kill()
        self.kills += 1

    def _kill(self) -> None:
        if self.process is None:
            return
        tree = psutil.Process(self.process.pid)
        for one in [*tree.children(recursive=True), tree]:
            one.kill()
        self.process.join()
        self.process.close()
        self.process = None

    def _open(self) -> int:
        with self.crowd.ledger.read() as db:
            return int(db.execute(select(func.count()).where(delivery.c.state.in_(OPEN))).scalar_one())

    def _tally(self, seconds: float) -> Tally:
        had = Counter(str(entry["openid"]) for entry in self.platform.accepted.entries)
        with self.crowd.ledger.read() as db:
            rows = db.execute(select(delivery)).all()
        to = dict(zip(self.crowd.ids, self.crowd.openids, strict=True))
        by_state = Counter(row.state for row in rows)
        unknown = [row for row in rows if row.state == "unknown"]
        return Tally(
            recipients=len(rows),
            kills=self.kills,
            seconds=round(seconds, 1),
            accepted=by_state["accepted"],
            unknown=len(unknown),
            unknown_with_key=sum(row.route == "template" for row in unknown),
            unknown_that_arrived=sum(had[to[row.member_id]] > 0 for row in unknown),
            failed=by_state["failed"],
            lost=sum(row.state == "accepted" and had[to[row.member_id]] == 0 for row in rows),
            twice=sum(count > 1 for count in had.values()),
        )


def slow(platform: Platform, seconds: float) -> None:
    """Every call takes that long, so that there is something to interrupt."""
    platform.faults.add(Fault("message/custom/send", "hang", times=10**9, seconds=seconds))
    platform.faults.add(Fault("message/template/send", "hang", times=10**9, seconds=seconds))


def new_platform() -> Platform:
    """The stand-in, with an account of our own."""
    return Platform(ACCOUNT, SECRET)
