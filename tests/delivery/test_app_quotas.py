"""A day's limit of the account: kept in the ledger, respected by all, begun anew at midnight in Shanghai."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.ledger import app_quotas
from bot.ledger.tables import quota_use
from tests.cast import NOW


@pytest.fixture
def few(monkeypatch):
    """An account that may send three template messages a day."""
    monkeypatch.setitem(app_quotas.A_DAY, "template", 3)


def test_many_workers_take_no_more_than_there_is(ledger, few):
    got = []

    def work():
        for _ in range(3):
            with ledger.begin() as db:
                got.append(app_quotas.take_day(db, "official", "template", NOW))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.begin() as db:
        assert app_quotas.standing(db, NOW) == [("official", "template", 3, 3)]
        db.execute(quota_use.delete())
    assert sorted(got) == [False] * 9 + [True] * 3


def test_when_the_day_is_used_up_the_rest_waits_for_midnight(office, few):
    office.notify("王党员", "吴党员", "冯党员", "陈党员", "褚党员")
    office.sender().drain()
    states = list(office.states().values())
    assert (states.count("accepted"), states.count("pending")) == (3, 2)
    office.at(app_quotas.day_ends(NOW) + timedelta(hours=9))
    office.sender().drain()
    assert set(office.states().values()) == {"accepted"}


def test_what_was_used_is_forgotten_after_some_weeks(db):
    assert app_quotas.take_day(db, "official", "template", NOW)
    assert app_quotas.forget(db, NOW) == 0
    assert app_quotas.forget(db, NOW + timedelta(days=42)) == 1
