"""The webhook of an Official Account: verify, decrypt, parse; and back: render, encrypt.

Which bodies are taken in which mode (``settings.mode``):

- ``safe``: encrypted only. ``msg_signature`` covers the ciphertext; ``signature``, which covers no body, is not
  asked for. Whatever stands beside ``Encrypt`` is ignored; a plain body is refused.
- ``compatible``: the same. The platform sends both forms side by side, so a body without its encrypted half is
  not the platform's.
- ``plain``: plain bodies under ``signature``. One that says ``encrypt_type=aes`` is taken by the rules of
  ``safe`` where an ``aes_key`` is set (the account is being moved to encryption), else refused.

An answer goes out as the request came: encrypted or not, XML or JSON.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime

from bot.channels import messages, render, verify, wire
from bot.channels.errors import BadMessage, Malformed, Refused
from bot.channels.incoming import BODY_LIMIT, Incoming
from bot.channels.seal import Seal
from bot.chat import Reply
from bot.config import OfficialSettings

__all__ = ["BODY_LIMIT", "BadMessage", "Incoming", "Malformed", "Official", "OfficialSettings", "Refused"]

SUCCESS = b"success"
# Plain echoes are not signed: nothing that a browser could take for a page is echoed.
_ECHO = re.compile(r"[\w\-+/=.~]{1,512}", re.ASCII)


class Official:
    """The channel; holds no state between requests, so threads share it."""

    name = "official"

    def __init__(self, settings: OfficialSettings) -> None:
        """Raises ValueError where the EncodingAESKey is missing or wrong for the mode."""
        self._token = settings.token
        self._plain = settings.mode == "plain"
        needs_seal = bool(settings.aes_key) or not self._plain
        self._seal = Seal(settings.aes_key, settings.app_id) if needs_seal else None

    def verify_url(self, query: Mapping[str, str], now: datetime) -> str:
        """Answer the GET by which the platform checks the address, its echo plain or encrypted.

        Raises Refused where the signature is not the platform's or the request is stale.
        """
        timestamp, nonce, echo = (query.get(name, "") for name in ("timestamp", "nonce", "echostr"))
        verify.require_fresh(timestamp, now)
        if "msg_signature" in query and self._seal is not None:
            verify.require_signature(query["msg_signature"], self._token, timestamp, nonce, echo)
            echo = self._seal.open(echo).decode("utf-8", "replace")
        else:
            verify.require_signature(query.get("signature", ""), self._token, timestamp, nonce)
        if not _ECHO.fullmatch(echo):
            raise Refused("no echo")
        return echo

    def receive(self, query: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        """Prove and read one push: the query as decoded, the body as it came (at most 64 KiB).

        Raises BadMessage (400, 403 or 413) and nothing else, whatever the bytes.
        """
        if len(body) > BODY_LIMIT:
            raise BadMessage(413, "too large")
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        verify.require_fresh(timestamp, now)
        encrypted = query.get("encrypt_type") == "aes"
        if encrypted:
            fields, form = self._opened(body, query.get("msg_signature", ""), timestamp, nonce)
        else:
            fields, form = self._plain_fields(body, query.get("signature", ""), timestamp, nonce)
        message, event = messages.read(fields)
        return Incoming(message, encrypted, event, form)

    def _opened(self, body: bytes, given: str, timestamp: str, nonce: str) -> tuple[wire.Fields, wire.Form]:
        if self._seal is None:
            raise Refused("encrypted, and no key is set")
        outer, _ = wire.read(body)
        sealed = wire.text_of(outer, "Encrypt")
        if not sealed:
            raise Refused("not encrypted")
        verify.require_signature(given, self._token, timestamp, nonce, sealed)
        return wire.read(self._seal.open(sealed))

    def _plain_fields(
        self, body: bytes, given: str, timestamp: str, nonce: str
    ) -> tuple[wire.Fields, wire.Form]:
        if not self._plain:
            raise Refused("not encrypted")
        verify.require_signature(given, self._token, timestamp, nonce)
        return wire.read(body)

    def render(self, reply: Reply, incoming: Incoming, now: datetime) -> bytes:
        """The body that answers ``incoming``: ``success`` where there is nothing to say.

        Text over 2048 bytes is cut; the same message and reply give the same text each time.
        """
        to = incoming.message
        if to is None or render.silent(reply, to):
            return SUCCESS
        as_xml = incoming.form == "xml"
        text = render.xml(reply, to) if as_xml else render.json_text(reply, to)
        if not incoming.encrypted:
            return text.encode()
        assert self._seal is not None
        encrypt = self._seal.close(text.encode())
        nonce = str(int.from_bytes(os.urandom(6), "big"))  # our own: theirs would go into the XML unquoted
        signature = verify.sign(self._token, str(int(now.timestamp())), nonce, encrypt)
        envelope = render.sealed_xml if as_xml else render.sealed_json
        return envelope(encrypt, signature, now, nonce).encode()
