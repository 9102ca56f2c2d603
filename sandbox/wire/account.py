"""The account's secrets, the signature, and the encryption both sides share."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from dataclasses import dataclass, field
from typing import Literal

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Mode = Literal["plain", "compatible", "safe"]

_BLOCK = 32  # the platform pads to 32 bytes, not to AES's own 16


@dataclass(frozen=True, slots=True)
class Account:
    """An Official Account as set up on the platform.

    ``aes_key`` is the 43-character EncodingAESKey; ``original_id`` the account's own address (``gh_…``),
    the ``ToUserName`` of every message to it.
    """

    token: str = field(repr=False)
    app_id: str
    aes_key: str = field(repr=False)
    original_id: str

    @property
    def key(self) -> bytes:
        """The 32-byte AES key behind the EncodingAESKey."""
        return base64.b64decode(self.aes_key + "=")


def sign(token: str, *parts: str) -> str:
    """The platform's signature: SHA-1 over the sorted token and parts, run together, in hex."""
    return hashlib.sha1("".join(sorted([token, *parts])).encode()).hexdigest()


def encrypt(account: Account, plaintext: bytes, receiver: str | None = None) -> str:
    """``plaintext`` as the ``Encrypt`` field: 16 random bytes, length, text and app id, in AES-256-CBC.

    ``receiver`` stands in for the app id, for tests of a message meant for someone else.
    """
    tail = (account.app_id if receiver is None else receiver).encode()
    whole = os.urandom(16) + struct.pack(">I", len(plaintext)) + plaintext + tail
    pad = _BLOCK - len(whole) % _BLOCK
    encryptor = Cipher(algorithms.AES(account.key), modes.CBC(account.key[:16])).encryptor()
    sealed = encryptor.update(whole + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(account: Account, sealed: str) -> bytes:
    """The text inside an ``Encrypt`` field. Raises ``ValueError`` when anything about it is not right."""
    raw = base64.b64decode(sealed, validate=True)
    if not raw or len(raw) % _BLOCK:
        raise ValueError("the ciphertext is not a whole number of 32-byte blocks")
    decryptor = Cipher(algorithms.AES(account.key), modes.CBC(account.key[:16])).decryptor()
    whole = decryptor.update(raw) + decryptor.finalize()
    pad = whole[-1]
    if not 1 <= pad <= _BLOCK or whole[-pad:] != bytes([pad]) * pad or len(whole) - pad < 20:
        raise ValueError("the padding is wrong")
    whole = whole[:-pad]
    length = struct.unpack(">I", whole[16:20])[0]
    text, receiver = whole[20 : 20 + length], whole[20 + length :]
    if len(text) != length or receiver != account.app_id.encode():
        raise ValueError("encrypted for another account")
    return text
