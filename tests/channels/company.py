"""Signed requests of WeCom for the channel's tests: sealed for a company, meant for its app."""

from __future__ import annotations

from bot.channels.incoming import Incoming
from bot.channels.wecom import Wecom
from bot.chat import Message
from bot.config import WecomSettings
from sandbox import wire
from tests.channels.signed import NONCE, NOW, SECONDS, Request

CORP_ID, AGENT, USER = "ww0123456789abcdef", "1000002", "WangDangYuan"
COMPANY = wire.Account(
    token="a-token-of-the-company",
    app_id=CORP_ID,  # the corp id stands where the app id stands
    aes_key="GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba",
    original_id=CORP_ID,
)


def channel(company: wire.Account = COMPANY) -> Wecom:
    """The channel of the company's app."""
    return Wecom(
        WecomSettings(
            token=company.token, corp_id=CORP_ID, agent_id=AGENT, secret="s", aes_key=company.aes_key
        )
    )


def text(content: str = "签到 8431") -> dict[str, object]:
    """The fields of a text to the app."""
    return {**wire.text(USER, content, 7300000001, SECONDS), "AgentID": AGENT}


def event(name: str, **fields: object) -> dict[str, object]:
    """The fields of an event of the app, made this second."""
    return {
        "FromUserName": USER,
        "CreateTime": SECONDS,
        "MsgType": "event",
        "Event": name,
        "AgentID": AGENT,
        **fields,
    }


def sealed(body: wire.Fields | bytes, company: wire.Account = COMPANY, at: int | str = SECONDS) -> Request:
    """A request whose signature is right, whatever is inside."""
    query, outer = wire.seal(company, "safe", body, at, NONCE)
    return {name: query[name] for name in ("msg_signature", "timestamp", "nonce")}, outer


def received(fields: wire.Fields | bytes) -> Incoming:
    """What the channel makes of a message."""
    return channel().receive(*sealed(fields), NOW)


def message(fields: wire.Fields | bytes) -> Message:
    """The message the channel makes of fields, which must concern a handler."""
    found = received(fields).message
    assert found is not None
    return found
