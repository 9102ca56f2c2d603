"""The worker as a process: woken by a knock, told to stop by a signal."""

import os
import signal
import time

import pytest

from bot.delivery import Queue
from bot.ledger.database import Ledger
from sandbox.platform import api_app
from sandbox.server import running
from tests.delivery.settings import KEYS
from tests.faults import worker
from tests.faults.killing import FORKS, Crowd, new_platform, slow


@pytest.fixture
def crowd(data_dir):
    ledger = Ledger(f"sqlite:///{data_dir / 'ledger.db'}", pool_size=4)
    yield Crowd(ledger, 40, 0)
    ledger.close()


@pytest.fixture
def platform(crowd):
    platform = new_platform()
    crowd.known_to(platform)
    slow(platform, 0.05)
    return platform


@pytest.fixture
def process(crowd, platform, data_dir):
    """A worker under way, and the settings it shares with whoever knocks."""
    with running(api_app(platform)) as address:
        config = worker.config(f"sqlite:///{data_dir / 'ledger.db'}", address, data_dir)
        started = FORKS.Process(target=worker.run, args=(config.store_url, address, str(data_dir), 60.0))
        started.start()
        yield started, config
        started.kill()
        started.join()
        started.close()


def wait_for(condition, seconds=8.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert condition()


def swept_once(data_dir):
    """The worker's first sweep is over when it has made its queue: from now on only a knock wakes it."""
    return (data_dir / "queue.db").exists()


def test_a_knock_is_answered_long_before_the_next_sweep(crowd, platform, process, data_dir):
    _, config = process
    wait_for(lambda: swept_once(data_dir))
    time.sleep(0.3)
    crowd.notify()
    queue = Queue(config, KEYS)
    queue.knock()
    queue.close()
    wait_for(lambda: len(platform.accepted.entries) == 40)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_its_calls_and_leaves_nothing_uncertain(crowd, platform, process, number):
    crowd.notify()
    started, config = process
    queue = Queue(config, KEYS)
    queue.knock()
    queue.close()
    wait_for(lambda: len(platform.accepted.entries) >= 5)
    os.kill(started.pid, number)
    started.join(5)
    assert started.exitcode == 0
    states = crowd.states()
    assert states["accepted"] == len(platform.accepted.entries) < 40
    assert states["accepted"] + states["pending"] == 40
