"""Tokens: one fetch for everybody, over threads and over processes; nothing readable on disk."""

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.keys import Keys
from bot.ledger import tokens
from bot.ledger.database import Ledger
from bot.ledger.tables import platform_token
from bot.ledger.tokens import Tokens
from tests.cast import NOW

KEYS = Keys(b"a key for tests, of thirty-two bytes or more")
APP = "wx-tokens"


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


class Platform:
    """Gives tokens and counts how often it was asked; ``slow`` seconds each."""

    def __init__(self, slow=0.0, lives=7200):
        self.fetches, self.slow, self.lives = 0, slow, lives
        self.lock = threading.Lock()

    def __call__(self):
        with self.lock:
            self.fetches += 1
            number = self.fetches
        time.sleep(self.slow)
        return f"TOKEN-{number}", self.lives


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(ledger, clock):
    yield Tokens(ledger, KEYS, clock)
    with ledger.begin() as db:
        db.execute(platform_token.delete())


def stored(ledger):
    with ledger.read() as db:
        return db.execute(select(platform_token.c.sealed)).scalar_one()


def test_a_token_is_fetched_kept_sealed_and_given_again(store, ledger):
    platform = Platform()
    assert store.get(APP) is None
    assert store.refresh(APP, platform, None) == "TOKEN-1"
    assert store.get(APP) == "TOKEN-1"
    assert store.refresh(APP, platform, None) == "TOKEN-1"
    assert platform.fetches == 1
    assert "TOKEN" not in stored(ledger)


def test_a_token_in_its_last_minute_is_not_given(store, clock):
    store.refresh(APP, Platform(), None)
    clock.now += timedelta(seconds=7139)
    assert store.get(APP) == "TOKEN-1"
    clock.now += timedelta(seconds=1)
    assert store.get(APP) is None


def test_a_refused_token_is_replaced_once_for_all_who_hold_it(store):
    platform = Platform()
    old = store.refresh(APP, platform, None)
    assert store.refresh(APP, platform, old) == "TOKEN-2"
    assert store.refresh(APP, platform, old) == "TOKEN-2"
    assert platform.fetches == 2


def test_eight_threads_and_two_stores_fetch_once(ledger, store, clock):
    platform, other = Platform(slow=0.05), Tokens(ledger, KEYS, clock)
    together = threading.Barrier(8)

    def ask(n):
        together.wait()
        return (store, other)[n % 2].refresh(APP, platform, None)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"TOKEN-1"}
    assert platform.fetches == 1


def test_a_failed_fetch_leaves_the_turn_to_the_next(store):
    def refused():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.refresh(APP, refused, None)
    assert store.refresh(APP, Platform(), None) == "TOKEN-1"


def test_a_fetcher_that_died_is_replaced_when_its_time_is_up(store, ledger, clock):
    with ledger.begin() as db:
        assert store._stored_or_mine(db, APP, None, "the dead") == (None, True)
        assert store._stored_or_mine(db, APP, None, "the next") == (None, False)
        clock.now += tokens.FETCH_TAKES + timedelta(seconds=1)
        assert store._stored_or_mine(db, APP, None, "the next") == (None, True)


def test_a_fetcher_that_comes_late_does_not_put_its_token_over_the_newer_one(store, ledger, clock):
    def slow():
        clock.now += tokens.FETCH_TAKES + timedelta(seconds=1)
        assert Tokens(ledger, KEYS, clock).refresh(APP, Platform(), None) == "TOKEN-1"
        return "LATE", 7200

    assert store.refresh(APP, slow, None) == "LATE"
    assert store.get(APP) == "TOKEN-1"


def test_a_token_sealed_with_a_lost_key_is_fetched_anew(store, ledger, clock):
    store.refresh(APP, Platform(), None)
    other = Tokens(ledger, Keys(b"another key, of thirty-two bytes or more"), clock)
    assert other.get(APP) is None
    assert other.refresh(APP, lambda: ("FRESH", 7200), None) == "FRESH"


def _ask(url, counter, start, answers):
    ledger = Ledger(url, pool_size=2)

    def fetch():
        with counter.get_lock():
            counter.value += 1
        time.sleep(0.1)
        return f"TOKEN-{counter.value}", 7200

    store = Tokens(ledger, KEYS)
    start.wait()
    first = store.refresh(APP, fetch, None)
    answers.put((first, store.refresh(APP, fetch, first)))
    ledger.close()


def test_four_processes_fetch_one_token_each_time_it_is_needed(ledger, store):
    forking = multiprocessing.get_context("fork")
    counter, start, answers = forking.Value("i", 0), forking.Barrier(4), forking.Queue()
    url = ledger.url.render_as_string(hide_password=False)
    workers = [forking.Process(target=_ask, args=(url, counter, start, answers)) for _ in range(4)]
    for worker in workers:
        worker.start()
    got = {answers.get(timeout=20) for _ in workers}
    for worker in workers:
        worker.join()
    assert got == {("TOKEN-1", "TOKEN-2")}
    assert counter.value == 2
