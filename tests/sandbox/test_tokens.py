"""Access tokens: what is given, how long it is good, and what a bad one is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.platform import Platform
from tests.sandbox.conftest import ACCOUNT, SECRET, Api, Clock


def stable(http: FlaskClient, **changes: object) -> dict[str, Any]:
    fields = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": SECRET, **changes}
    return dict(json.loads(http.post("/cgi-bin/stable_token", data=json.dumps(fields)).data))


def plain(http: FlaskClient) -> str:
    query = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": SECRET}
    return str(json.loads(http.get("/cgi-bin/token", query_string=query).data)["access_token"])


def test_a_stable_token_is_the_same_until_its_last_five_minutes(http: FlaskClient, clock: Clock):
    first = stable(http)
    assert first["expires_in"] == 7200
    clock.pass_(seconds=6899)
    assert stable(http) == {"access_token": first["access_token"], "expires_in": 301}
    clock.pass_(seconds=1)
    assert stable(http)["access_token"] != first["access_token"]


def test_the_old_stable_token_is_good_for_its_last_five_minutes(http: FlaskClient, api: Api, clock: Clock):
    first = stable(http)["access_token"]
    clock.pass_(seconds=6950)
    stable(http)
    assert "ip_list" in api("getcallbackip", token=first)
    clock.pass_(seconds=250)
    assert api("getcallbackip", token=first)["errcode"] == 40001


def test_a_forced_refresh_ends_the_old_token_but_not_twice_within_thirty_seconds(
    http: FlaskClient, api: Api, clock: Clock
):
    first = stable(http)["access_token"]
    forced = stable(http, force_refresh=True)["access_token"]
    assert forced != first
    assert api("getcallbackip", token=first)["errcode"] == 40001
    clock.pass_(seconds=29)
    assert stable(http, force_refresh=True)["access_token"] == forced
    clock.pass_(seconds=1)
    assert stable(http, force_refresh=True)["access_token"] != forced


def test_twenty_forced_refreshes_a_day(http: FlaskClient, clock: Clock):
    for _ in range(20):
        assert "access_token" in stable(http, force_refresh=True)
        clock.pass_(seconds=31)
    assert stable(http, force_refresh=True)["errcode"] == 45009


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"appid": "wx1"}, 40013), ({"secret": "guess"}, 40125), ({"grant_type": "code"}, 40002)],
)
def test_a_wrong_credential_gets_no_token(http: FlaskClient, wrong: dict[str, object], code: int):
    assert stable(http, **wrong)["errcode"] == code


def test_a_stable_token_is_only_given_to_a_post(http: FlaskClient):
    assert json.loads(http.get("/cgi-bin/stable_token").data)["errcode"] == 43002


def test_a_plain_token_is_new_each_time_and_the_last_one_lives_five_minutes(
    http: FlaskClient, api: Api, clock: Clock
):
    first, second = plain(http), plain(http)
    assert first != second
    assert "ip_list" in api("getcallbackip", token=first)
    clock.pass_(minutes=5)
    assert api("getcallbackip", token=first)["errcode"] == 40001
    assert "ip_list" in api("getcallbackip", token=second)


def test_plain_tokens_run_out_by_the_day(http: FlaskClient, platform: Platform, clock: Clock):
    platform.quotas.a_day["token"] = 2
    plain(http), plain(http)
    query = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": SECRET}
    assert json.loads(http.get("/cgi-bin/token", query_string=query).data)["errcode"] == 45009
    clock.pass_(days=1)
    assert plain(http)


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("short", 40014), ("x" * 128, 40001)])
def test_a_bad_token_is_refused(api: Api, token: str, code: int):
    assert api("getcallbackip", token=token)["errcode"] == code


def test_tokens_expire_on_command(http: FlaskClient, api: Api, platform: Platform, clock: Clock):
    first = stable(http)["access_token"]
    platform.tokens.expire(clock())
    assert api("getcallbackip", token=first)["errcode"] == 42001
    assert stable(http)["access_token"] != first
