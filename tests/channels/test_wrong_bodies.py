"""A table of wrong requests to the webhook, each with the status it gets. None gets through, none is a 500."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from bot.channels.official import BODY_LIMIT, BadMessage
from sandbox import wire
from tests.channels.signed import (
    ACCOUNT,
    NONCE,
    NOW,
    OPENID,
    SECONDS,
    Request,
    channel,
    ciphertext,
    sealed,
    text,
)

GOOD = (
    f"<xml><ToUserName>gh_rongshu</ToUserName><FromUserName>{OPENID}</FromUserName>"
    f"<CreateTime>{SECONDS}</CreateTime><MsgType>text</MsgType><Content>1</Content><MsgId>1</MsgId></xml>"
)


def inside(body: str | bytes) -> Request:
    """A body that is rightly signed and sealed, so that only its content is at fault."""
    return sealed(body.encode() if isinstance(body, str) else body)


def without(name: str) -> Request:
    fields: dict[str, object] = {"ToUserName": "gh_rongshu", **text()}
    del fields[name]
    return inside(wire.to_xml(fields))


def with_(**fields: object) -> Request:
    return sealed(text() | fields)


def asking(**changes: str) -> Request:
    """A good body under a changed query."""
    query, body = sealed(text())
    return query | changes, body


def lacking(name: str) -> Request:
    query, body = sealed(text())
    del query[name]
    return query, body


def envelope(encrypt: str, outer: str = "<xml><Encrypt>{}</Encrypt></xml>") -> Request:
    """Any ``Encrypt`` at all, under a right signature."""
    when = str(SECONDS)
    query = {"timestamp": when, "nonce": NONCE, "encrypt_type": "aes"}
    query["msg_signature"] = wire.sign(ACCOUNT.token, when, NONCE, encrypt)
    return query, outer.format(encrypt).encode()


def framing(whole: bytes) -> Request:
    """Whole blocks encrypted with the account's key, but framed wrongly."""
    return envelope(ciphertext(whole))


def framed(length: int, padding: bytes, app_id: bytes = ACCOUNT.app_id.encode()) -> bytes:
    return b"r" * 16 + length.to_bytes(4, "big") + b"<xml/>" + app_id + padding


def tampered() -> Request:
    query, body = sealed(text())
    position = body.index(b"<Encrypt>") + 40
    return query, body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]


def plain(body: str | bytes, **changes: str) -> Request:
    query, content = sealed(body.encode() if isinstance(body, str) else body, "plain")
    return query | changes, content


def adding(elements: str) -> Request:
    """A good text but for some elements more."""
    return inside(GOOD.replace("</xml>", elements + "</xml>"))


def typed(declared: str) -> Request:
    """A good text but for a document type."""
    return inside(f"<!DOCTYPE xml {declared}>{GOOD}")


def adding_json(member: str) -> Request:
    """A good text in JSON but for a member more."""
    return inside(json.dumps({"ToUserName": "gh_rongshu", **text()})[:-1] + f", {member}}}")


BOMB = '[<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]'


WRONG: dict[str, tuple[int, Callable[[], Request]]] = {
    # Not proven to come from the platform: 403.
    "no query at all": (403, lambda: ({}, sealed(text())[1])),
    "no timestamp": (403, lambda: lacking("timestamp")),
    "no nonce": (403, lambda: lacking("nonce")),
    "no msg_signature": (403, lambda: lacking("msg_signature")),
    "empty msg_signature": (403, lambda: asking(msg_signature="")),
    "another's msg_signature": (
        403,
        lambda: asking(msg_signature="f464b24fc39322e44b38aa78f5edd27bd1441696"),
    ),
    "msg_signature in Chinese": (403, lambda: asking(msg_signature="签名")),
    "msg_signature of a lone surrogate": (403, lambda: asking(msg_signature="\ud800")),
    "the plain signature as msg_signature": (
        403,
        lambda: asking(msg_signature=sealed(text())[0]["signature"]),
    ),
    "timestamp in words": (403, lambda: asking(timestamp="now")),
    "timestamp in full-width digits": (403, lambda: asking(timestamp="１７９６４７２３６０")),
    "timestamp below zero": (403, lambda: asking(timestamp="-1")),
    "timestamp of a thousand digits": (403, lambda: asking(timestamp="1" * 1000)),
    "timestamp years ago": (403, lambda: sealed(text(), at=1_400_000_000)),
    "timestamp an hour ahead": (403, lambda: sealed(text(), at=SECONDS + 3600)),
    "nonce changed": (403, lambda: asking(nonce="1")),
    "ciphertext changed": (403, tampered),
    "plain body in safe mode": (403, lambda: sealed(text(), "plain")),
    "plain body that says it is encrypted": (403, lambda: plain(GOOD, encrypt_type="aes", msg_signature="0")),
    "encrypt_type raw": (403, lambda: asking(encrypt_type="raw")),
    "encrypt_type unknown": (403, lambda: asking(encrypt_type="rot13")),
    "Encrypt empty": (403, lambda: envelope("")),
    "Encrypt not base64": (403, lambda: envelope("这不是密文")),
    "Encrypt base64 with noise": (403, lambda: envelope("AAAA====BBBB")),
    "Encrypt of half a block": (403, lambda: envelope(base64.b64encode(b"x" * 24).decode())),
    "Encrypt of random blocks": (403, lambda: envelope(base64.b64encode(bytes(range(64))).decode())),
    "padding of zero": (403, lambda: framing(framed(6, b"\0" * 20))),
    "padding of 33": (403, lambda: framing(framed(6, b"\x21" * 52))),
    "padding of unequal bytes": (403, lambda: framing(framed(6, b"\x01" * 19 + b"\x14"))),
    "padding over the whole": (403, lambda: framing(b"\x20" * 32)),
    "length beyond the end": (403, lambda: framing(framed(2**31, b"\x14" * 20))),
    "length of another text": (403, lambda: framing(framed(5, b"\x14" * 20))),
    "sealed for another app id": (403, lambda: envelope(wire.encrypt(ACCOUNT, GOOD.encode(), "wxanother"))),
    "sealed for no app id": (403, lambda: envelope(wire.encrypt(ACCOUNT, GOOD.encode(), ""))),
    "envelope in JSON without Encrypt": (403, lambda: envelope("", "{{}}")),
    # Too large: 413.
    "a body over 64 KiB": (413, lambda: ({}, b"<" * (BODY_LIMIT + 1))),
    # Proven, and no message: 400.
    "empty body": (400, lambda: (sealed(text())[0], b"")),
    "body of spaces": (400, lambda: (sealed(text())[0], b" \r\n\t ")),
    "a form post": (400, lambda: (sealed(text())[0], b"Content=1&MsgType=text")),
    "bytes that are nothing": (400, lambda: (sealed(text())[0], bytes(range(256)))),
    "Encrypt twice": (400, lambda: envelope("x", "<xml><Encrypt>{0}</Encrypt><Encrypt>{0}</Encrypt></xml>")),
    "Encrypt with children": (400, lambda: envelope("x", "<xml><Encrypt><a>{}</a></Encrypt></xml>")),
    "nothing inside": (400, lambda: inside("")),
    "neither XML nor JSON inside": (400, lambda: inside("hello")),
    "XML cut short": (400, lambda: inside(GOOD[:-9])),
    "XML with something after it": (400, lambda: inside(GOOD + "<xml/>")),
    "XML of another root": (400, lambda: inside(GOOD.replace("xml>", "html>"))),
    "an empty root": (400, lambda: inside("<xml/>")),
    "a root of words": (400, lambda: inside("<xml>hi</xml>")),
    "an undeclared entity": (400, lambda: inside(GOOD.replace(">1<", ">&nbsp;<"))),
    "a reference to a control character": (400, lambda: inside(GOOD.replace(">1<", ">&#29;<"))),
    "GBK bytes": (400, lambda: inside(GOOD.replace(">1<", ">签到<").encode("gbk"))),
    "half a character": (400, lambda: inside(GOOD.encode().replace(b">1<", b">\xe7\xad<"))),
    "UTF-16": (400, lambda: inside(GOOD.encode("utf-16"))),
    "an entity declared": (400, lambda: typed('[<!ENTITY a "a">]')),
    "an entity bomb": (400, lambda: typed(BOMB)),
    "an entity that reads a file": (400, lambda: typed('[<!ENTITY a SYSTEM "file:///etc/passwd">]')),
    "a document type elsewhere": (400, lambda: typed('SYSTEM "http://127.0.0.1/x.dtd"')),
    "seventeen deep": (400, lambda: adding("<a>" * 16 + "</a>" * 16)),
    "five thousand deep": (400, lambda: adding("<a>" * 5000 + "</a>" * 5000)),
    "six hundred elements": (400, lambda: adding("<a/>" * 600)),
    "MsgType twice": (400, lambda: inside(GOOD.replace("<Content>", "<MsgType>event</MsgType><Content>"))),
    "FromUserName twice": (400, lambda: inside(GOOD.replace("<Con", "<FromUserName>x</FromUserName><Con"))),
    "Content twice": (400, lambda: inside(GOOD.replace("</xml>", "<Content>2</Content></xml>"))),
    "no MsgType": (400, lambda: without("MsgType")),
    "no FromUserName": (400, lambda: without("FromUserName")),
    "no ToUserName": (400, lambda: without("ToUserName")),
    "no CreateTime": (400, lambda: without("CreateTime")),
    "MsgType empty": (400, lambda: with_(MsgType="")),
    "MsgType with children": (400, lambda: with_(MsgType={"a": "b"})),
    "Event empty": (400, lambda: with_(MsgType="event", Event="")),
    "Event missing": (400, lambda: with_(MsgType="event")),
    "CreateTime in words": (400, lambda: with_(CreateTime="yesterday")),
    "CreateTime beyond the calendar": (400, lambda: with_(CreateTime=10**15)),
    "CreateTime below zero": (400, lambda: with_(CreateTime=-1)),
    "MsgId in words": (400, lambda: with_(MsgId="abc")),
    "MsgId too long": (400, lambda: with_(MsgId="1" * 21)),
    "FromUserName of spaces": (400, lambda: with_(FromUserName="a b")),
    "FromUserName with a colon": (400, lambda: with_(FromUserName="a:b")),
    "FromUserName too long": (400, lambda: with_(FromUserName="a" * 65)),
    "Content with children": (400, lambda: with_(Content={"a": "b"})),
    "JSON cut short": (400, lambda: inside('{"MsgType": "te')),
    "JSON list": (400, lambda: inside("[1, 2]")),
    "JSON with a name twice": (400, lambda: adding_json('"Content": "2"')),
    "JSON with NaN": (400, lambda: adding_json('"Scale": NaN')),
    "JSON with a truth for words": (
        400,
        lambda: inside(json.dumps({"ToUserName": "gh", **text(), "Content": True})),
    ),
    "JSON with a boundless number": (
        400,
        lambda: inside(json.dumps({"ToUserName": "gh", **text(), "Content": 0}).replace(": 0", ": 1e999")),
    ),
    "JSON number of five thousand digits": (400, lambda: adding_json('"Scale": ' + "1" * 5000)),
    "JSON seventeen deep": (400, lambda: adding_json('"a": ' + "[" * 16 + "]" * 16)),
    "JSON ten thousand deep": (400, lambda: adding_json('"a": ' + "[" * 10_000 + "]" * 10_000)),
}


@pytest.mark.parametrize(("status", "make"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_request_gets_its_status(status: int, make: Callable[[], Request]) -> None:
    query, body = make()
    with pytest.raises(BadMessage) as refused:
        channel().receive(query, body, NOW)
    assert refused.value.status == status
    assert OPENID not in refused.value.reason


def test_a_plain_account_checks_as_strictly() -> None:
    official = channel("plain", aes_key="")
    for status, (query, body) in (
        (403, plain(GOOD, signature="0" * 40)),
        (403, plain(GOOD, nonce="1")),
        (403, plain(GOOD, timestamp=str(SECONDS - 301))),
        (400, plain(f"<!DOCTYPE xml {BOMB}>{GOOD}")),
        (400, plain(GOOD[:-1])),
        (400, plain(wire.to_xml({"Encrypt": "x"}))),
    ):
        with pytest.raises(BadMessage) as refused:
            official.receive(query, body, NOW)
        assert refused.value.status == status


def test_what_looks_wrong_and_is_not_gets_through() -> None:
    for harmless in ("<!DOCTYPE html>", "<!ENTITY a 'b'>", "a]]>b", "&amp; &#29;", "签到\x1d123", "😀👨‍👩‍👧"):
        incoming = channel().receive(*sealed(text(harmless)), NOW)
        assert incoming.message is not None
        assert incoming.message.text == harmless.replace("\x1d", "")


@pytest.mark.parametrize(
    "make",
    [
        lambda: inside(GOOD),
        lambda: adding("<a>" * 15 + "</a>" * 15),
        lambda: adding("<a/>" * 500),
        lambda: adding_json('"a": ' + "[" * 15 + "]" * 15),
        lambda: adding_json('"Scale": 1.5'),
    ],
    ids=[
        "the good text",
        "sixteen deep",
        "five hundred elements",
        "JSON sixteen deep",
        "JSON with a fraction",
    ],
)
def test_the_table_is_wrong_only_where_it_says(make: Callable[[], Request]) -> None:
    assert channel().receive(*make(), NOW).message is not None
