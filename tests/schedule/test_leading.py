"""Of two schedulers one leads; when it stops the other takes over within seconds."""

import threading
import time

import pytest
from sqlalchemy import text

from bot import scheduler
from bot.ledger.database import Ledger
from bot.ledger.leadership import LEADER_LOCK, Leadership
from tests.cast import NOW


@pytest.fixture
def two(ledger):
    """The locks of two schedulers, as of two processes."""
    other = Ledger(ledger.url.render_as_string(hide_password=False))
    first, second = Leadership(ledger), Leadership(other)
    yield first, second
    first.give_up()
    second.give_up()
    other.close()


def test_one_leads_and_the_other_stands_by(two):
    first, second = two
    assert first.take()
    assert first.held()
    assert not second.take()
    assert not second.held()


def test_the_other_leads_once_the_first_has_gone(two):
    first, second = two
    first.take()
    first.give_up()
    assert not first.held()
    assert second.take()


def test_a_leader_cut_off_from_postgresql_knows_it(two, ledger):
    first, second = two
    first.take()
    if ledger.on_sqlite:
        first.give_up()  # a file lock ends with its process only
    else:
        with ledger.begin() as db:
            db.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :low"
                ),
                {"low": LEADER_LOCK & 0xFFFFFFFF},
            )
    assert not first.held()
    assert second.take()


def test_it_fires_when_it_leads_until_it_is_told_to_stop(day, monkeypatch):
    monkeypatch.setattr(scheduler, "STANDBY_SECONDS", 0.02)
    stop = threading.Event()
    running = threading.Thread(target=scheduler.run, args=(day.services, stop, lambda: NOW))
    running.start()
    deadline = time.monotonic() + 5
    while not day.written("monthly") and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    running.join(5)
    assert not running.is_alive()
    assert len(day.written("monthly-2026-11")) == 2


def test_of_two_that_run_one_fires_and_the_other_takes_over(day, monkeypatch):
    monkeypatch.setattr(scheduler, "STANDBY_SECONDS", 0.02)
    fired: list[str] = []
    monkeypatch.setattr(
        scheduler, "fire", lambda services, now: fired.append(threading.current_thread().name)
    )
    stops = [threading.Event(), threading.Event()]
    leading: list[int] = []
    clocks = [lambda n=n: leading.append(n) or scheduler.utc_now() for n in (0, 1)]
    threads = [
        threading.Thread(target=scheduler.run, args=(day.services, stop, clock))
        for stop, clock in zip(stops, clocks, strict=True)
    ]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(fired) >= 1)
    [first] = set(leading)
    stops[first].set()
    threads[first].join(5)
    wait_for(lambda: 1 - first in leading)
    stops[1 - first].set()
    threads[1 - first].join(5)
    assert set(leading) == {0, 1}
    assert not any(thread.is_alive() for thread in threads)


def wait_for(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "nothing happened for five seconds"
        time.sleep(0.01)
