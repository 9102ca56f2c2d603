"""Several scheduler processes, the leader killed again and again: each due time done, and none of them twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.ledger import job_runs
from bot.ledger.tables import notice
from tests.schedule.clockwork import BEGINS, STEP

pytestmark = pytest.mark.kills

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # seconds until a wait is given up as a failure


class Schedulers:
    """Processes on one ledger."""

    def __init__(self, day, folder: Path) -> None:
        self.day, self.log, self.began = day, folder / "runs.log", time.time()
        self.log.touch()
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, takes: float = 0.15) -> None:
        url = self.day.ledger.url.render_as_string(hide_password=False)
        words = [
            sys.executable,
            "-m",
            "tests.schedule.clockwork",
            url,
            str(self.began),
            str(self.log),
            str(takes),
        ]
        self.running.append(subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL))

    def runs(self) -> list[tuple[str, int]]:
        """(due time, process) of each beginning of a run."""
        lines = self.log.read_text("utf-8").splitlines()
        return [(slot, int(pid)) for slot, pid in (line.split() for line in lines)]

    def kill_leader(self) -> None:
        """As soon as a run begins, ``kill -9`` whoever runs it; another process takes its place."""
        seen = len(self.runs())
        wait(lambda: len(self.runs()) > seen)
        leader = self.runs()[-1][1]
        os.kill(leader, signal.SIGKILL)
        [dead] = [one for one in self.running if one.pid == leader]
        dead.wait(10)
        self.running.remove(dead)
        self.start()

    def stop(self, number: int = signal.SIGTERM) -> None:
        for one in self.running:
            one.send_signal(number)
        for one in self.running:
            one.wait(PATIENCE)
        self.running = []


def wait(until) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, "nothing more happened"
        time.sleep(0.02)


@pytest.fixture
def schedulers(day, tmp_path) -> Iterator[Schedulers]:
    made = Schedulers(day, tmp_path)
    yield made
    made.stop(signal.SIGKILL)


def finished(day) -> list[job_runs.Run]:
    return [run for run in day.runs("clockwork") if run.outcome == "办了"]


def in_doubt(day) -> list[job_runs.Run]:
    return [run for run in day.runs("clockwork") if run.finished_at is None]


def check(day, schedulers, kills: int) -> None:
    """Every due time from the first to the last was done; only what was killed in the middle was begun twice."""
    slots = sorted(run.slot for run in finished(day))
    assert slots == [slots[0] + n * STEP for n in range(len(slots))], "a due time was passed over"
    with day.ledger.read() as db:
        keys = sorted(key for (key,) in db.execute(select(notice.c.key).where(notice.c.key.like("slot-%"))))
    assert keys == sorted(f"slot-{slot.isoformat()}" for slot in slots)
    begun = Counter(slot for slot, _ in schedulers.runs())
    again = {slot: count for slot, count in begun.items() if count > 1}
    assert sum(again.values()) - len(again) <= kills, again
    assert slots[0] >= BEGINS


@pytest.mark.parametrize("count", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_the_leader_is_killed_again_and_again(day, schedulers, count):
    for _ in range(count):
        schedulers.start()
    kills = 4
    for _ in range(kills):
        schedulers.kill_leader()
    enough = len(finished(day)) + 5
    wait(lambda: len(finished(day)) >= enough and not in_doubt(day))
    schedulers.stop()
    check(day, schedulers, kills)
    assert len({pid for _, pid in schedulers.runs()}) > kills, "each leader was another process"


def test_all_are_down_for_a_day_and_no_due_time_is_lost(day, schedulers):
    for _ in range(2):
        schedulers.start(takes=0.0)
    wait(lambda: len(finished(day)) >= 3)
    schedulers.stop(signal.SIGKILL)
    schedulers.began -= 144  # 24 hours of theirs
    before = len(finished(day))
    for _ in range(3):
        schedulers.start(takes=0.0)
    wait(lambda: len(finished(day)) >= before + 24 * 12 and not in_doubt(day))
    schedulers.stop()
    check(day, schedulers, kills=2)
