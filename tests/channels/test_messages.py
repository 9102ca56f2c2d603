"""Every message and event of the platform, from XML and from JSON, as the handlers get it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.messages import EVENTS
from bot.chat import Message
from sandbox import wire
from tests.channels.signed import ACCOUNT, NOW, OPENID, SECONDS, channel, message, received, sealed, text

BOTH = pytest.mark.parametrize("form", ["xml", "json"])
CHOICES = {"tpl-1": "accept", "tpl-2": "reject"}

# What comes in → (kind, event, event_key, text, media_id)
READ: dict[str, tuple[dict[str, object], tuple[str, str, str, str, str]]] = {
    "text": (text("签到 😀\n8431"), ("text", "", "", "签到 😀\n8431", "")),
    "text from a message menu": (wire.text(OPENID, "满意", 9, SECONDS, "101"), ("text", "", "", "满意", "")),
    "image": (wire.image(OPENID, "http://p/1", "M1", 9, SECONDS), ("image", "", "", "", "M1")),
    "voice": (wire.voice(OPENID, "M2", 9, SECONDS, "签到。"), ("voice", "", "", "签到。", "M2")),
    "voice not recognised": (wire.voice(OPENID, "M2", 9, SECONDS), ("voice", "", "", "", "M2")),
    "voice heard as nothing": (wire.voice(OPENID, "M2", 9, SECONDS, ""), ("voice", "", "", "", "M2")),
    "video": (wire.video(OPENID, "M3", "T3", 9, SECONDS), ("video", "", "", "", "M3")),
    "short video": (wire.short_video(OPENID, "M4", "T4", 9, SECONDS), ("shortvideo", "", "", "", "M4")),
    "location": (wire.location(OPENID, 22.57, 113.08, "签到", 9, SECONDS), ("location", "", "", "", "")),
    "link": (wire.link(OPENID, "签到", "", "https://x", 9, SECONDS), ("link", "", "", "", "")),
    "subscribe": (wire.subscribe(OPENID, SECONDS), ("event", "subscribe", "", "", "")),
    "subscribe by a code": (wire.subscribe(OPENID, SECONDS, "m-7"), ("event", "subscribe", "m-7", "", "")),
    "unsubscribe": (wire.unsubscribe(OPENID, SECONDS), ("event", "unsubscribe", "", "", "")),
    "scan": (wire.scan(OPENID, "m-7", SECONDS), ("event", "scan", "m-7", "", "")),
    "click": (wire.click(OPENID, "签到", SECONDS), ("event", "click", "签到", "", "")),
    "view": (wire.view(OPENID, "https://x", SECONDS, "4"), ("event", "view", "https://x", "", "")),
    "mini program": (
        wire.view_miniprogram(OPENID, "pages/a", SECONDS, "4"),
        ("event", "view_miniprogram", "pages/a", "", ""),
    ),
    "scan pushed": (
        wire.scan_code(OPENID, "k", "8431", SECONDS),
        ("event", "scancode_push", "8431", "", ""),
    ),
    "scan waited for": (
        wire.scan_code(OPENID, "k", "8431", SECONDS, waits=True),
        ("event", "scancode_waitmsg", "8431", "", ""),
    ),
    "photo taken": (wire.pictures(OPENID, "k", ["a"], SECONDS), ("event", "pic_sysphoto", "k", "", "")),
    "photos picked": (
        wire.pictures(OPENID, "k", ["a", "b"], SECONDS, "pic_photo_or_album"),
        ("event", "pic_photo_or_album", "k", "", ""),
    ),
    "photos of WeChat": (
        wire.pictures(OPENID, "k", ["a"], SECONDS, "pic_weixin"),
        ("event", "pic_weixin", "k", "", ""),
    ),
    "place picked": (
        wire.location_select(OPENID, "k", 22.57, 113.08, "区委", SECONDS),
        ("event", "location_select", "k", "", ""),
    ),
    "template arrived": (
        wire.template_finished(OPENID, 200163836, SECONDS),
        ("event", "templatesendjobfinish", "200163836:success", "", ""),
    ),
    "template blocked": (
        wire.template_finished(OPENID, 200163836, SECONDS, "failed:user block"),
        ("event", "templatesendjobfinish", "200163836:failed:user block", "", ""),
    ),
    "mass send done": (
        wire.mass_finished(OPENID, 34182, SECONDS, total=100, sent=80),
        ("event", "masssendjobfinish", "34182:send success:100:80:20", "", ""),
    ),
    "subscriptions answered": (
        wire.subscribe_msg_popup(OPENID, CHOICES, SECONDS),
        ("event", "subscribe_msg_popup_event", "tpl-1=accept,tpl-2=reject", "", ""),
    ),
    "one subscription refused": (
        wire.subscribe_msg_change(OPENID, ["tpl-1"], SECONDS),
        ("event", "subscribe_msg_change_event", "tpl-1=reject", "", ""),
    ),
    "subscription sent": (
        wire.subscribe_msg_sent(OPENID, "tpl-1", 1, SECONDS),
        ("event", "subscribe_msg_sent_event", "tpl-1=success", "", ""),
    ),
    "authorisation withdrawn": (
        wire.revoke(OPENID, ACCOUNT.app_id, SECONDS, "301"),
        ("event", "user_authorization_revoke", "301", "", ""),
    ),
    "profile changed": (
        wire.event(OPENID, "user_info_modified", SECONDS, OpenID=OPENID, RevokeInfo="1"),
        ("event", "user_info_modified", "1", "", ""),
    ),
    "published": (wire.published(OPENID, 7, SECONDS), ("event", "publishjobfinish", "7:0", "", "")),
    "published, by its other name": (
        wire.event(
            OPENID, "FREEPUBLISHJOBFINISH", SECONDS, PublishEventInfo={"publish_id": 7, "publish_status": 0}
        ),
        ("event", "freepublishjobfinish", "7:0", "", ""),
    ),
}
UNHEARD: dict[str, tuple[dict[str, object], str]] = {
    "position report": (wire.location_report(OPENID, 22.57, 113.08, SECONDS), "location"),
    "staff session": (wire.event(OPENID, "kf_create_session", SECONDS, KfAccount="a@b"), "kf_create_session"),
    "staff session ends": (
        wire.event(OPENID, "kf_close_session", SECONDS, KfAccount="a@b"),
        "kf_close_session",
    ),
    "staff session moves": (wire.event(OPENID, "kf_switch_session", SECONDS), "kf_switch_session"),
    "an event of tomorrow": (wire.event(OPENID, "New_Thing", SECONDS), "new_thing"),
    "an event that forges a log line": (wire.event(OPENID, "a\nERROR b", SECONDS), "unreadable"),
    "a type of tomorrow": ({**text(), "MsgType": "hologram"}, "hologram"),
    "a type that forges a log line": ({**text(), "MsgType": "a\nERROR b"}, "unreadable"),
}


@BOTH
@pytest.mark.parametrize(("fields", "expected"), READ.values(), ids=READ.keys())
def test_each_kind_reaches_the_handlers(
    fields: dict[str, object], expected: tuple[str, ...], form: wire.Form
) -> None:
    got = message(fields, form)
    assert (got.kind, got.event, got.event_key, got.text, got.media_id) == expected
    assert (got.channel, got.sender, got.receiver) == ("official", OPENID, "gh_rongshu")
    assert got.sent_at == datetime.fromtimestamp(SECONDS, UTC)
    assert len(got.key) <= 200


def test_every_event_we_read_is_tried_above() -> None:
    assert {expected[1] for _, expected in READ.values()} - {""} == set(EVENTS)


@BOTH
@pytest.mark.parametrize(("fields", "name"), UNHEARD.values(), ids=UNHEARD.keys())
def test_what_concerns_no_handler_is_named_and_answered_success(
    fields: dict[str, object], name: str, form: wire.Form
) -> None:
    from bot.chat import Reply

    incoming = received(fields, form=form)
    assert (incoming.message, incoming.event) == (None, name)
    assert channel().render(Reply("无人听见"), incoming, NOW) == b"success"


@BOTH
def test_the_key_of_a_message_is_its_number(form: wire.Form) -> None:
    assert message(text(), form).key == "official:gh_rongshu:7300000001"


def key(fields: dict[str, object], form: wire.Form = "xml") -> str:
    return message(fields, form).key


def test_the_key_of_an_event_is_the_same_each_time_and_in_each_form() -> None:
    first = key(wire.click(OPENID, "签到", SECONDS))
    assert first == key(wire.click(OPENID, "签到", SECONDS), "json")
    assert first.startswith(f"official:gh_rongshu:{OPENID}:{SECONDS}:click:")


def test_different_events_of_one_second_have_different_keys() -> None:
    others = [
        wire.click(OPENID, "签到", SECONDS),
        wire.click(OPENID, "请假", SECONDS),
        wire.view(OPENID, "签到", SECONDS),
        wire.click(OPENID, "签到", SECONDS + 1),
        wire.click("oAnother", "签到", SECONDS),
        wire.template_finished(OPENID, 1, SECONDS),
        wire.template_finished(OPENID, 2, SECONDS),
        wire.scan_code(OPENID, "k", "8431", SECONDS),
        wire.scan_code(OPENID, "k", "8432", SECONDS),
    ]
    assert len({key(fields) for fields in others}) == len(others)


def test_a_message_without_a_number_still_has_a_key_of_its_own() -> None:
    def bare(words: str) -> Message:
        return message({name: value for name, value in text(words).items() if name != "MsgId"})

    assert bare("1").key == bare("1").key != bare("2").key


def test_control_characters_that_phones_send_are_dropped() -> None:
    assert message(text("签\x1d到\x00\x08\x0b\x1f\ufffe\uffff")).text == "签到"
    escaped = b'{"ToUserName":"g","FromUserName":"o","CreateTime":1,"MsgType":"text","MsgId":1,"Content":"\\u001d\\ud800\\u0000\\ud83d\\ude00"}'
    incoming = channel().receive(*sealed(escaped), NOW)
    assert incoming.message is not None
    assert incoming.message.text == "😀"


def test_a_byte_order_mark_and_a_declaration_are_no_hindrance() -> None:
    body = wire.to_xml({"ToUserName": "gh_rongshu", **text()})
    for dressed in (b"\xef\xbb\xbf" + body, b'\n<?xml version="1.0" encoding="GBK"?>\n' + body + b"\n"):
        incoming = channel().receive(*sealed(dressed.strip()), NOW)
        assert incoming.message is not None
        assert incoming.message.text == "签到 8431"
