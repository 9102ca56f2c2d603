"""The sending side against a scripted platform: what goes out, and what comes of every way it can go wrong."""

from __future__ import annotations

import logging
import re
import socket
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest
import requests

from bot.channels.client import Client, SendError, field_value
from bot.channels.tokens import Fetch
from bot.chat import Card
from bot.config import OfficialSettings
from tests.channels import scripted
from tests.channels.scripted import OK, Answer, Script

SECRET = "THE-APP-SECRET"
OPENID = "oSANDBOX-person-000000000001"
PRIVATE = "私密的话"
STORED = "TOKEN-"
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


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted.serving() as script:
        yield script


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


def test_a_text_goes_to_the_person_under_the_stored_token(script: Script) -> None:
    client(script.address).send_text(OPENID, "您好 😀]]>")
    (call,) = script.calls
    assert (call.method, call.path) == ("POST", "/cgi-bin/message/custom/send")
    assert call.query == {"access_token": "TOKEN-0"}
    assert call.fields == {"touser": OPENID, "msgtype": "text", "text": {"content": "您好 😀]]>"}}
    assert "您好 😀" in call.body.decode()  # not \u escapes, which the platform shows as they are


def test_a_long_text_is_cut_to_what_the_platform_takes(script: Script) -> None:
    client(script.address).send_text(OPENID, "字" * 3000)
    assert len(script.calls[0].fields["text"]["content"].encode()) <= 2048


def test_a_card_is_one_article(script: Script) -> None:
    client(script.address).send_card(OPENID, Card("题", "述", "https://x", "https://p"))
    article = {"title": "题", "description": "述", "url": "https://x", "picurl": "https://p"}
    assert script.calls[0].fields["news"] == {"articles": [article]}


def test_a_template_carries_its_key_and_returns_the_number(script: Script) -> None:
    script.answers = [{**OK, "msgid": 200228332}]
    sent = client(script.address).send_template(OPENID, "tpl", {"thing1": "党" * 30}, "https://x", "k-1")
    assert sent == "200228332"
    assert script.calls[0].fields == {
        "touser": OPENID,
        "template_id": "tpl",
        "url": "https://x",
        "client_msg_id": "k-1",
        "data": {"thing1": {"value": "党" * 19 + "…"}},
    }


def test_a_template_without_address_and_key_names_neither(script: Script) -> None:
    client(script.address).send_template(OPENID, "tpl", {})
    assert script.calls[0].fields == {"touser": OPENID, "template_id": "tpl", "data": {}}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("thing1", "支部\n党员 大会", "支部 党员 大会"),
        ("phrase2", "已经登记成功", "已经登记…"),
        ("character_string3", "x" * 33, "x" * 31 + "…"),
        ("time4", "2026年12月5日 19:30", "2026年12月5日 19:30"),
        ("keyword1", "长" * 40, "长" * 40),
    ],
)
def test_template_values_fit_their_type(name: str, value: str, shown: str) -> None:
    assert field_value(name, value) == shown


def test_a_mass_send_carries_its_key_and_returns_the_number(script: Script) -> None:
    script.answers = [{**OK, "msg_id": 34182}]
    assert client(script.address).mass_send(["o1", "o2"], "通知", "m-1") == "34182"
    fields = script.calls[0].fields
    assert (fields["touser"], fields["clientmsgid"], fields["text"]) == (
        ["o1", "o2"],
        "m-1",
        {"content": "通知"},
    )


def test_a_mass_send_that_was_made_before_counts_as_sent(script: Script) -> None:
    script.answers = [{"errcode": 45065, "errmsg": "clientmsgid exist", "msg_id": 34182}]
    assert client(script.address).mass_send(["o1", "o2"], "通知", "m-1") == "34182"


@pytest.mark.parametrize("count", [0, 1, 10_001])
def test_a_mass_send_to_too_few_or_too_many_is_not_tried(script: Script, count: int) -> None:
    with pytest.raises(ValueError, match="2 to 10000"):
        client(script.address).mass_send(["o"] * count, "通知", "m-1")
    assert not script.calls


def test_a_code_is_made_for_a_scene(script: Script) -> None:
    script.answers = [{"ticket": "T", "expire_seconds": 600, "url": "http://weixin.qq.com/q/1"}]
    assert client(script.address).create_qr("m-7", 600) == "http://weixin.qq.com/q/1"
    assert script.calls[0].fields == {
        "expire_seconds": 600,
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "m-7"}},
    }
    for scene, seconds in (("", 600), ("x" * 65, 600), ("x", 59), ("x", 2_592_001)):
        with pytest.raises(ValueError, match="scene"):
            client(script.address).create_qr(scene, seconds)


def test_a_menu_is_published_and_read(script: Script) -> None:
    menu = {"button": [{"type": "click", "name": "签到", "key": "签到"}]}
    script.answers = [OK, {"menu": menu}, {"errcode": 46003, "errmsg": "menu no exist"}]
    official = client(script.address)
    official.create_menu(menu)
    assert script.calls[0].fields == menu
    assert official.get_menu() == {"menu": menu}
    assert official.get_menu() == {}


def test_an_upload_refused_for_its_token_is_sent_whole_the_second_time(script: Script) -> None:
    script.answers = [{"errcode": 42001, "errmsg": "expired"}, {"type": "image", "media_id": "M1"}]
    content = bytes(range(256)) * 400
    assert client(script.address, timeout=(1, 1)).upload_media("image", content, "码.png") == "M1"
    assert [content in call.body for call in script.sends] == [True, True]
    assert script.sends[1].query == {"type": "image", "access_token": "TOKEN-1"}


def test_the_token_is_asked_for_as_the_platform_has_it(script: Script) -> None:
    tokens = Tokens()
    client(script.address, tokens).send_text(OPENID, "您好")
    assert [call.path for call in script.calls] == ["/cgi-bin/stable_token", "/cgi-bin/message/custom/send"]
    assert script.calls[0].fields == {
        "grant_type": "client_credential",
        "appid": "wx1",
        "secret": SECRET,
        "force_refresh": False,
    }
    assert tokens.token == script.calls[1].query["access_token"] == "TOKEN-1"


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_renewed_once_and_the_call_repeated_once(script: Script, code: int) -> None:
    script.answers = [{"errcode": code, "errmsg": "x"}, OK]
    client(script.address).send_text(OPENID, "您好")
    assert [call.query["access_token"] for call in script.sends] == ["TOKEN-0", "TOKEN-1"]
    assert len(script.fetches) == 1


@pytest.mark.parametrize("stored", [None, "TOKEN-0"], ids=["no token yet", "a token stored"])
@pytest.mark.parametrize("same", [True, False], ids=["the same token", "new tokens"])
def test_a_token_refused_for_ever_costs_two_fetches_and_two_sends(
    script: Script, stored: str | None, same: bool
) -> None:
    script.answers = [{"errcode": 40001, "errmsg": "invalid credential"}]
    script.tokens = [{"access_token": "TOKEN-0", "expires_in": 7200}] if same else []
    with pytest.raises(SendError) as raised:
        client(script.address, Tokens(stored)).send_text(OPENID, "您好")
    assert len(script.fetches) <= 2
    assert len(script.sends) == 2
    assert (raised.value.code, raised.value.scope, raised.value.permanent) == (40001, "channel", False)
    assert not raised.value.doubtful


def test_a_token_that_stays_the_same_is_forced_anew(script: Script) -> None:
    script.answers = [{"errcode": 40001, "errmsg": "x"}, OK]
    script.tokens = [
        {"access_token": "TOKEN-0", "expires_in": 7200},
        {"access_token": "TOKEN-9", "expires_in": 7200},
    ]
    client(script.address).send_text(OPENID, "您好")
    assert [call.fields["force_refresh"] for call in script.fetches] == [False, True]
    assert script.sends[1].query["access_token"] == "TOKEN-9"


NO_TOKEN: dict[str, Answer] = {
    "refused": {"errcode": 40125, "errmsg": "invalid appsecret"},
    "HTML": b"<html>busy</html>",
    "nothing": b"",
    "no token in it": {},
    "a token that is none": {"access_token": None, "expires_in": 7200},
    "no seconds": {"access_token": "T"},
    "seconds in words": {"access_token": "T", "expires_in": "7200"},
    "a list": b"[]",
    "half an answer": scripted.half,
    "a reset": scripted.reset,
    "502": (502, b"busy"),
    "silence": scripted.hang(0.4),
}


@pytest.mark.parametrize("answer", NO_TOKEN.values(), ids=NO_TOKEN.keys())
def test_without_a_token_nothing_is_sent_and_nothing_is_in_doubt(script: Script, answer: Answer) -> None:
    script.tokens = [answer]
    with pytest.raises(SendError) as raised:
        client(script.address, Tokens()).send_text(OPENID, "您好")
    assert not script.sends
    assert (raised.value.doubtful, raised.value.permanent, raised.value.scope) == (False, False, "channel")


DOUBTFUL: dict[str, Answer] = {
    "HTML": b"<html><body>ok</body></html>",
    "nothing": b"",
    "a list": b"[]",
    "an empty object": b"{}",
    "no errcode": {"msgid": 1},
    "errcode in words": {"errcode": "ok"},
    "errcode as text": {"errcode": "0"},
    "errcode true": {"errcode": False},
    "errcode null": {"errcode": None},
    "half a JSON": b'{"errcode": 0, "errm',
    "deep JSON": b"[" * 100_000,
    "bytes": bytes(range(256)),
    "a boundless answer": b" " * (1024 * 1024 + 10),
    "fewer bytes than promised": scripted.half,
    "a reset": scripted.reset,
    "silence": scripted.hang(0.4),
    "500": (500, b'{"errcode": 0}'),
    "502": (502, b"<html>bad gateway</html>"),
    "busy": {"errcode": -1, "errmsg": "system error"},
}


@pytest.mark.parametrize("answer", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_does_not_say_it_was_done_is_in_doubt(script: Script, answer: Answer) -> None:
    raised = error(script, answer)
    assert raised.doubtful
    assert not raised.permanent
    assert len(script.sends) == 1


def test_an_answer_that_drips_is_not_waited_for(script: Script) -> None:
    import time

    from bot.channels import transport

    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "SLACK", 0.05)
        assert error(script, scripted.drip).doubtful
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("status", [301, 403, 404, 429])
def test_an_address_that_takes_no_calls_is_the_operators_affair(script: Script, status: int) -> None:
    raised = error(script, (status, b'{"errcode": 0}'))
    assert (raised.doubtful, raised.permanent, raised.scope) == (False, False, "channel")


def test_a_redirect_is_not_followed_with_the_token(script: Script) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")

    raised = error(script, elsewhere, OK)
    assert (raised.doubtful, raised.scope) == (False, "channel")
    assert [call.path for call in script.calls] == ["/cgi-bin/message/custom/send"]


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize(
    "address", [closed_port(), "http://host.invalid:1", "ftp://x", "https://", "no address"]
)
def test_where_nobody_can_be_reached_nothing_is_in_doubt(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("no such host")

    if "invalid" in address:
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SendError) as raised:
        client(address).send_text(OPENID, "您好")
    assert (raised.value.doubtful, raised.value.permanent) == (False, False)
    assert raised.value.retry_after


CODES = {
    43004: (True, None, "recipient"),
    45015: (True, None, "recipient"),
    45047: (True, None, "recipient"),
    40003: (True, None, "recipient"),
    40037: (True, None, "notice"),
    47003: (True, None, "notice"),
    48001: (True, None, "notice"),
    45011: (False, 60, "channel"),
    45066: (False, 60, "notice"),
    45009: (False, 30 * 60 + 60, "channel"),  # half an hour to midnight, and a minute for their clock
    40164: (False, 600, "channel"),
    45065: (True, None, "notice"),
    99999: (False, 600, "recipient"),
}


@pytest.mark.parametrize(("code", "expected"), CODES.items(), ids=map(str, CODES))
def test_each_code_has_its_consequence(
    script: Script, code: int, expected: tuple[bool, int | None, str]
) -> None:
    raised = error(script, {"errcode": code, "errmsg": f"words rid: 65a4f1b2-1a2b3c4d {OPENID}"})
    assert (raised.permanent, raised.retry_after, raised.scope) == expected
    assert raised.code == code
    assert not raised.doubtful
    assert raised.unfollowed == (code == 43004)
    assert str(code) in str(raised)
    assert "65a4f1b2-1a2b3c4d" in str(raised)
    assert re.search("[\u4e00-\u9fff]", str(raised))
    assert OPENID not in str(raised)


def everything_about(raised: BaseException) -> str:
    """All that a log or a crash report could show of an exception."""
    shown = "".join(traceback.format_exception(raised)) + repr(raised) + repr(vars(raised))
    for link in (raised.__cause__, raised.__context__):
        shown += everything_about(link) if link is not None else ""
    return shown


FAILURES: dict[str, Answer] = {
    **DOUBTFUL,
    "40001": {"errcode": 40001, "errmsg": "TOKEN-1 is bad"},
    "404": (404, b""),
}


@pytest.mark.parametrize("answer", FAILURES.values(), ids=FAILURES.keys())
def test_no_failure_tells_the_secret_the_token_or_the_person(
    script: Script, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script.answers = [answer]
    with pytest.raises(SendError) as raised:
        client(script.address, Tokens()).send_text(OPENID, PRIVATE)
    shown = everything_about(raised.value) + caplog.text
    for secret in (SECRET, STORED, OPENID, PRIVATE):
        assert secret not in shown


def test_an_unreachable_platform_tells_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SendError) as raised:
        client(closed_port()).send_text(OPENID, "您好")
    assert "TOKEN-" not in everything_about(raised.value) + caplog.text


def test_the_log_of_a_good_call_has_no_token(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client(script.address).send_text(OPENID, "您好")
    assert "access_token=***" in caplog.text
    assert "TOKEN-0" not in caplog.text
