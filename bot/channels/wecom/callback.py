"""The callback of a WeCom app: always encrypted, sealed for the company and meant for one app.

The envelope is the Official Account's with two differences: the receiver inside is the corp id, and the outer XML names
the app (AgentID). An empty body answers what nobody has to say anything to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime

from bot.channels import render, verify, wire
from bot.channels.errors import BadMessage, Refused
from bot.channels.incoming import BODY_LIMIT, Incoming
from bot.channels.seal import Seal
from bot.channels.wecom import events
from bot.chat import Reply
from bot.config import WecomSettings

NOTHING = b""
_ECHO = re.compile(r"[\w\-+/=.~]{1,512}", re.ASCII)


class Wecom:
    """The channel; holds no state between requests, so threads share it."""

    name = events.WECOM

    def __init__(self, settings: WecomSettings) -> None:
        """Raises ValueError where the EncodingAESKey is wrong."""
        self._token = settings.token
        self._agent_id = settings.agent_id
        self._seal = Seal(settings.aes_key, settings.corp_id)

    def verify_url(self, query: Mapping[str, str], now: datetime) -> str:
        """Answer the GET by which WeCom checks the address: its echo, decrypted, bare, within a second.

        Raises Refused where the signature is not WeCom's or the request is stale.
        """
        echo = self._proven(query, query.get("echostr", ""), now)
        said = self._seal.open(echo).decode("utf-8", "replace")
        if not _ECHO.fullmatch(said):
            raise Refused("no echo")
        return said

    def receive(self, query: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        """Prove and read one push: the query as decoded, the body as it came (at most 64 KiB).

        Raises BadMessage (400, 403 or 413) and nothing else, whatever the bytes.
        """
        if len(body) > BODY_LIMIT:
            raise BadMessage(413, "too large")
        verify.require_fresh(query.get("timestamp", ""), now)  # before any parsing
        outer, _ = wire.read(body)
        sealed = self._proven(query, wire.text_of(outer, "Encrypt"), now)
        fields, form = wire.read(self._seal.open(sealed))
        # The outer AgentID is outside the signature; the inner one counts. Events of the address book name none, and
        # concern no handler either.
        agent = wire.text_of(fields, "AgentID")
        message, event = events.read(fields)
        if agent != self._agent_id and (agent or message is not None):
            raise Refused("meant for another app")
        return Incoming(message, True, event, form)

    def _proven(self, query: Mapping[str, str], sealed: str, now: datetime) -> str:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        verify.require_fresh(timestamp, now)
        if not sealed:
            raise Refused("not encrypted")
        verify.require_signature(query.get("msg_signature", ""), self._token, timestamp, nonce, sealed)
        return sealed

    def render(self, reply: Reply, incoming: Incoming, now: datetime) -> bytes:
        """The body that answers ``incoming``: empty where there is nothing to say."""
        to = incoming.message
        if to is None or render.silent(reply, to):
            return NOTHING
        encrypt = self._seal.close(render.xml(reply, to).encode())
        nonce = str(int.from_bytes(os.urandom(6), "big"))
        signature = verify.sign(self._token, str(int(now.timestamp())), nonce, encrypt)
        return render.sealed_xml(encrypt, signature, now, nonce).encode()
