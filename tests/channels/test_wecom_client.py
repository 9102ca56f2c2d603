"""Sending in WeCom: one call for up to a thousand, what it names as refused, the token, each code."""

from __future__ import annotations

import pytest

from bot.channels.refusals import SendError
from bot.channels.wecom.client import MOST, WecomClient
from bot.channels.wecom.refusals import WECOM_REFUSALS
from bot.chat import Card
from bot.config import WecomSettings
from tests.channels.scripted import OK, Script, half, reset
from tests.channels.sending import Tokens

SETTINGS = {"token": "t", "corp_id": "ww1", "agent_id": "1000002", "secret": "THE-SECRET", "aes_key": "k"}
SENT = {**OK, "msgid": "m-1"}


@pytest.fixture
def client(script: Script) -> WecomClient:
    """A client of the scripted server, with a token stored."""
    script.tokens = [{**OK, "access_token": "TOKEN-1", "expires_in": 7200}]
    return WecomClient(
        WecomSettings(api_base_url=script.address, **SETTINGS), Tokens("TOKEN-0"), timeout=(1, 1)
    )


def test_a_text_goes_to_many_in_one_call_under_the_duplicate_check(script, client):
    script.answers = [SENT]
    people = [f"u{n}" for n in range(MOST)]
    assert client.send_text(people, "开会").msgid == "m-1"
    (call,) = script.sends
    assert call.path == "/cgi-bin/message/send"
    assert call.fields == {
        "touser": "|".join(people), "msgtype": "text", "agentid": 1000002, "text": {"content": "开会"},
        "enable_duplicate_check": 1, "duplicate_check_interval": 14400,
    }  # fmt: skip


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_more_than_a_thousand_or_nobody_is_no_call(script, client, count):
    with pytest.raises(ValueError, match="1 to 1000"):
        client.send_text(["u"] * count, "x")
    assert script.sends == []


def test_whom_it_did_not_reach_is_named_as_we_write_them(script, client):
    script.answers = [{**SENT, "invaliduser": "zhangsan|lisi", "unlicenseduser": "wangwu"}]
    sent = client.send_text(["ZhangSan", "LiSi", "WangWu", "ok"], "x")
    assert sent.refused == {"ZhangSan", "LiSi", "WangWu"}


def test_a_card_has_its_limits(script, client):
    script.answers = [SENT]
    client.send_card(["u"], Card("题" * 100, "述" * 400, "https://x"))
    card = script.sends[0].fields["textcard"]
    assert len(card["title"].encode()) <= 128
    assert len(card["description"].encode()) <= 512
    assert len(card["btntxt"]) <= 4


def test_a_notice_has_a_button_that_says_which_it_is(script, client):
    script.answers = [{**SENT, "response_code": "rc-1"}]
    sent = client.send_notice(["u"], "周五开会", "三楼" * 100, "", "ack-7", "notice-7")
    assert sent.response_code == "rc-1"
    card = script.sends[0].fields["template_card"]
    assert card["button_list"] == [{"text": "收到", "style": 1, "key": "ack-7"}]
    assert len(card["sub_title_text"]) == 112
    assert card["sub_title_text"].endswith("全文回「通知」")
    assert "card_action" not in card


def test_a_card_is_updated_by_its_code(script, client):
    client.update_card(["u"], "rc-1", "已收到")
    assert script.sends[0].fields["button"] == {"replace_name": "已收到"}


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_fetched_once_and_the_call_made_twice_at_most(script, client, code):
    script.answers = [{"errcode": code, "errmsg": "x"}]
    with pytest.raises(SendError):
        client.send_text(["u"], "x")
    assert len(script.sends) == 2
    assert len(script.fetches) == 1


@pytest.mark.parametrize("code", sorted(WECOM_REFUSALS))
def test_each_code_says_what_is_wrong_and_what_follows(script, client, code):
    script.answers = [{"errcode": code, "errmsg": "not to be read"}]
    with pytest.raises(SendError) as caught:
        client.send_text(["u"], "x")
    refusal = WECOM_REFUSALS[code]
    error = caught.value
    assert (error.code, error.permanent, error.scope, error.doubtful) == (
        code, refusal.permanent, refusal.scope, refusal.doubtful,
    )  # fmt: skip
    assert refusal.why in str(error)
    assert "not to be read" not in str(error)


@pytest.mark.parametrize("answer", [half, reset, b"<html>", b"{}", b"[]", (502, b"bad")])
def test_an_answer_that_is_none_leaves_it_in_doubt_and_tells_no_secret(script, client, answer):
    script.answers = [answer]
    with pytest.raises(SendError) as caught:
        client.send_text(["u"], "x")
    assert caught.value.doubtful
    assert "TOKEN" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [{"errcode": 40001, "errmsg": "x"}, {**OK}, {**OK, "access_token": "t", "expires_in": "7200"}, b"<"],
)
def test_without_a_token_nothing_was_sent_and_the_channel_waits(script, answer):
    script.tokens = [answer]
    client = WecomClient(WecomSettings(api_base_url=script.address, **SETTINGS), Tokens(), timeout=(1, 1))
    with pytest.raises(SendError) as caught:
        client.send_text(["u"], "x")
    assert caught.value.scope == "channel"
    assert not caught.value.doubtful
    assert script.sends == []
    assert "THE-SECRET" not in str(caught.value)
