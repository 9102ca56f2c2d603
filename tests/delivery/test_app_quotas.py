"""A day's limit of the account: kept in the ledger, respected by all, begun anew at midnight in Shanghai."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.ledger import app_quotas, deliveries
from bot.ledger.tables import delivery, quota_use
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


def test_no_more_people_a_day_than_the_app_in_wecom_may_write_to(both):
    both.join("王党员", "吴党员", "冯党员")
    notice_id = both.office.notify("王党员", "吴党员", "冯党员", "陈党员")
    both.drain(persons=2)
    ways = both.ways(notice_id)
    assert sorted(ways.values()) == ["accepted template", "accepted wecom", "accepted wecom", "pending wecom"]
    with both.office.ledger.read() as db:
        waits = db.execute(select(delivery).where(delivery.c.state == "pending")).one()
        assert app_quotas.standing(db, both.office.now, 2)[0][1:] == (app_quotas.PERSONS, 2, 2)
    assert waits.next_at == app_quotas.day_ends(NOW)
    assert waits.reason == "企业微信应用今天的人次用完了，明天零点后再发"
    both.office.at(app_quotas.day_ends(NOW) + timedelta(hours=9))
    both.drain(persons=2)
    assert set(both.ways(notice_id).values()) == {"accepted wecom", "accepted template"}


def test_a_mass_send_too_many_waits_for_the_next_minute_and_says_so(both, monkeypatch):
    monkeypatch.setattr(app_quotas, "MASS_A_MINUTE", 1)
    for n in range(2):
        both.office.notify("王党员", "吴党员", key=f"m-{n}", title=f"第{n}次", mass=True)
    both.drain()
    with both.office.ledger.read() as db:
        waits = db.execute(select(delivery).where(delivery.c.state == "pending")).all()
        assert not deliveries.is_due(db, both.office.now), "nobody is woken for it in vain"
    assert {row.reason for row in waits} == {"一分钟内群发太多，稍后再发"}
    both.office.at(waits[0].next_at)
    both.drain()
    assert set(both.office.states().values()) == {"accepted"}
