"""What the client sends, and how it comes by its token."""

from __future__ import annotations

import pytest

from bot.channels.client import SendError, field_value
from bot.chat import Card
from tests.channels.scripted import OK, Script
from tests.channels.sending import OPENID, SECRET, Tokens, client


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
