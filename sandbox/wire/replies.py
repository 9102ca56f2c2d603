"""Reading the account's answer with every check the platform makes before it shows anything."""

from __future__ import annotations

import hmac
import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from sandbox.wire.account import Account, Mode, decrypt, sign

Reply = dict[str, object]

_NEEDED = {
    "text": ("Content",),
    "image": ("Image",),
    "voice": ("Voice",),
    "video": ("Video",),
    "music": ("Music",),
    "news": ("ArticleCount", "Articles"),
    "transfer_customer_service": (),
    "update_button": ("Button",),  # WeCom: what a tapped card says from now on
}
_ENVELOPE = ("ToUserName", "FromUserName", "CreateTime", "MsgType")
_TEXT_LIMIT = 2048  # bytes; the platform shows its outage notice for anything longer


class ReplyFault(ValueError):
    """The platform would show 该公众号暂时无法提供服务 instead of this answer; the text says why."""


def open_reply(account: Account, body: bytes, mode: Mode | None = None) -> Reply:
    """The answer's fields, or an empty dict where the account says nothing (``success`` or no body).

    An encrypted answer has its signature checked and is decrypted; in ``safe`` mode nothing else will do.
    A child that holds elements becomes a dict; ``Articles`` becomes a list of dicts. Raises
    :class:`ReplyFault` at any fault: not well-formed, a field twice, a wrong signature, a type unknown,
    a text over 2048 bytes, more than one article.
    """
    if body in (b"", b"success"):
        return {}
    fields = _parse(body)
    if "Encrypt" in fields:
        fields = _parse(_unseal(account, fields))
    elif mode == "safe":
        raise ReplyFault("safe mode takes only encrypted answers")
    _check(fields, account)
    return fields


def _unseal(account: Account, envelope: Mapping[str, object]) -> bytes:
    try:
        names = ("TimeStamp", "Nonce", "Encrypt", "MsgSignature")
        when, nonce, sealed, given = (str(envelope[name]) for name in names)
    except KeyError as missing:
        raise ReplyFault(f"the envelope has no {missing}") from None
    if not hmac.compare_digest(sign(account.token, when, nonce, sealed).encode(), given.encode()):
        raise ReplyFault("the answer's signature is wrong")
    try:
        return decrypt(account, sealed)
    except ValueError as fault:
        raise ReplyFault(f"the answer does not decrypt: {fault}") from fault


def _parse(body: bytes) -> Reply:
    try:
        if body.lstrip().startswith(b"{"):
            parsed = json.loads(body, object_pairs_hook=_once)
            return dict(parsed)
        root = ET.fromstring(body.decode("utf-8"))
    except (ET.ParseError, ValueError) as fault:
        raise ReplyFault(f"the answer does not parse: {fault}") from fault
    if root.tag != "xml":
        raise ReplyFault(f"the answer's root is {root.tag}")
    return _once([(child.tag, _value(child)) for child in root])


def _value(element: ET.Element) -> object:
    if element.tag == "Articles":
        return [_once([(part.tag, part.text or "") for part in item]) for item in element]
    if len(element):
        return _once([(child.tag, _value(child)) for child in element])
    return element.text or ""


def _once(pairs: list[tuple[str, object]]) -> Reply:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ReplyFault("a field appears twice: " + " ".join(name for name, _ in pairs))
    return fields


def _check(fields: Mapping[str, object], account: Account) -> None:
    missing = [name for name in _ENVELOPE if not fields.get(name)]
    if missing:
        raise ReplyFault(f"the answer has no {' '.join(missing)}")
    kind = str(fields["MsgType"])
    if kind not in _NEEDED:
        raise ReplyFault(f"there is no answer of type {kind}")
    if any(not fields.get(name) for name in _NEEDED[kind]):
        raise ReplyFault(f"a {kind} answer needs {' '.join(_NEEDED[kind])}")
    if fields["FromUserName"] != account.original_id:
        raise ReplyFault("the answer comes from another account")
    if not str(fields["CreateTime"]).isdigit():
        raise ReplyFault("CreateTime is not a number")
    if kind == "text" and len(str(fields["Content"]).encode()) > _TEXT_LIMIT:
        raise ReplyFault("the text is longer than 2048 bytes")
    if kind == "news" and (str(fields["ArticleCount"]) != "1" or _articles(fields) != 1):
        raise ReplyFault("an answer carries exactly one article")


def _articles(fields: Mapping[str, object]) -> int:
    articles = fields["Articles"]
    return len(articles) if isinstance(articles, list) else 1
