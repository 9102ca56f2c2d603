"""Wrong requests to WeCom's callback: the Official Account's own table in another seal, and what only this door has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import xmltodict

from bot.channels.errors import BadMessage
from bot.channels.incoming import BODY_LIMIT
from sandbox import wire
from tests.channels import signed, test_wrong_bodies
from tests.channels.company import AGENT, COMPANY, CORP_ID, USER, channel, event, sealed, text
from tests.channels.signed import NONCE, NOW, SECONDS, Request


def refused(query: dict[str, str], body: bytes) -> BadMessage:
    with pytest.raises(BadMessage) as caught:
        channel().receive(query, body, NOW)
    assert USER not in caught.value.reason
    return caught.value


def insides() -> Iterator[tuple[str, bytes]]:
    """What the Official Account's table has sealed, taken out of its seal."""
    for name, (status, make) in test_wrong_bodies.WRONG.items():
        _, body = make()
        if status != 400 or b"<Encrypt>" not in body or b"&" in body:
            continue
        outer = xmltodict.parse(body)["xml"]
        try:
            yield name, wire.decrypt(signed.ACCOUNT, outer["Encrypt"])
        except (ValueError, TypeError, AttributeError):
            continue  # the envelope itself is at fault


INSIDES = dict(insides())


@pytest.mark.parametrize("name", INSIDES)
def test_what_is_no_message_there_is_none_here(name: str) -> None:
    assert refused(*sealed(INSIDES[name])).status == 400


def test_the_table_came_over_whole() -> None:
    assert len(INSIDES) > 45


def asking(**changes: str) -> Request:
    query, body = sealed(text())
    return query | changes, body


def lacking(name: str) -> Request:
    query, body = sealed(text())
    del query[name]
    return query, body


def meant_for(agent: str, outer: str = AGENT) -> Request:
    """A message whose inner AgentID is another; the outer one, which nothing vouches for, says ours."""
    query, body = sealed({**text(), "AgentID": agent})
    return query, body.replace(b"</xml>", f"<AgentID>{outer}</AgentID></xml>".encode())


def nameless(fields: dict[str, object]) -> Request:
    return sealed({name: value for name, value in fields.items() if name != "AgentID"})


def enveloped(encrypt: str) -> Request:
    when = str(SECONDS)
    query = {"timestamp": when, "nonce": NONCE}
    query["msg_signature"] = wire.sign(COMPANY.token, when, NONCE, encrypt)
    return query, f"<xml><ToUserName>{CORP_ID}</ToUserName><Encrypt>{encrypt}</Encrypt></xml>".encode()


INSIDE = wire.to_xml({"ToUserName": CORP_ID, **text()})
WRONG: dict[str, tuple[int, Callable[[], Request]]] = {
    "no query": (403, lambda: ({}, sealed(text())[1])),
    "no timestamp": (403, lambda: lacking("timestamp")),
    "no nonce": (403, lambda: lacking("nonce")),
    "no msg_signature": (403, lambda: lacking("msg_signature")),
    "signature without the body": (
        403,
        lambda: asking(msg_signature=wire.sign(COMPANY.token, str(SECONDS), NONCE)),
    ),
    "signature in Chinese": (403, lambda: asking(msg_signature="签名")),
    "timestamp changed": (403, lambda: asking(timestamp=str(SECONDS + 1))),
    "five minutes and a second ago": (403, lambda: sealed(text(), at=SECONDS - 301)),
    "five minutes and a second ahead": (403, lambda: sealed(text(), at=SECONDS + 301)),
    "nonce changed": (403, lambda: asking(nonce="1")),
    "another company's token": (403, lambda: sealed(text(), replace(COMPANY, token="another"))),
    "another company's key": (403, lambda: sealed(text(), replace(COMPANY, aes_key="A" * 43))),
    "sealed for another corp id": (
        403,
        lambda: enveloped(wire.encrypt(COMPANY, INSIDE, "wwffffffffffffffff")),
    ),
    "sealed for no one": (403, lambda: enveloped(wire.encrypt(COMPANY, INSIDE, ""))),
    "sealed for a prefix of ours": (403, lambda: enveloped(wire.encrypt(COMPANY, INSIDE, CORP_ID[:-1]))),
    "the Official Account's": (403, lambda: signed.sealed(signed.text())),
    "a plain body": (403, lambda: (sealed(text())[0], INSIDE)),
    "Encrypt empty": (403, lambda: enveloped("")),
    "Encrypt not base64": (403, lambda: enveloped("这不是密文")),
    "another app": (403, lambda: meant_for("1000099")),
    "our number with a zero before it": (403, lambda: meant_for("01000002")),
    "a text that names no app": (403, lambda: nameless(text())),
    "a tap that names no app": (403, lambda: nameless(event("template_card_event", EventKey="ack-1"))),
    "two apps": (400, lambda: sealed(INSIDE.replace(b"</xml>", b"<AgentID>1000002</AgentID></xml>"))),
    "empty body": (400, lambda: (sealed(text())[0], b"")),
    "a form": (400, lambda: (sealed(text())[0], b"a=b")),
    "Encrypt twice": (
        400,
        lambda: (sealed(text())[0], b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>"),
    ),
    "a document type": (400, lambda: (sealed(text())[0], b"<!DOCTYPE xml><xml><Encrypt>a</Encrypt></xml>")),
    "too large": (413, lambda: (sealed(text())[0], b"<" * (BODY_LIMIT + 1))),
}


@pytest.mark.parametrize(("status", "make"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_request_gets_its_status(status: int, make: Callable[[], Request]) -> None:
    assert refused(*make()).status == status


@pytest.mark.parametrize("at", [SECONDS - 300, SECONDS + 300])
def test_five_minutes_either_way_are_fresh(at: int) -> None:
    assert channel().receive(*sealed(text(), at=at), NOW).message is not None


def test_what_looks_wrong_and_is_not_gets_through() -> None:
    for harmless in ("<!DOCTYPE html>", "a]]>b", "&amp; &#29;", "签到\x1d123", "😀👨‍👩‍👧"):
        incoming = channel().receive(*sealed(text(harmless)), NOW)
        assert incoming.message is not None
        assert incoming.message.text == harmless.replace("\x1d", "")
