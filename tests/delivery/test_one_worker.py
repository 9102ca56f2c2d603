"""What a worker may have under way at once, and what goes on beside a long drain."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.config import PushSettings
from bot.delivery.sender import PACE, Sender
from bot.ledger import deliveries, quotas
from tests.delivery.office import Office
from tests.delivery.settings import TEMPLATES

LONG = 5.0  # seconds; a test that fails waits as long


class SlowClient:
    """An Official Account whose customer-service messages arrive one after the other, when they are let."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.called, self.may_go_on = threading.Event(), threading.Event()
        self.templates = threading.Semaphore(0)
        self.under_way: list[int] = []

    def send_text(self, openid: str, text: str) -> None:
        self.under_way.append(list(self.office.states().values()).count("sending"))
        self.called.set()
        assert self.may_go_on.wait(LONG)

    def send_template(self, *given: object) -> str:
        self.templates.release()
        return "1"


@pytest.fixture
def client(office: Office) -> SlowClient:
    return SlowClient(office)


@pytest.fixture
def sender(office: Office, client: SlowClient) -> Sender:
    return Sender(office.ledger, client, TEMPLATES, PushSettings(), lambda: office.now)  # type: ignore[arg-type]


@pytest.fixture
def beside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def test_only_one_call_without_a_key_is_under_way_in_a_worker(
    office: Office, sender: Sender, client: SlowClient
) -> None:
    names = list(office.cast.ids)[:8]
    for name in names:
        office.heard_from(name)
    office.notify(*names)
    client.may_go_on.set()
    assert sender.drain() == len(names)
    assert client.under_way == [1] * len(names)


def test_calls_that_have_a_key_do_not_wait_for_one_that_has_none(
    office: Office, sender: Sender, client: SlowClient, beside: ThreadPoolExecutor
) -> None:
    first, *others = list(office.cast.ids)[:6]
    office.heard_from(first)
    office.notify(first, *others)
    draining = beside.submit(sender.drain)
    try:
        assert client.called.wait(LONG)
        for _ in others:
            assert client.templates.acquire(timeout=LONG)
    finally:
        client.may_go_on.set()
    assert draining.result(LONG) == 1 + len(others)


def test_the_sweep_goes_on_beside_a_long_drain(
    office: Office, sender: Sender, client: SlowClient, beside: ThreadPoolExecutor
) -> None:
    office.heard_from("王党员")
    office.notify("王党员")
    draining = beside.submit(sender.drain)
    try:
        assert client.called.wait(LONG)
        assert beside.submit(lambda: sender.drain(unless_busy=True)).result(LONG) == 0
    finally:
        client.may_go_on.set()
    assert draining.result(LONG) == 1


def test_what_a_dead_worker_held_moves_within_half_a_minute() -> None:
    assert PACE.lease + timedelta(seconds=PACE.sweep_seconds) <= timedelta(seconds=30)


def test_a_pause_in_wecom_does_not_hold_a_mass_send(office: Office) -> None:
    names = list(office.cast.ids)[:2]
    office.notify(*names, mass=True)
    with office.ledger.begin() as db:
        assert deliveries.is_due(db, office.now)
        quotas.pause(db, "wecom", office.now + timedelta(hours=1), "暂停", office.now)
        assert deliveries.is_due(db, office.now)
        quotas.pause(db, "official", office.now + timedelta(hours=1), "暂停", office.now)
        assert not deliveries.is_due(db, office.now)
