"""Signed requests for the channel's tests: built by the stand-in for the platform, which shares no code with us."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.official import Incoming, Official, OfficialSettings
from bot.chat import Message
from sandbox import wire

ACCOUNT = wire.Account(
    token="a-token-for-tests",
    app_id="wx0123456789abcdef",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    original_id="gh_rongshu",
)
NOW = datetime(2026, 12, 5, 11, 26, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
OPENID = "oSANDBOX-person-000000000001"
NONCE = "415670741"
Request = tuple[dict[str, str], bytes]


def channel(mode: str = "safe", aes_key: str = ACCOUNT.aes_key) -> Official:
    """The channel for the account, in a mode."""
    return Official(OfficialSettings(token=ACCOUNT.token, app_id=ACCOUNT.app_id, aes_key=aes_key, mode=mode))


def text(content: str = "签到 8431") -> dict[str, object]:
    """The fields of a text."""
    return wire.text(OPENID, content, 7300000001, SECONDS)


def sealed(
    body: wire.Fields | bytes, mode: wire.Mode = "safe", at: int | str = SECONDS, form: wire.Form = "xml"
) -> Request:
    """A request whose signatures are right, whatever is inside."""
    return wire.seal(ACCOUNT, mode, body, at, NONCE, form)


def received(fields: wire.Fields, mode: wire.Mode = "safe", form: wire.Form = "xml") -> Incoming:
    """What the channel makes of a message."""
    return channel(mode).receive(*sealed(fields, mode, form=form), NOW)


def message(fields: wire.Fields, form: wire.Form = "xml") -> Message:
    """The message the channel makes of fields, which must concern a handler."""
    found = received(fields, form=form).message
    assert found is not None
    return found


def ciphertext(whole: bytes) -> str:
    """Whole blocks encrypted with the account's key, whatever their frame."""
    encryptor = Cipher(algorithms.AES(ACCOUNT.key), modes.CBC(ACCOUNT.key[:16])).encryptor()
    return base64.b64encode(encryptor.update(whole) + encryptor.finalize()).decode()
