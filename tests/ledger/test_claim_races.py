"""Eight workers at once over one table, on real connections that commit."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from bot.ledger import deliveries, job_runs, notices
from bot.ledger.tables import metadata
from tests import cast as people
from tests.cast import NOW
from tests.ledger.sending import HAS_ONE, LEASE, SECOND

WORKERS = 8


@pytest.fixture
def standing(ledger):
    """A committed cast, taken away afterwards."""
    with ledger.begin() as db:
        cast = people.enter(db)
    yield cast
    with ledger.begin() as db:
        for table in reversed(metadata.sorted_tables):
            db.execute(table.delete())


def notify(ledger, cast, count):
    """That many notices to everybody; how many deliveries."""
    with ledger.begin() as db:
        for n in range(count):
            notices.create(
                db, key=f"n-{n}", kind="notice", title="t", body="b", recipients=cast.ids.values(), now=NOW
            )
    return count * len(cast.ids)


def at_once(act):
    """``act(worker)`` eight times together; what they returned."""
    together = Barrier(WORKERS)

    def run(worker):
        together.wait()
        return act(worker)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_eight_workers_claim_each_delivery_once_and_leave_none(ledger, standing):
    total = notify(ledger, standing, 20)

    def work(worker):
        mine = []
        while True:
            with ledger.begin() as db:
                taken = deliveries.claim(db, f"w-{worker}", NOW, 7, LEASE)
            if not taken:
                return mine
            mine += taken

    claimed = [one.id for mine in at_once(work) for one in mine]
    # On PostgreSQL one who skips what others hold at that moment may stop early; nobody has it twice, nothing is left.
    assert max(Counter(claimed).values()) == 1
    with ledger.begin() as db:
        claimed += [one.id for one in deliveries.claim(db, "last", NOW, total, LEASE)]
    assert len(set(claimed)) == len(claimed) == total


def test_one_delivery_is_started_by_one_of_eight_who_think_it_theirs(ledger, standing):
    with ledger.begin() as db:
        ids = [standing.ids["王党员"]]
        notices.create(db, key="n", kind="notice", title="t", body="b", recipients=ids, now=NOW)
        (claimed,) = deliveries.claim(db, "w", NOW, 1, LEASE)

    def work(_):
        with ledger.begin() as db:
            return deliveries.start(db, claimed, HAS_ONE, NOW, LEASE)

    assert [one is not None for one in at_once(work)].count(True) == 1


def test_eight_sweepers_give_back_each_delivery_once(ledger, standing):
    total = notify(ledger, standing, 3)
    with ledger.begin() as db:
        deliveries.claim(db, "dead", NOW, total, LEASE)

    def work(_):
        with ledger.begin() as db:
            return deliveries.reap(db, NOW + LEASE + SECOND).given_back

    assert sum(at_once(work)) == total


def test_one_notice_is_written_by_eight_who_come_with_its_key(ledger, standing):
    def work(_):
        with ledger.begin() as db:
            made = notices.create(
                db, key="n", kind="notice", title="t", body="b", recipients=standing.ids.values(), now=NOW
            )
        return made.fresh, made.notice_id

    outcomes = at_once(work)
    assert [fresh for fresh, _ in outcomes].count(True) == 1
    assert len({notice_id for _, notice_id in outcomes}) == 1
    with ledger.read() as db:
        assert deliveries.counts(db, outcomes[0][1]) == {"pending": len(standing.ids)}


def test_one_of_eight_has_a_run_and_one_has_it_again_after_a_kill(ledger, standing):
    def claim_at(now):
        def work(_):
            with ledger.begin() as db:
                return job_runs.claim(db, "monthly", NOW, now)

        return at_once(work).count(True)

    assert claim_at(NOW) == 1
    assert claim_at(NOW + timedelta(minutes=1)) == 0
    assert claim_at(NOW + timedelta(hours=1)) == 1
