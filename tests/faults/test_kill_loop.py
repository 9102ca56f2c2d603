"""Workers killed with -9 while they send: nobody is lost, nobody gets it twice.

The truth is what the platform accepted, written down by the platform.
"""

import sqlite3
from pathlib import Path

import pytest

from bot.ledger.database import Ledger
from bot.ledger.tables import metadata
from sandbox.platform import Fault, api_app
from sandbox.server import running
from tests.faults import worker
from tests.faults.killing import Crowd, Loop, Tally, new_platform, slow

pytestmark = pytest.mark.kills


@pytest.fixture
def size(request):
    """(recipients in the window, outside of it, kills, seconds to finish)."""
    at_length = request.config.getoption("--long", default=False)
    return (1000, 1000, 100, 60) if at_length else (100, 100, 10, 12)


def loop(url: str, folder: Path, size: tuple[int, int, int, int], faults: tuple[Fault, ...] = ()) -> Tally:
    in_window, outside, kills, seconds = size
    ledger, platform = Ledger(url, pool_size=4), new_platform()
    crowd = Crowd(ledger, in_window, outside)
    crowd.known_to(platform)
    crowd.notify()
    for fault in faults:
        platform.faults.add(fault)
    slow(platform, 0.03)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with running(api_app(platform)) as address:
            tally = Loop(crowd, platform, worker.config(url, address, folder), seed=kills).run(kills, seconds)
    finally:
        ledger.close()
    print(tally)  # noqa: T201 - the figures of docs and reports
    return tally


def check(tally: Tally, size: tuple[int, int, int, int]) -> None:
    in_window, outside, kills, _ = size
    assert tally.recipients == in_window + outside
    assert tally.kills == kills
    assert (tally.lost, tally.twice) == (0, 0)
    assert tally.unknown_with_key == 0
    assert tally.accepted + tally.unknown == tally.recipients
    assert tally.unknown <= kills  # one call without a key is under way at a time


def test_nobody_is_lost_or_gets_it_twice_when_workers_are_killed(data_dir, size):
    tally = loop(f"sqlite:///{data_dir / 'ledger.db'}", data_dir, size)
    check(tally, size)
    with sqlite3.connect(data_dir / "ledger.db") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_the_same_on_postgresql(data_dir, size, postgres_server):
    tally = loop(postgres_server, data_dir, size)
    ledger = Ledger(postgres_server)
    with ledger.begin() as db:
        metadata.drop_all(db)
    ledger.close()
    check(tally, size)


@pytest.mark.slow
def test_under_kills_and_ambiguous_answers_at_once_a_platform_key_keeps_everything_certain(data_dir, size):
    """A quarter of the answers are lost on the way; with a key each is settled, and nobody gets it twice."""
    _, outside, kills, seconds = size
    faults = tuple(
        Fault("message/template/send", kind, times=10**9, share=share)
        for kind, share in (("truncate", 0.06), ("http_after", 0.06), ("drop", 0.06), ("http", 0.06))
    )
    only_keyed = (0, outside, kills, seconds + 240)
    tally = loop(f"sqlite:///{data_dir / 'ledger.db'}", data_dir, only_keyed, faults)
    check(tally, only_keyed)
    assert tally.unknown == 0
