"""A platform with a clock that is moved by hand, and a way to call its API without a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.platform import Platform, api_app
from sandbox.wire import Account

ACCOUNT = Account(
    token="AAAAA", app_id="wx0000000000000000", aes_key="k" * 42 + "E", original_id="gh_rongshu"
)
SECRET = "an-app-secret"


def openid(number: int) -> str:
    """A fictional openid of the platform's shape."""
    return f"oSANDBOX-person-{number:012d}"


@dataclass
class Clock:
    """Tells the time it was last set to."""

    now: datetime = field(default_factory=lambda: datetime(2026, 12, 1, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


Api = Callable[..., dict[str, Any]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Platform:
    """A platform with three followers, who have said nothing yet."""
    made = Platform(ACCOUNT, SECRET, clock=clock)
    for number in (1, 2, 3):
        made.chats.follow(openid(number), clock())
    return made


@pytest.fixture
def http(platform: Platform) -> FlaskClient:
    return api_app(platform).test_client()


@pytest.fixture
def api(http: FlaskClient, platform: Platform, clock: Clock) -> Api:
    """Call an endpoint with a good token: ``api("menu/get")``, ``api("message/custom/send", touser=…)``."""

    def call(path: str, token: str | None = None, **fields: object) -> dict[str, Any]:
        good = str(platform.tokens.stable(clock())["access_token"]) if token is None else token
        answer = http.post(f"/cgi-bin/{path}?access_token={good}", data=json.dumps(fields))
        return dict(json.loads(answer.data))

    return call
