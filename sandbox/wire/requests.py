"""What the platform sends to the webhook: signed queries and bodies, in each of the three modes."""

from __future__ import annotations

import json

from sandbox.wire.account import Account, Mode, encrypt, sign
from sandbox.wire.bodies import Fields, Form, to_json, to_xml


def seal(
    account: Account, mode: Mode, body: Fields | bytes, timestamp: int | str, nonce: str, form: Form = "xml"
) -> tuple[dict[str, str], bytes]:
    """One push to the webhook: the query and the body.

    ``body`` is fields of a message, to which the receiver is added, or raw bytes to be sealed as they are
    (a test's malformed text). ``mode`` is the account's setting; in ``compatible`` the body carries the plain
    fields and the ciphertext side by side.
    """
    plain = body if isinstance(body, bytes) else _render({"ToUserName": account.original_id, **body}, form)
    when = str(timestamp)
    query = {"signature": sign(account.token, when, nonce), "timestamp": when, "nonce": nonce}
    if not isinstance(body, bytes):
        query["openid"] = str(body.get("FromUserName", ""))
    if mode == "plain":
        return query, plain
    sealed = encrypt(account, plain)
    query |= {"encrypt_type": "aes", "msg_signature": sign(account.token, when, nonce, sealed)}
    if mode == "safe":
        return query, _render({"ToUserName": account.original_id, "Encrypt": sealed}, form)
    return query, _beside(plain, sealed, form)


def verification(
    account: Account, timestamp: int | str, nonce: str, echostr: str, sealed: bool = False
) -> dict[str, str]:
    """The query of the GET by which the platform checks an address; the answer must be ``echostr``.

    ``sealed`` for the form some accounts see in safe mode: the echo encrypted, with its own signature.
    """
    when = str(timestamp)
    query = {"signature": sign(account.token, when, nonce), "timestamp": when, "nonce": nonce}
    if not sealed:
        return query | {"echostr": echostr}
    echo = encrypt(account, echostr.encode())
    return query | {"echostr": echo, "msg_signature": sign(account.token, when, nonce, echo)}


def _render(fields: Fields, form: Form) -> bytes:
    return to_xml(fields) if form == "xml" else to_json(fields)


def _beside(plain: bytes, sealed: str, form: Form) -> bytes:
    if form == "json":
        return to_json({**json.loads(plain), "Encrypt": sealed})
    head, _, tail = plain.rpartition(b"</xml>")
    return head + f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode() + tail
