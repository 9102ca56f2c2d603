"""A ``Reply`` as the platform takes it: cut to its limits, free of what would break the envelope."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime

from bot.channels.wire import clean
from bot.chat import Card, Message, Reply

TEXT_LIMIT = 2048  # bytes of UTF-8; over it the reply fails and the phone shows an outage notice
TITLE_LIMIT, DESCRIPTION_LIMIT = 128, 512  # bytes; what the phone shows of a card is shorter still
BUTTON_LIMIT = 60  # bytes
CUT = "……\n（太长，后面的没有显示）"
_ENDS = "\n。！？；"
_JOINED = "\u200d\ufe0f\ufe0e\u20e3"  # joins and variants: nothing to begin or end on


def silent(reply: Reply, to: Message) -> bool:
    """Whether a reply says nothing; a button says something only to the tap on it."""
    if reply.card is not None or reply.voice or _relabels(reply, to):
        return False
    return not clean(reply.text).strip()


def _relabels(reply: Reply, to: Message) -> bool:
    return bool(reply.button) and to.event == "card_click"


def xml(reply: Reply, to: Message) -> str:
    """The answer to a message as XML. ``CreateTime`` is the message's own, so that a retry gets equal bytes."""
    if _relabels(reply, to):
        name = f"<ReplaceName>{_cdata(fit(reply.button, BUTTON_LIMIT, '…'))}</ReplaceName>"
        return _envelope(to, "update_button", f"<Button>{name}</Button>")
    if reply.voice:
        return _envelope(to, "voice", f"<Voice><MediaId>{_cdata(clean(reply.voice))}</MediaId></Voice>")
    if reply.card is not None and not reply.text:
        return _envelope(to, "news", _news(reply.card))
    return _envelope(to, "text", f"<Content>{_cdata(words(reply))}</Content>")


def json_text(reply: Reply, to: Message) -> str:
    """The answer as JSON, for accounts set to it. Card and voice go as text: their JSON is nowhere documented."""
    fields = {
        "ToUserName": to.sender,
        "FromUserName": to.receiver,
        "CreateTime": int(to.sent_at.timestamp()),
        "MsgType": "text",
        "Content": words(reply),
    }
    return json.dumps(fields, ensure_ascii=False)


def words(reply: Reply) -> str:
    """A reply as one text of at most 2048 bytes; a card beside words, or in JSON, is its title and address."""
    card = reply.card
    if card is None:
        return fit(reply.text)
    above = f"{reply.text}\n{card.title}" if reply.text else f"{card.title}\n{card.description}"
    url = clean(card.url)
    return fit(f"{fit(above, max(TEXT_LIMIT - len(url.encode()) - 1, 0))}\n{url}")


def fit(text: str, limit: int = TEXT_LIMIT, note: str = CUT) -> str:
    """Text cleaned and cut to ``limit`` bytes: at a line's or sentence's end, never within a character.

    ``note`` is what stands in for the rest.
    """
    text = clean(text).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if len(text) * 4 <= limit or len(raw := text.encode()) <= limit:
        return text
    room = limit - len(note.encode())
    if room < 0:
        return ""
    kept = raw[:room].decode("utf-8", "ignore")
    end = max(kept.rfind(mark) for mark in _ENDS) + 1
    kept = kept[:end] if end > len(kept) // 2 else _whole(kept, text[len(kept) :])
    return kept.rstrip() + note


def _whole(kept: str, rest: str) -> str:
    """``kept`` without half an emoji at its end: what the reader sees as one character stays in one piece."""
    while kept and rest and (_clings(rest[0]) or kept[-1] == "\u200d"):
        kept, rest = kept[:-1], kept[-1] + rest
    return kept


def _clings(character: str) -> bool:
    return character in _JOINED or "🏻" <= character <= "🏿" or unicodedata.combining(character) != 0


def _news(card: Card) -> str:
    # One article: since October 2018 the platform refuses more in an answer.
    item = (
        f"<Title>{_cdata(fit(card.title, TITLE_LIMIT, '…'))}</Title>"
        f"<Description>{_cdata(fit(card.description, DESCRIPTION_LIMIT, '…'))}</Description>"
        f"<PicUrl>{_cdata(clean(card.picture))}</PicUrl><Url>{_cdata(clean(card.url))}</Url>"
    )
    return f"<ArticleCount>1</ArticleCount><Articles><item>{item}</item></Articles>"


def _envelope(to: Message, kind: str, inside: str) -> str:
    return (
        f"<xml><ToUserName>{_cdata(to.sender)}</ToUserName><FromUserName>{_cdata(to.receiver)}</FromUserName>"
        f"<CreateTime>{int(to.sent_at.timestamp())}</CreateTime><MsgType>{_cdata(kind)}</MsgType>{inside}</xml>"
    )


def _cdata(text: str) -> str:
    """Text that cannot end its own section: ``]]>`` is written across two."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def sealed_xml(encrypt: str, signature: str, now: datetime, nonce: str) -> str:
    """The envelope of an encrypted answer; the four values are ours and need no care."""
    return (
        f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{int(now.timestamp())}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )


def sealed_json(encrypt: str, signature: str, now: datetime, nonce: str) -> str:
    """The same as JSON; the platform's example has the time as a number and the nonce as text."""
    fields = {
        "Encrypt": encrypt,
        "MsgSignature": signature,
        "TimeStamp": int(now.timestamp()),
        "Nonce": nonce,
    }
    return json.dumps(fields)
