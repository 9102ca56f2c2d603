"""Faults on request do what they say, and the accept log tells whether the platform had acted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
import requests
from flask.testing import FlaskClient

from sandbox.platform import Fault, Platform, api_app
from sandbox.platform.faults import Kind
from sandbox.server import running
from tests.sandbox.conftest import Clock, openid

PATH = "message/template/send"


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    with running(api_app(platform)) as url:
        yield url


def send(address: str, platform: Platform, clock: Clock, number: int = 1) -> requests.Response:
    token = platform.tokens.stable(clock())["access_token"]
    body = {"touser": openid(number), "template_id": "T", "data": {"thing1": {"value": "会"}}}
    with requests.Session() as session:
        session.trust_env = False
        return session.post(f"{address}/cgi-bin/{PATH}?access_token={token}", json=body, timeout=0.25)


def test_an_errcode_comes_instead_of_the_act(address: str, platform: Platform, clock: Clock):
    platform.faults.add(Fault(PATH, "errcode", times=2, code=45009))
    codes = [send(address, platform, clock).json()["errcode"] for _ in range(3)]
    assert codes == [45009, 45009, 0]
    assert len(platform.accepted.entries) == 1


@pytest.mark.parametrize(("kind", "acted"), [("http", 0), ("http_after", 1), ("truncate", 1), ("html", 1)])
def test_an_answer_can_be_spoiled(address: str, platform: Platform, clock: Clock, kind: Kind, acted: int):
    platform.faults.add(Fault("*", kind, code=503))
    response = send(address, platform, clock)
    assert response.status_code == (503 if kind.startswith("http") else 200)
    with pytest.raises(ValueError, match=r"."):
        response.json()
    assert len(platform.accepted.entries) == acted


@pytest.mark.parametrize(("kind", "acted"), [("reset", 0), ("drop", 1)])
def test_a_connection_can_be_torn(address: str, platform: Platform, clock: Clock, kind: Kind, acted: int):
    platform.faults.add(Fault(PATH, kind))
    with pytest.raises(requests.ConnectionError, match="reset"):
        send(address, platform, clock)
    assert len(platform.accepted.entries) == acted
    assert send(address, platform, clock).json()["errcode"] == 0


def test_a_hang_after_the_act_runs_into_the_callers_timeout(address: str, platform: Platform, clock: Clock):
    platform.faults.add(Fault(PATH, "hang_after", seconds=0.4))
    with pytest.raises(requests.Timeout):
        send(address, platform, clock)
    assert len(platform.accepted.entries) == 1


def test_a_hang_is_slow_and_then_right(address: str, platform: Platform, clock: Clock):
    platform.faults.add(Fault(PATH, "hang", seconds=0.1))
    started = time.perf_counter()
    assert send(address, platform, clock).json()["errcode"] == 0
    assert time.perf_counter() - started >= 0.1


def test_offline_nothing_is_answered_and_nothing_accepted(address: str, platform: Platform, clock: Clock):
    platform.online = False
    with pytest.raises(requests.ConnectionError):
        send(address, platform, clock)
    assert platform.accepted.entries == []


def test_a_fault_can_be_for_one_person(address: str, platform: Platform, clock: Clock):
    platform.faults.add(Fault(PATH, "errcode", code=43004, openid=openid(2)))
    assert send(address, platform, clock, 1).json()["errcode"] == 0
    assert send(address, platform, clock, 2).json()["errcode"] == 43004


def test_a_share_of_the_calls_is_hit_the_same_way_each_time(platform: Platform):
    def hits() -> list[bool]:
        faults = type(platform.faults)(seed=7)
        faults.add(Fault("*", "drop", times=1000, share=0.26))
        return [faults.take(PATH, b"") is not None for _ in range(400)]

    assert hits() == hits()
    assert 70 < sum(hits()) < 140


def test_faults_are_armed_and_cleared_over_http(http: FlaskClient):
    armed = http.post("/faults", json={"path": PATH, "kind": "truncate", "times": 3})
    assert json.loads(armed.data)["faults"] == [{"path": PATH, "kind": "truncate", "times": 3}]
    assert http.post("/faults", json={"path": PATH, "kind": "gremlin"}).status_code == 400
    assert http.post("/faults", json={"what": 1}).status_code == 400
    assert json.loads(http.delete("/faults").data)["faults"] == []
