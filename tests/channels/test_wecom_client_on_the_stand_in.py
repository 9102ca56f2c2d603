"""The client against the stand-in for WeCom: what arrives, what is dropped, one token for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.channels.client import SendError
from bot.channels.wecom.client import WecomClient
from bot.chat import Card
from bot.config import WecomSettings
from bot.ledger.database import Ledger
from bot.ledger.tables import platform_token
from bot.ledger.tokens import Tokens as Store
from sandbox.server import running
from sandbox.wecom import Company, api_app
from tests.channels.company import AGENT, COMPANY, CORP_ID, USER
from tests.channels.sending import Tokens
from tests.town import KEYS

SECRET, OTHER = "THE-APPS-SECRET", "LiShuJi"


@pytest.fixture
def company() -> Company:
    made = Company(account=COMPANY, app_secret=SECRET, agent_id=AGENT)
    for user in (USER, OTHER):
        made.follow(user)
    return made


@pytest.fixture
def settings(company: Company) -> Iterator[WecomSettings]:
    with running(api_app(company)) as address:
        yield WecomSettings(corp_id=CORP_ID, agent_id=AGENT, secret=SECRET, api_base_url=address)


@pytest.fixture
def client(settings: WecomSettings) -> WecomClient:
    return WecomClient(settings, Tokens())


def kinds(company: Company, user: str = USER) -> list[str]:
    return [bubble.kind for bubble in company.chats.of(user)]


def test_texts_cards_and_notices_arrive(client: WecomClient, company: Company) -> None:
    client.send_text([USER, OTHER], "您好\x1d")
    client.send_card([USER], Card("题", "述", "https://rongshu.example/"))
    sent = client.send_notice([USER], "周五开会", "三楼", "https://rongshu.example/p/1", "ack-7", "notice-7")
    assert sent.response_code
    assert kinds(company) == ["text", "textcard", "template_card"]
    assert kinds(company, OTHER) == ["text"]


def test_the_same_call_again_reaches_nobody_twice(client: WecomClient, company: Company) -> None:
    first = client.send_text([USER, OTHER], "开会")
    assert client.send_text([USER, OTHER], "开会") == first
    assert kinds(company) == ["text"]
    client.send_text([USER], "开会")
    assert kinds(company) == ["text", "text"], "to others it is another call"


def test_a_code_updates_a_card_once(client: WecomClient) -> None:
    sent = client.send_notice([USER], "周五开会", "三楼", "", "ack-7", "notice-7")
    client.update_card([USER], sent.response_code, "已收到")
    with pytest.raises(SendError) as raised:
        client.update_card([USER], sent.response_code, "已收到")
    assert raised.value.code == 60140


def test_who_is_not_there_is_named_and_nobody_there_is_a_refusal_for_all(
    client: WecomClient, company: Company
) -> None:
    assert client.send_text([USER, "Gone", "GoneToo"], "开会").refused == {"Gone", "GoneToo"}
    assert kinds(company) == ["text"]
    with pytest.raises(SendError) as raised:
        client.send_text(["Gone", "GoneToo"], "开会")
    assert (raised.value.code, raised.value.permanent, raised.value.scope) == (81013, True, "recipient")


def test_an_untrusted_ip_pauses_the_channel(client: WecomClient, company: Company) -> None:
    company.trusted = False
    with pytest.raises(SendError, match="可信名单") as raised:
        client.send_text([USER], "开会")
    assert (raised.value.code, raised.value.scope, raised.value.permanent) == (60020, "channel", False)


def test_what_is_wrong_at_wecom_is_not_laid_at_wechats_door(settings: WecomSettings) -> None:
    from dataclasses import replace

    nobody = WecomClient(replace(settings, api_base_url="http://127.0.0.1:9"), Tokens("t"))
    with pytest.raises(SendError, match="连不上企业微信，没有发出"):
        nobody.send_text([USER], "开会")


def test_eight_threads_with_an_expired_token_fetch_one(
    ledger: Ledger, settings: WecomSettings, company: Company
) -> None:
    clients = [WecomClient(settings, Store(ledger, KEYS)) for _ in range(8)]
    clients[0].send_text([USER], "一")
    with company.lock:
        company.tokens.expire(company.clock())
    before = dict(company.tokens.fetches)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: clients[n].send_text([USER], f"二 {n}"), range(8)))
    assert kinds(company) == ["text"] * 9
    assert sum(company.tokens.fetches.values()) == sum(before.values()) + 1
    with ledger.begin() as db:
        db.execute(platform_token.delete())


def test_the_menu_goes_and_comes_back(client: WecomClient) -> None:
    assert client.get_menu() == {}
    menu = {"button": [{"name": "会议", "sub_button": [{"type": "click", "name": "签到", "key": "签到"}]}]}
    client.create_menu(menu)
    assert client.get_menu() == {"menu": menu}
