"""Sharing a commit: everybody's work is done, one's failure is only their own."""

import threading

import pytest
from sqlalchemy import func, select

from bot.ledger import attempts
from bot.ledger.database import Ledger
from bot.ledger.tables import attempt, metadata
from tests.cast import NOW


@pytest.fixture
def own(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.begin() as db:
        metadata.create_all(db)
    yield ledger
    ledger.close()


def counted(ledger):
    with ledger.read() as db:
        return db.execute(select(func.sum(attempt.c.count))).scalar() or 0


def test_many_threads_share_and_nothing_is_lost(own):
    def work():
        for number in range(40):
            own.together(lambda db, n=number: attempts.add(db, f"s{n}", NOW))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(own) == 320


def test_the_failure_of_one_leaves_the_others_done(own):
    failures = []
    gate = threading.Barrier(8)

    def work(number):
        def act(db):
            attempts.add(db, f"s{number}", NOW)
            if number % 2:
                raise ValueError(number)

        gate.wait()
        try:
            own.together(act)
        except ValueError:
            failures.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(failures) == [1, 3, 5, 7]
    assert counted(own) == 4


def test_a_transaction_inside_another_is_refused_rather_than_waited_for(own):
    with own.begin(), pytest.raises(RuntimeError, match="already has a write transaction"), own.begin():
        pass
    with own.begin() as db:
        attempts.add(db, "after", NOW)
    assert counted(own) == 1


def test_a_reader_does_not_wait_for_a_writer(own):
    with own.begin() as db:
        attempts.add(db, "unseen", NOW)
        assert counted(own) == 0
    assert counted(own) == 1
