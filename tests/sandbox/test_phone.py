"""What people do on their phones reaches the webhook, and what comes back is on their screens."""

from __future__ import annotations

import base64
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from sandbox import wire
from sandbox.phone import Person, app
from sandbox.platform import Code, Platform
from sandbox.push import OUTAGE
from sandbox.server import running
from tests.sandbox.conftest import ACCOUNT, openid

ZHANG, LI, WANG = openid(1), openid(2), openid(9)
PEOPLE = [Person("张三", ZHANG, "党员", "#123456"), Person("李四", LI, "书记", "#123456"),
          Person("王五", WANG, "路人", "#123456")]  # fmt: skip


class Bot:
    """A webhook that repeats what it is told, and keeps the fields of every message."""

    def __init__(self) -> None:
        self.heard: list[dict[str, str]] = []
        self.status = 200
        self.to = ""

    def answer(self) -> Response:
        sealed = ET.fromstring(request.data).findtext("Encrypt") or ""
        message = {one.tag: one.text or "" for one in ET.fromstring(wire.decrypt(ACCOUNT, sealed))}
        self.heard.append(message)
        said = message.get("Content") or message.get("Recognition") or message.get("EventKey") or "您好"
        fields = {"ToUserName": self.to or message["FromUserName"], "FromUserName": "gh_rongshu"}
        plain = wire.to_xml({**fields, "CreateTime": 1, "MsgType": "text", "Content": said})
        reply = wire.encrypt(ACCOUNT, plain)
        signature = wire.sign(ACCOUNT.token, "1", "n", reply)
        body = {"Encrypt": reply, "MsgSignature": signature, "TimeStamp": 1, "Nonce": "n"}
        return Response(wire.to_xml(body), status=self.status)


@pytest.fixture(scope="module")
def bot_address() -> Iterator[tuple[Bot, str]]:
    bot, flask = Bot(), Flask("bot")
    flask.add_url_rule("/wechat", view_func=bot.answer, methods=["POST"])
    with running(flask) as url:
        yield bot, f"{url}/wechat"


@pytest.fixture
def bot(bot_address: tuple[Bot, str]) -> Bot:
    bot, _ = bot_address
    bot.__init__()  # type: ignore[misc]
    return bot


@pytest.fixture
def phone(platform: Platform, bot: Bot, bot_address: tuple[Bot, str]) -> FlaskClient:
    return app(platform, ACCOUNT, bot_address[1], PEOPLE).test_client()


def act(phone: FlaskClient, name: str, who: str = ZHANG, **fields: object) -> int:
    """Do something and wait until its push has been carried."""
    before = set(threading.enumerate())
    status = phone.post(f"/sandbox/act/{name}", json={"openid": who, **fields}).status_code
    for thread in set(threading.enumerate()) - before:
        if "_carry" in thread.name:
            thread.join(2)
    return status


def state(phone: FlaskClient, after: int = 0) -> dict[str, Any]:
    return dict(phone.get(f"/sandbox/state?after={after}").get_json())


def screen(phone: FlaskClient, who: str = ZHANG) -> list[tuple[str, str]]:
    shown = [one for one in state(phone)["bubbles"] if one["openid"] == who]
    return [(one["side"], one["content"].get("content", one["kind"])) for one in shown]


def test_a_word_and_its_answer_are_on_the_screen(phone: FlaskClient, bot: Bot):
    assert act(phone, "say", text="签到") == 204
    assert screen(phone) == [("me", "签到"), ("bot", "签到")]
    assert (bot.heard[0]["MsgType"], bot.heard[0]["FromUserName"]) == ("text", ZHANG)


def test_a_tapped_link_is_a_menu_click(phone: FlaskClient, bot: Bot, platform: Platform):
    act(phone, "say", text="签到", menu_id="1")
    assert bot.heard[0]["bizmsgmenuid"] == "1"
    assert platform.windows.left(ZHANG, platform.clock()) == 3


def test_voice_picture_and_place_reach_the_webhook(phone: FlaskClient, bot: Bot, platform: Platform):
    act(phone, "speak", transcript="签到。")
    act(phone, "picture", mimetype="image/png", content=base64.b64encode(b"\x89PNG").decode())
    act(phone, "place", label="三楼会议室")
    assert [one["MsgType"] for one in bot.heard] == ["voice", "image", "location"]
    assert bot.heard[0]["Recognition"] == "签到。"
    assert platform.media.get(bot.heard[1]["MediaId"], platform.clock()).content == b"\x89PNG"
    assert phone.get(f"/sandbox/media/{bot.heard[1]['MediaId']}").data == b"\x89PNG"


def test_a_picture_too_large_is_refused(phone: FlaskClient):
    large = base64.b64encode(b"x" * (2 << 20 | 1)).decode()
    assert act(phone, "picture", mimetype="image/png", content=large) == 413


def test_following_scanning_and_leaving_are_events(phone: FlaskClient, bot: Bot, platform: Platform):
    act(phone, "scan", WANG, scene="m12")
    act(phone, "scan", WANG, scene="m13")
    act(phone, "unfollow", WANG)
    seen = [(one["Event"], one["EventKey"]) for one in bot.heard]
    assert seen == [("subscribe", "qrscene_m12"), ("SCAN", "m13"), ("unsubscribe", "")]
    assert not platform.follows(WANG)


def test_menu_entries_send_their_key_or_open_their_page(phone: FlaskClient, bot: Bot):
    act(phone, "press", kind="click", key="tasks")
    act(phone, "press", kind="view", key="http://example.test/")
    seen = [(one["Event"], one["EventKey"]) for one in bot.heard]
    assert seen == [("CLICK", "tasks"), ("VIEW", "http://example.test/")]
    assert screen(phone) == [("bot", "tasks")]


def test_only_followers_can_write(phone: FlaskClient, bot: Bot):
    assert act(phone, "say", WANG, text="签到") == 409
    assert bot.heard == []


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [("dance", {}, 404), ("say", {"openid": "nobody", "text": "x"}, 404), ("say", {}, 400)],
)
def test_a_call_that_makes_no_sense_is_refused(
    phone: FlaskClient, name: str, fields: dict[str, object], status: int
):
    assert phone.post(f"/sandbox/act/{name}", json={"openid": ZHANG, **fields}).status_code == status


def test_another_sites_form_cannot_act(phone: FlaskClient):
    assert phone.post("/sandbox/act/say", data={"openid": ZHANG, "text": "签到"}).status_code == 415


def test_an_outage_is_shown_in_grey(phone: FlaskClient, bot: Bot):
    bot.status = 403
    act(phone, "say", text="签到")
    assert screen(phone)[-1] == ("tip", OUTAGE)


def test_an_answer_meant_for_someone_else_is_never_shown(phone: FlaskClient, bot: Bot):
    bot.to = LI
    act(phone, "say", text="签到")
    assert screen(phone) == [("me", "签到"), ("tip", OUTAGE)]
    assert screen(phone, LI) == []


def test_what_arrives_by_itself_counts_as_unread_until_looked_at(phone: FlaskClient, platform: Platform):
    platform.accept("message/custom/send", LI, "text", {"content": "通知"})
    assert [one["unread"] for one in state(phone)["people"]] == [0, 1, 0]
    act(phone, "read", LI)
    assert [one["unread"] for one in state(phone)["people"]] == [0, 0, 0]


def test_the_page_asks_only_for_what_is_new(phone: FlaskClient):
    act(phone, "say", text="签到")
    seen = state(phone)
    same = f"/sandbox/state?version={seen['version']}&run="
    assert phone.get(same + seen["run"]).status_code == 204
    assert phone.get(same + "another process").status_code == 200
    assert state(phone, after=seen["bubbles"][0]["n"])["bubbles"] == seen["bubbles"][1:]


def test_the_page_offers_the_codes_that_still_work(phone: FlaskClient, platform: Platform):
    platform.codes["t1"] = Code("m12", "t1", None)
    platform.codes["t2"] = Code("m11", "t2", platform.clock())
    assert [one["scene"] for one in state(phone)["codes"]] == ["m12"]


def test_the_desk_expires_tokens_and_cuts_the_network(phone: FlaskClient, bot: Bot, platform: Platform):
    token = str(platform.tokens.stable(platform.clock())["access_token"])
    phone.post("/sandbox/desk/expire", json={})
    answer = phone.get(f"/sandbox/platform/cgi-bin/getcallbackip?access_token={token}")
    assert b"42001" in answer.data
    phone.post("/sandbox/desk/offline", json={})
    act(phone, "say", text="签到")
    assert bot.heard == []
    assert screen(phone)[-1][0] == "tip"
    phone.post("/sandbox/desk/online", json={})
    act(phone, "say", text="签到")
    assert len(bot.heard) == 1


def test_the_desk_redelivers_the_last_message(phone: FlaskClient, bot: Bot):
    assert "还没有" in phone.post("/sandbox/desk/redeliver", json={}).get_json()["answer"]
    act(phone, "say", text="签到")
    assert "相同 ✓" in phone.post("/sandbox/desk/redeliver", json={}).get_json()["answer"]
    assert bot.heard[0] == bot.heard[1]
    assert [one["status"] for one in state(phone)["requests"]] == [200, 200]


def test_the_page_and_its_parts_are_served(phone: FlaskClient):
    page = phone.get("/sandbox/").get_data(as_text=True)
    for needed in ('id="say"', 'id="send"', 'id="people"', 'id="menu"'):
        assert needed in page
    for part in (
        "main.js",
        "chat.js",
        "composer.js",
        "calls.js",
        "words.js",
        "page.css",
        "chat.css",
        "banyan.svg",
    ):
        with phone.get(f"/sandbox/static/{part}") as served:
            assert served.status_code == 200
    assert "http://" not in page
    assert "https://" not in page


def test_shares_of_faults_are_set_anew_and_nothing_else_is_taken(phone: FlaskClient):
    for given in ({"busy": 101}, {"busy": -1}, {"busy": True}, {"busy": "20"}, {"dance": 5}, [], 7):
        assert phone.post("/sandbox/desk/shares", json=given).status_code == 400
    assert phone.post("/sandbox/desk/shares", json={"busy": 20, "lost": 5}).status_code == 204
    assert phone.post("/sandbox/desk/shares", json={"busy": 40}).status_code == 204
    assert state(phone)["shares"] == {"busy": 40, "slow": 0, "lost": 0}


def test_a_code_has_its_picture_only_while_it_works(phone: FlaskClient, platform: Platform):
    platform.codes["t1"] = Code("m12", "t1", None)
    platform.codes["t2"] = Code("m11", "t2", platform.clock())
    picture = phone.get("/sandbox/code?ticket=t1")
    assert picture.data.startswith(b"\x89PNG")
    assert [phone.get(f"/sandbox/code?ticket={ticket}").status_code for ticket in ("t2", "t3")] == [404, 404]
