"""The platform's pushing side: five seconds, three tries with one body, and what is shown at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response, request

from sandbox import wire
from sandbox.push import Pusher
from sandbox.server import running
from sandbox.wire import Form, Mode
from tests.sandbox.conftest import ACCOUNT, openid

SAID = wire.text(openid(1), "签到", 1, 1_796_000_000)
Answer = Callable[[int], Response | str | bytes]


@dataclass
class Webhook:
    """A webhook that answers the n-th request as told and remembers what it got."""

    answer: Answer
    bodies: list[bytes] = field(default_factory=list)
    queries: list[Mapping[str, str]] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask("webhook")

        @app.route("/wechat", methods=["GET", "POST"])
        def receive() -> Response | str | bytes:
            self.bodies.append(request.get_data())
            self.queries.append(request.args.to_dict())
            return self.answer(len(self.bodies))

        return app


@contextmanager
def pusher(webhook: Webhook, mode: Mode = "plain", form: Form = "xml") -> Iterator[Pusher]:
    with running(webhook.app()) as url:
        yield Pusher(ACCOUNT, f"{url}/wechat", mode, form, timeout=0.15, pause=0.0)


def reply(content: str = "✓ 已签到", mode: Mode = "plain", form: Form = "xml") -> bytes:
    fields = {"ToUserName": openid(1), "FromUserName": "gh_rongshu", "CreateTime": 1, "MsgType": "text"}
    render = wire.to_xml if form == "xml" else wire.to_json
    plain = render({**fields, "Content": content})
    if mode == "plain":
        return plain
    sealed = wire.encrypt(ACCOUNT, plain)
    signature = wire.sign("AAAAA", "1", "n", sealed)
    return render({"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": 1, "Nonce": "n"})


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_an_answer_is_shown_in_every_mode(mode: Mode, form: Form):
    webhook = Webhook(lambda _: reply(mode=mode, form=form))
    with pusher(webhook, mode, form) as push:
        outcome = push.push(SAID)
    assert (outcome.reply["Content"], outcome.outage, len(outcome.tries)) == ("✓ 已签到", False, 1)
    assert ("msg_signature" in webhook.queries[0]) == (mode != "plain")


@pytest.mark.parametrize("answer", ["", "success"])
def test_silence_shows_nothing_and_is_not_tried_again(answer: str):
    webhook = Webhook(lambda _: answer)
    with pusher(webhook) as push:
        outcome = push.push(SAID)
    assert (outcome.reply, outcome.outage, len(webhook.bodies)) == ({}, False, 1)


def test_a_slow_answer_is_asked_for_again_with_the_same_body():
    def answer(number: int) -> bytes:
        if number < 3:
            time.sleep(0.25)
        return reply(mode="safe")

    webhook = Webhook(answer)
    with pusher(webhook, "safe") as push:
        outcome = push.push(SAID)
    assert outcome.reply["Content"] == "✓ 已签到"
    assert len(webhook.bodies) == 3
    assert len(set(webhook.bodies)) == 1
    assert [one.status for one in outcome.tries] == [0, 0, 200]


def test_three_tries_and_then_the_outage():
    webhook = Webhook(lambda _: Response("down", status=500))
    with pusher(webhook) as push:
        outcome = push.push(SAID)
    assert (outcome.outage, len(webhook.bodies)) == (True, 3)


def test_nobody_listening_is_an_outage():
    with running(Webhook(lambda _: "").app()) as url:
        closed = url
    outcome = Pusher(ACCOUNT, f"{closed}/wechat", "plain", pause=0.0).push(SAID)
    assert (outcome.outage, [one.status for one in outcome.tries]) == (True, [0, 0, 0])
    assert outcome.tries[0].fault == "ConnectionError"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"<xml>", "does not parse"),
        (reply(), "only encrypted"),
        (Response("no", status=403), "HTTP 403"),
    ],
)
def test_an_abnormal_answer_is_an_outage_at_once_and_says_why(answer: bytes | Response, fault: str):
    webhook = Webhook(lambda _: answer)
    with pusher(webhook, "safe") as push:
        outcome = push.push(SAID)
        assert fault in push.log[-1].fault
    assert (outcome.outage, len(webhook.bodies)) == (True, 1)


def test_a_redelivery_is_the_same_message_freshly_signed():
    webhook = Webhook(lambda _: reply())
    with pusher(webhook) as push:
        with pytest.raises(LookupError):
            push.redeliver()
        push.push(SAID)
        push.redeliver()
    assert webhook.bodies[0] == webhook.bodies[1]
    assert webhook.queries[0]["nonce"] != webhook.queries[1]["nonce"]


def test_the_address_is_verified_by_its_echo():
    with pusher(Webhook(lambda _: request.args["echostr"])) as push:
        assert push.verify()
    with pusher(Webhook(lambda _: "nonsense")) as push:
        assert not push.verify()
