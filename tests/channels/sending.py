"""The client under test, its store of one token, and what it meets when the platform answers so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import requests

from bot.channels.client import Client, SendError
from bot.channels.tokens import Fetch
from bot.config import OfficialSettings
from tests.channels.scripted import Answer, Script

SECRET = "THE-APP-SECRET"
OPENID = "oSANDBOX-person-000000000001"
EVENING = datetime(2026, 12, 5, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai


class Tokens:
    """A store of one token, for one thread."""

    def __init__(self, token: str | None = None) -> None:
        self.token = token

    def get(self, app_id: str) -> str | None:
        return self.token

    def refresh(self, app_id: str, fetch: Fetch, stale: str | None) -> str:
        self.token, _ = fetch()
        return self.token


def client(address: str, tokens: Tokens | None = None, timeout: tuple[float, float] = (1, 0.15)) -> Client:
    session = requests.Session()
    session.trust_env = False
    settings = OfficialSettings(app_id="wx1", app_secret=SECRET, api_base_url=address)
    return Client(settings, tokens or Tokens("TOKEN-0"), session, timeout, lambda: EVENING)


def error(script: Script, *answers: Answer) -> SendError:
    """What a text meets when the platform answers so."""
    script.answers = list(answers)
    with pytest.raises(SendError) as raised:
        client(script.address).send_text(OPENID, "您好")
    return raised.value
