"""The stand-in for WeCom keeps the platform's own rules, or what is proven on it proves nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.wecom import Company, api_app, company_account

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ACCOUNT = company_account("a-token", "ww1", "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba")


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def company(clock):
    made = Company(account=ACCOUNT, app_secret="s", clock=clock)
    for name in ("ZhangSan", "LiSi", "WangWu"):
        made.follow(name)
    return made


@pytest.fixture
def call(company):
    client = api_app(company).test_client()
    token = client.get("/cgi-bin/gettoken?corpid=ww1&corpsecret=s").json["access_token"]

    def called(path="message/send", token=token, **fields):
        return client.post(f"/cgi-bin/{path}?access_token={token}", json=fields).json

    return called


def text(to="ZhangSan|LiSi", said="开会", **more):
    return {"touser": to, "msgtype": "text", "agentid": 1000002, "text": {"content": said}, **more}


def test_the_same_token_comes_until_it_expires(company, clock):
    client = api_app(company).test_client()
    ask = "/cgi-bin/gettoken?corpid=ww1&corpsecret=s"
    first = client.get(ask).json["access_token"]
    assert client.get(ask).json["access_token"] == first
    clock.now += timedelta(seconds=7200)
    assert client.get(ask).json["access_token"] != first
    assert client.get("/cgi-bin/gettoken?corpid=ww1&corpsecret=x").json["errcode"] == 40001


def test_everybody_named_gets_it_and_is_in_the_log(company, call):
    answer = call(**text())
    assert answer["errcode"] == 0
    assert [entry["openid"] for entry in company.accepted.entries] == ["ZhangSan", "LiSi"]


def test_whom_it_cannot_reach_is_named_in_lower_case(call):
    assert call(**text("ZhangSan|NoBody|AlsoNobody"))["invaliduser"] == "nobody|alsonobody"
    assert call(**text("NoBody"))["errcode"] == 81013
    assert call(**text(""))["errcode"] == 82001
    assert call(**text("|".join(f"u{n}" for n in range(1001))))["errcode"] == 40058


def test_the_same_call_again_is_answered_alike_and_sent_once(company, call, clock):
    check = {"enable_duplicate_check": 1, "duplicate_check_interval": 14400}
    first = call(**text(**check))
    clock.now += timedelta(seconds=7000)
    assert call(**text(**check)) == first
    assert len(company.accepted.entries) == 2
    assert call(**text("LiSi|ZhangSan", **check)) != first, "other receivers are another call"


def test_after_the_interval_or_without_the_check_it_is_sent_again(company, call, clock):
    call(**text())
    call(**text())
    assert len(company.accepted.entries) == 4


def test_a_member_takes_thirty_a_minute_and_the_rest_is_dropped_without_a_word(company, call, clock):
    answers = [call(**text("LiSi", f"第{n}条")) for n in range(31)]
    assert {answer["errcode"] for answer in answers} == {0}
    assert len(company.accepted.to("LiSi")) == 30
    clock.now += timedelta(minutes=1)
    call(**text("LiSi", "又一条"))
    assert len(company.accepted.to("LiSi")) == 31


def test_a_card_is_updated_once_and_within_72_hours(call, clock):
    card = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "button_list": [{"text": "收到", "key": "ack-1"}],
    }
    sent = call(touser="LiSi", msgtype="template_card", agentid=1000002, template_card=card)
    update = {
        "path": "message/update_template_card",
        "agentid": 1000002,
        "response_code": sent["response_code"],
    }
    assert call(**update)["errcode"] == 0
    assert call(**update)["errcode"] == 60140


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (text(said=" "), 44004),
        (text(said="字" * 700), 45002),
        ({**text(), "agentid": 5}, 40056),
        ({**text(), "msgtype": "song"}, 40008),
        (
            {
                "touser": "LiSi",
                "msgtype": "template_card",
                "agentid": 1000002,
                "template_card": {"card_type": "x"},
            },
            40058,
        ),
    ],
)
def test_what_is_wrong_is_refused(call, fields, code):
    assert call(**fields)["errcode"] == code


def test_an_address_that_is_not_trusted_gets_nothing(company, call):
    company.trusted = False
    assert call(**text())["errcode"] == 60020
