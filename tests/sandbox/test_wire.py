"""The wire format against the platform's own published vectors, and there and back in every mode."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping

import pytest

from sandbox import wire
from sandbox.wire import Account, Form, Mode, ReplyFault

ACCOUNT = Account(
    token="AAAAA", app_id="wx0000000000000000", aes_key="k" * 42 + "E", original_id="gh_rongshu"
)
OPENID = "oTest-openid-of-twenty-eight"
CREATED = 1714112445
NONCE = "415670741"

EVERY_KIND: dict[str, Mapping[str, object]] = {
    "text": wire.text(OPENID, "签到 ]]> 🌳", 1, CREATED, menu_id="101"),
    "image": wire.image(OPENID, "http://example.test/1.jpg", "media", 2, CREATED),
    "voice": wire.voice(OPENID, "media", 3, CREATED, recognition="签到。"),
    "video": wire.video(OPENID, "media", "thumb", 4, CREATED),
    "shortvideo": wire.short_video(OPENID, "media", "thumb", 5, CREATED),
    "location": wire.location(OPENID, 22.5, 113.1, "某区某路", 6, CREATED),
    "link": wire.link(OPENID, "题目", "说明", "http://example.test/", 7, CREATED),
    "subscribe": wire.subscribe(OPENID, CREATED),
    "subscribe by code": wire.subscribe(OPENID, CREATED, scene="m12"),
    "unsubscribe": wire.unsubscribe(OPENID, CREATED),
    "SCAN": wire.scan(OPENID, "m12", CREATED),
    "LOCATION": wire.location_report(OPENID, 22.5, 113.1, CREATED),
    "CLICK": wire.click(OPENID, "tasks", CREATED),
    "VIEW": wire.view(OPENID, "http://example.test/", CREATED, menu_id="1"),
    "view_miniprogram": wire.view_miniprogram(OPENID, "pages/index", CREATED),
    "scancode_waitmsg": wire.scan_code(OPENID, "k", "1234", CREATED, waits=True),
    "pic_sysphoto": wire.pictures(OPENID, "k", ["a" * 32, "b" * 32], CREATED),
    "location_select": wire.location_select(OPENID, "k", 22.5, 113.1, "某路", CREATED),
    "TEMPLATESENDJOBFINISH": wire.template_finished(OPENID, 8, CREATED),
    "MASSSENDJOBFINISH": wire.mass_finished(OPENID, 9, CREATED, total=3, sent=2),
    "subscribe_msg_popup_event": wire.subscribe_msg_popup(OPENID, {"a": "accept", "b": "reject"}, CREATED),
    "subscribe_msg_change_event": wire.subscribe_msg_change(OPENID, ["a"], CREATED),
    "subscribe_msg_sent_event": wire.subscribe_msg_sent(OPENID, "a", 10, CREATED),
    "PUBLISHJOBFINISH": wire.published(OPENID, 11, CREATED),
    "user_authorization_revoke": wire.revoke(OPENID, "wx0", CREATED),
}


def test_the_official_signature_vector():
    signed = wire.sign("AAAAA", "1714036504", "1514711492")
    assert signed == "f464b24fc39322e44b38aa78f5edd27bd1441696"
    query = wire.verification(ACCOUNT, 1714036504, "1514711492", "4375120948345356249")
    assert query == {
        "signature": signed,
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }


def test_the_official_encryption_vector():
    account = Account(
        "QDG6eK", "wx5823bf96d3bd56c7", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "gh_sample"
    )
    echo = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    assert wire.sign("QDG6eK", "1409659589", "263014780", echo) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert wire.decrypt(account, echo) == b"1616140317555161061"


def test_an_encrypted_echo_comes_back_out():
    query = wire.verification(ACCOUNT, CREATED, NONCE, "12345", sealed=True)
    assert query["msg_signature"] == wire.sign("AAAAA", str(CREATED), NONCE, query["echostr"])
    assert wire.decrypt(ACCOUNT, query["echostr"]) == b"12345"


@pytest.mark.parametrize("name", EVERY_KIND)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_every_message_is_the_same_in_all_three_modes(name: str, form: Form):
    fields = EVERY_KIND[name]
    plain_query, plain = wire.seal(ACCOUNT, "plain", fields, CREATED, NONCE, form)
    assert set(plain_query) == {"signature", "timestamp", "nonce", "openid"}
    _, compatible = wire.seal(ACCOUNT, "compatible", fields, CREATED, NONCE, form)
    query, safe = wire.seal(ACCOUNT, "safe", fields, CREATED, NONCE, form)
    outer, beside = _read(safe, form), _read(compatible, form)
    assert set(outer) == {"ToUserName", "Encrypt"}
    assert query["msg_signature"] == wire.sign("AAAAA", str(CREATED), NONCE, str(outer["Encrypt"]))
    assert wire.decrypt(ACCOUNT, str(outer["Encrypt"])) == plain
    assert wire.decrypt(ACCOUNT, str(beside.pop("Encrypt"))) == plain
    assert beside == _read(plain, form)
    assert beside["ToUserName"] == "gh_rongshu"
    assert beside["FromUserName"] == OPENID


def _read(body: bytes, form: Form) -> dict[str, object]:
    if form == "json":
        return dict(json.loads(body))
    return {child.tag: child.text if not len(child) else ET.tostring(child) for child in ET.fromstring(body)}


def test_a_code_scanned_by_a_stranger_and_by_a_follower_differ():
    assert wire.subscribe(OPENID, CREATED, scene="m12")["EventKey"] == "qrscene_m12"
    assert wire.scan(OPENID, "m12", CREATED)["EventKey"] == "m12"
    assert wire.scan(OPENID, "m12", CREATED)["Ticket"]


def test_awkward_text_survives_xml():
    _, body = wire.seal(ACCOUNT, "plain", wire.text(OPENID, "a]]>b<c>&", 1, CREATED), CREATED, NONCE)
    assert ET.fromstring(body).findtext("Content") == "a]]>b<c>&"


def test_control_characters_are_sent_as_people_type_them():
    _, body = wire.seal(ACCOUNT, "plain", wire.text(OPENID, "签\x1d到", 1, CREATED), CREATED, NONCE)
    assert b"\x1d" in body


def test_a_list_of_one_is_an_object_in_json():
    one = json.loads(wire.to_json(wire.subscribe_msg_change(OPENID, ["a"], CREATED)))
    two = json.loads(wire.to_json(wire.subscribe_msg_change(OPENID, ["a", "b"], CREATED)))
    assert isinstance(one["SubscribeMsgChangeEvent"]["List"], dict)
    assert isinstance(two["SubscribeMsgChangeEvent"]["List"], list)


def test_raw_bytes_are_sealed_as_they_are():
    _, body = wire.seal(ACCOUNT, "safe", b"<xml><Mess", CREATED, NONCE)
    assert wire.decrypt(ACCOUNT, str(_read(body, "xml")["Encrypt"])) == b"<xml><Mess"


def answer(content: str = "好的", **fields: object) -> dict[str, object]:
    envelope = {"ToUserName": OPENID, "FromUserName": "gh_rongshu", "CreateTime": CREATED}
    return {**envelope, "MsgType": "text", "Content": content, **fields}


def sealed(fields: Mapping[str, object], form: Form = "xml", **changes: object) -> bytes:
    render = wire.to_xml if form == "xml" else wire.to_json
    encrypted = wire.encrypt(ACCOUNT, render(fields))
    signature = wire.sign("AAAAA", str(CREATED), NONCE, encrypted)
    envelope = {"Encrypt": encrypted, "MsgSignature": signature, "TimeStamp": CREATED, "Nonce": NONCE}
    return render({**envelope, **changes})


@pytest.mark.parametrize("body", [b"", b"success"])
def test_saying_nothing_shows_nothing(body: bytes):
    assert wire.open_reply(ACCOUNT, body, "safe") == {}


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("mode", ["safe", "compatible", None])
def test_an_encrypted_answer_is_read(form: Form, mode: Mode | None):
    assert wire.open_reply(ACCOUNT, sealed(answer("好的 ]]> 🌳"), form), mode)["Content"] == "好的 ]]> 🌳"


def test_a_plain_answer_is_read_except_in_safe_mode():
    assert wire.open_reply(ACCOUNT, wire.to_xml(answer()), "plain")["MsgType"] == "text"
    with pytest.raises(ReplyFault, match="only encrypted"):
        wire.open_reply(ACCOUNT, wire.to_xml(answer()), "safe")


def test_a_news_answer_gives_its_article():
    item = {"Title": "题", "Description": "述", "PicUrl": "", "Url": "http://example.test/"}
    body = wire.to_xml(answer(MsgType="news", ArticleCount=1, Articles={"item": [item]}))
    assert wire.open_reply(ACCOUNT, body)["Articles"] == [item]
    two = wire.to_xml(answer(MsgType="news", ArticleCount=2, Articles={"item": [item, item]}))
    with pytest.raises(ReplyFault, match="one article"):
        wire.open_reply(ACCOUNT, two)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<xml><ToUserName>", "does not parse"),
        (b"hello", "does not parse"),
        (b"\xff\xfe", "does not parse"),
        (b"{}", "has no"),
        (b"[1]", "does not parse"),
        (b"<html/>", "root is html"),
        (wire.to_xml(answer(MsgType=["text", "news"])), "twice"),
        (wire.to_xml(answer(Content=["a", "b"])), "twice"),
        (wire.to_xml(answer(MsgType="poem")), "no answer of type"),
        (wire.to_xml(answer(MsgType="")), "has no MsgType"),
        (wire.to_xml(answer("")), "needs Content"),
        (wire.to_xml(answer("榕" * 683)), "2048"),
        (wire.to_xml(answer(FromUserName="gh_other")), "another account"),
        (wire.to_xml(answer(CreateTime="now")), "not a number"),
        (sealed(answer(), MsgSignature="0" * 40), "signature"),
        (sealed(answer(), Nonce="other"), "signature"),
        (wire.to_xml({"Encrypt": "AAAA"}), "envelope has no"),
    ],
)
def test_a_faulty_answer_is_refused_and_says_why(body: bytes, why: str):
    with pytest.raises(ReplyFault, match=why):
        wire.open_reply(ACCOUNT, body)


def test_an_answer_encrypted_for_another_account_is_refused():
    other = wire.encrypt(ACCOUNT, wire.to_xml(answer()), receiver="wx_other")
    signature = wire.sign("AAAAA", str(CREATED), NONCE, other)
    body = {"Encrypt": other, "MsgSignature": signature, "TimeStamp": CREATED, "Nonce": NONCE}
    with pytest.raises(ReplyFault, match="another account"):
        wire.open_reply(ACCOUNT, wire.to_xml(body))


@pytest.mark.parametrize("cipher", ["", "!!!", "AAAA", "A" * 44])
def test_a_broken_ciphertext_is_a_value_error(cipher: str):
    with pytest.raises(ValueError, match=r"."):
        wire.decrypt(ACCOUNT, cipher)


def test_the_accounts_secrets_do_not_show_in_its_repr():
    assert "AAAAA" not in repr(ACCOUNT)
    assert "kkkk" not in repr(ACCOUNT)
