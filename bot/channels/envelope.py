"""Who sent a request and what is inside it: signature, freshness, encryption.

Not wechatpy's own check: it compares with ``!=``, takes messages years old, does not look at the padding and
fails with whatever built-in exception comes first (reliability.md 4.2 #5, wechat.md D26).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct
from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

FRESH_SECONDS = 300
_BLOCK = 32  # the platform pads to 32 bytes, not to the 16 of AES


class BadMessage(Exception):
    """A request that is refused. ``status`` is the HTTP status; ``reason`` is for the log only.

    Everything that is about trust gets the same 403 and nothing else, so that the answer helps nobody.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def sign(token: str, *parts: str) -> str:
    """The platform's signature of ``parts``, in hex."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode(), usedforsecurity=False).hexdigest()


def check(query: Mapping[str, str], name: str, token: str, *parts: str) -> None:
    """Raises BadMessage unless ``query[name]`` is the signature of ``parts``. Compared in constant time."""
    given = query.get(name, "").encode("utf-8", "replace")
    try:
        wanted = sign(token, *parts).encode()
    except UnicodeEncodeError:
        raise BadMessage(403, "signature") from None
    if not hmac.compare_digest(given, wanted):
        raise BadMessage(403, "signature")


def check_fresh(query: Mapping[str, str], now: datetime) -> None:
    """Raises BadMessage where the request's timestamp (seconds) is over five minutes from ``now``."""
    said = query.get("timestamp", "")
    if not (said.isascii() and said.isdecimal() and len(said) <= 12):
        raise BadMessage(403, "timestamp")
    if abs(now.timestamp() - int(said)) > FRESH_SECONDS:
        raise BadMessage(403, "stale")


class Seal:
    """AES as the platform uses it, for one account."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        self._app_id = app_id.encode()
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def open(self, sealed: str) -> bytes:
        """The text inside an ``Encrypt`` field. Raises BadMessage, whatever is wrong with it."""
        try:
            raw = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError):
            raise BadMessage(403, "ciphertext") from None
        if not raw or len(raw) % 16:
            raise BadMessage(403, "ciphertext")
        decryptor = self._cipher.decryptor()
        whole = decryptor.update(raw) + decryptor.finalize()
        pad = whole[-1]
        if not 1 <= pad <= _BLOCK or len(whole) - pad < 20 or whole[-pad:] != bytes([pad]) * pad:
            raise BadMessage(403, "ciphertext")
        end = 20 + int.from_bytes(whole[16:20])
        text, receiver = whole[20:end], whole[end : len(whole) - pad]
        if end > len(whole) - pad or not hmac.compare_digest(receiver, self._app_id):
            raise BadMessage(403, "meant for another account")
        return text

    def close(self, text: bytes) -> str:
        """A text as an ``Encrypt`` field."""
        whole = os.urandom(16) + struct.pack(">I", len(text)) + text + self._app_id
        pad = _BLOCK - len(whole) % _BLOCK
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(whole + bytes([pad]) * pad) + encryptor.finalize()).decode()
