"""The client against the stand-in for the platform, which is written from the specification alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from bot.channels.client import Client, SendError
from bot.chat import Card
from bot.config import OfficialSettings
from sandbox.platform import Platform, api_app
from sandbox.server import running
from tests.channels.sending import SECRET, Tokens
from tests.channels.signed import ACCOUNT, OPENID

OTHER = "oSANDBOX-person-000000000002"


@pytest.fixture
def platform() -> Platform:
    platform = Platform(ACCOUNT, SECRET)
    for person in (OPENID, OTHER):
        platform.follow(person)
    return platform


@pytest.fixture
def client(platform: Platform) -> Iterator[Client]:
    session = requests.Session()
    session.trust_env = False
    with running(api_app(platform)) as address:
        settings = OfficialSettings(app_id=ACCOUNT.app_id, app_secret=SECRET, api_base_url=address)
        yield Client(settings, Tokens(), session)


def kinds(platform: Platform, openid: str = OPENID) -> list[str]:
    return [bubble.kind for bubble in platform.chats.of(openid)]


def test_texts_and_cards_arrive_until_the_platform_has_had_enough(client: Client, platform: Platform) -> None:
    platform.acted(OPENID, "follow")
    client.send_text(OPENID, "您好\x1d")
    client.send_card(OPENID, Card("题", "述", "https://rongshu.example/"))
    client.send_text(OPENID, "再见")
    assert kinds(platform) == ["text", "news", "text"]
    with pytest.raises(SendError) as raised:
        client.send_text(OPENID, "还有")
    assert (raised.value.code, raised.value.permanent) == (45047, True)


def test_an_expired_token_is_renewed_without_anybody_noticing(client: Client, platform: Platform) -> None:
    platform.acted(OPENID, "message")
    client.send_text(OPENID, "一")
    with platform.lock:
        platform.tokens.expire(platform.clock())
    client.send_text(OPENID, "二")
    assert platform.tokens.fetches == {"token": 0, "stable_token": 2}


def test_the_same_template_under_the_same_key_arrives_once(client: Client, platform: Platform) -> None:
    first = client.send_template(OPENID, "tpl", {"thing1": "大会"}, "", "k-1")
    assert first == client.send_template(OPENID, "tpl", {"thing1": "大会"}, "", "k-1")
    assert kinds(platform) == ["template"]


def test_a_template_to_somebody_who_left_says_so(client: Client, platform: Platform) -> None:
    platform.unfollow(OPENID)
    with pytest.raises(SendError) as raised:
        client.send_template(OPENID, "tpl", {"thing1": "大会"})
    assert raised.value.unfollowed


def test_the_same_mass_send_under_the_same_key_arrives_once(client: Client, platform: Platform) -> None:
    platform.mass_retry_seconds = 0
    first = client.mass_send([OPENID, OTHER], "通知", "m-1")
    assert first == client.mass_send([OPENID, OTHER], "通知", "m-1")
    assert len(kinds(platform)) == len(kinds(platform, OTHER)) == 1


def test_codes_menus_and_files_are_made(client: Client, platform: Platform) -> None:
    assert client.create_qr("m-7", 600).startswith("http")
    assert [code.scene for code in platform.codes.values()] == ["m-7"]
    assert client.get_menu() == {}
    menu = {"button": [{"type": "click", "name": "签到", "key": "签到"}]}
    client.create_menu(menu)
    assert platform.menu is not None
    assert client.get_menu()["menu"]["button"][0]["name"] == "签到"
    png = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    assert client.upload_media("image", png, "码.png")


def test_a_wrong_secret_is_told_from_a_refused_send(platform: Platform) -> None:
    with running(api_app(platform)) as address:
        settings = OfficialSettings(app_id=ACCOUNT.app_id, app_secret="wrong", api_base_url=address)
        with pytest.raises(SendError) as raised:
            Client(settings, Tokens()).send_text(OPENID, "您好")
    assert (raised.value.code, raised.value.scope, raised.value.doubtful) == (40125, "channel", False)
