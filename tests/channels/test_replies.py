"""Answers as the platform reads them: whole, well-formed, within its limits, and equal each time."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import render
from bot.channels import wire as bodies
from bot.chat import SILENCE, Card, Reply
from sandbox import wire
from tests.channels.signed import ACCOUNT, NOW, OPENID, channel, received, text

MODES: list[wire.Mode] = ["plain", "compatible", "safe"]
CARD = Card(
    "第一议题", "习近平总书记重要讲话", "https://rongshu.example/p/1?a=1&b=2", "https://rongshu.example/1.png"
)
NASTY = "x]]></Content><ToUserName><![CDATA[victim]]></ToUserName><Content><![CDATA[y"


def answered(reply: Reply, mode: wire.Mode = "safe", form: wire.Form = "xml") -> wire.Fields:
    """The answer as the stand-in reads it, with all its checks."""
    body = channel(mode).render(reply, received(text(), mode, form), NOW)
    return wire.open_reply(ACCOUNT, body, mode)


def said(words: str) -> str:
    return str(answered(Reply(words))["Content"])


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("mode", MODES)
def test_a_text_goes_back_as_the_request_came(mode: wire.Mode, form: wire.Form) -> None:
    body = channel(mode).render(Reply("✓ 已签到 19:26"), received(text(), mode, form), NOW)
    assert body.startswith(b"<xml>" if form == "xml" else b"{")
    assert (b"Encrypt" in body) == (mode != "plain")
    fields = wire.open_reply(ACCOUNT, body, mode)
    assert (fields["ToUserName"], fields["FromUserName"]) == (OPENID, "gh_rongshu")
    assert (fields["MsgType"], fields["Content"]) == ("text", "✓ 已签到 19:26")


def test_a_card_is_one_article() -> None:
    fields = answered(Reply(card=CARD))
    assert (fields["MsgType"], fields["ArticleCount"]) == ("news", "1")
    assert fields["Articles"] == [
        {"Title": CARD.title, "Description": CARD.description, "PicUrl": CARD.picture, "Url": CARD.url}
    ]


def test_words_beside_a_card_lose_neither() -> None:
    fields = answered(Reply("刚才的话题已经收起。", CARD))
    assert fields["Content"] == f"刚才的话题已经收起。\n{CARD.title}\n{CARD.url}"


def test_a_card_in_json_goes_as_words() -> None:
    assert (
        answered(Reply(card=CARD), form="json")["Content"] == f"{CARD.title}\n{CARD.description}\n{CARD.url}"
    )


@pytest.mark.parametrize(
    "reply", [SILENCE, Reply("\x00\x1d"), Reply(" \n")], ids=["silence", "controls", "spaces"]
)
def test_nothing_to_say_is_success(reply: Reply) -> None:
    assert channel().render(reply, received(text()), NOW) == b"success"


def test_a_second_delivery_gets_equal_bytes() -> None:
    incoming = received(text(), "plain")
    later = NOW + timedelta(seconds=5)
    official = channel("plain")
    assert official.render(Reply("好"), incoming, NOW) == official.render(Reply("好"), incoming, later)


@pytest.mark.parametrize("words", ["a]]>b", NASTY, "]]>]]>", "a]]", "<b>&amp;</b>", "{}%s", "\u2028\x85\x7f"])
def test_words_cannot_rewrite_the_envelope(words: str) -> None:
    assert said(words) == words
    fields = answered(Reply(card=Card(words, words, words, words)))
    articles = fields["Articles"]
    assert isinstance(articles, list)
    assert set(articles[0].values()) == {words}


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert said("a\x00\x08\x0b\x1fb\ufffe\uffffc\ud800d\r\ne") == "abcd\ne"


@given(st.text(max_size=400))
def test_any_words_arrive(words: str) -> None:
    expected = bodies.clean(words).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    body = channel("plain").render(Reply(words), received(text(), "plain"), NOW)
    if not bodies.clean(words).strip():
        assert body == b"success"
    else:
        assert wire.open_reply(ACCOUNT, body)["Content"] == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=500, max_size=3000))
def test_long_words_are_cut_within_the_limit_and_within_no_character(words: str) -> None:
    cut = render.fit(words)
    assert len(cut.encode()) <= render.TEXT_LIMIT
    whole = bodies.clean(words).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    assert cut == whole or whole.startswith(cut.removesuffix(render.CUT))


def test_a_long_text_ends_at_a_line_and_says_that_it_was_cut() -> None:
    lines = "".join(f"{n} 学习贯彻全会精神，结合律师行业实际讨论\n" for n in range(100))
    cut = said(lines)
    assert cut.endswith("讨论" + render.CUT)
    assert 1900 < len(cut.encode()) <= 2048


def test_a_text_of_exactly_the_limit_is_whole() -> None:
    assert said("党" * 682 + "ab") == "党" * 682 + "ab"
    assert said("党" * 682 + "abc").endswith(render.CUT)


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "👍🏽", "1️⃣", "e\u0301"])
def test_an_emoji_of_several_parts_is_kept_or_left_out_whole(emoji: str) -> None:
    for shift in range(30):
        kept = render.fit("a" * shift + emoji * 700).removesuffix(render.CUT)[shift:]
        assert len(kept) % len(emoji) == 0


def test_a_card_with_a_boundless_title_is_cut() -> None:
    card = Card("题" * 1000, "述" * 1000, "https://rongshu.example/")
    articles = answered(Reply(card=card))["Articles"]
    assert isinstance(articles, list)
    assert len(articles[0]["Title"].encode()) <= render.TITLE_LIMIT
    assert articles[0]["Title"].endswith("…")
    assert len(answered(Reply("字" * 3000, card))["Content"].encode()) <= 2048  # type: ignore[attr-defined]


def test_an_encrypted_answer_never_uses_their_nonce() -> None:
    fields = text()
    query, body = wire.seal(ACCOUNT, "safe", fields, int(NOW.timestamp()), "]]></Nonce><X>1</X>", "json")
    official = channel()
    answer = json.loads(official.render(Reply("好"), official.receive(query, body, NOW), NOW))
    assert answer["Nonce"].isdigit()
