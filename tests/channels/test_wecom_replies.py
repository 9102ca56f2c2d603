"""Answers in WeCom: sealed for the company, whole, within its limits; nothing to say is an empty body."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels import render
from bot.chat import SILENCE, Card, Reply
from sandbox import wire
from tests.channels.company import COMPANY, CORP_ID, USER, channel, event, received, sealed, text
from tests.channels.signed import NOW, SECONDS

CARD = Card("第一议题", "重要讲话", "https://rongshu.example/p/1?a=1&b=2", "https://rongshu.example/1.png")
TAP = event("template_card_event", EventKey="ack-7", TaskId="t")
NASTY = "x]]></Content><ToUserName><![CDATA[victim]]></ToUserName><Content><![CDATA[y"


def answered(reply: Reply, to: wire.Fields | None = None) -> wire.Fields:
    """The answer as WeCom reads it, with all its checks; it must be sealed."""
    return wire.open_reply(COMPANY, channel().render(reply, received(to or text()), NOW), "safe")


def test_a_text_goes_back_sealed_to_who_wrote() -> None:
    fields = answered(Reply("✓ 已签到 19:26"))
    assert (fields["ToUserName"], fields["FromUserName"]) == (USER, CORP_ID)
    assert (fields["MsgType"], fields["Content"]) == ("text", "✓ 已签到 19:26")


def test_a_card_is_one_article() -> None:
    fields = answered(Reply(card=CARD))
    assert (fields["MsgType"], fields["ArticleCount"]) == ("news", "1")
    assert fields["Articles"] == [
        {"Title": CARD.title, "Description": CARD.description, "PicUrl": CARD.picture, "Url": CARD.url}
    ]


def test_a_tap_changes_the_button_and_says_nothing_else() -> None:
    fields = answered(Reply("记下了", button="已收到"), TAP)
    assert (fields["MsgType"], fields["Button"]) == ("update_button", {"ReplaceName": "已收到"})
    assert "Content" not in fields


def test_a_button_is_for_a_tap_only() -> None:
    assert answered(Reply("记下了", button="已收到"))["Content"] == "记下了"
    assert channel().render(Reply(button="已收到"), received(text()), NOW) == b""


@pytest.mark.parametrize("reply", [SILENCE, Reply("\x00\x1d"), Reply(" \n")])
def test_nothing_to_say_is_an_empty_body(reply: Reply) -> None:
    assert channel().render(reply, received(text()), NOW) == b""


def test_what_nobody_handles_is_an_empty_body_too() -> None:
    assert channel().render(Reply("x"), received(event("enter_agent", EventKey="")), NOW) == b""


@pytest.mark.parametrize("words", ["a]]>b", NASTY, "]]>]]>", "<b>&amp;</b>"])
def test_words_cannot_rewrite_the_envelope(words: str) -> None:
    assert answered(Reply(words))["Content"] == words
    assert answered(Reply(button=words), TAP)["Button"] == {"ReplaceName": render.fit(words, 60, "…")}


@pytest.mark.parametrize("extra", ["ab", "abc", "字" * 2000])
def test_a_text_is_within_2048_bytes(extra: str) -> None:
    said = str(answered(Reply("党" * 682 + extra))["Content"])
    assert len(said.encode()) <= 2048
    assert said.endswith("ab" if extra == "ab" else render.CUT)


def test_a_second_delivery_gets_the_same_words_under_the_same_time() -> None:
    incoming = channel().receive(*sealed(text()), NOW)
    bodies = [channel().render(Reply("好"), incoming, NOW + timedelta(seconds=s)) for s in (0, 5)]
    first, second = (wire.open_reply(COMPANY, body, "safe") for body in bodies)
    assert first == second
    assert first["CreateTime"] == str(SECONDS)
