"""The platform's encryption: AES-256-CBC over 16 random bytes, a length, the text and the app id.

The cipher is wechatpy's; the frame around it is checked here, every byte, and each fault gives one answer.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os

from wechatpy.crypto.cryptography import WeChatCipher

from bot.channels.errors import Refused

_BLOCK = 32  # the platform pads to 32 bytes, not to AES's own 16
_HEAD = 20  # 16 random bytes and the length of the text


class Seal:
    """Opens and closes ``Encrypt`` fields; safe to share between threads."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        """``aes_key``: the 43-character EncodingAESKey. Raises ValueError where it is none."""
        try:
            key = base64.b64decode(aes_key + "=")
        except (ValueError, binascii.Error):
            key = b""
        if len(aes_key) != 43 or len(key) != 32:
            raise ValueError("the EncodingAESKey must be 43 letters and digits")
        self._cipher = WeChatCipher(key)
        self._app_id = app_id.encode()

    def open(self, sealed: str) -> bytes:
        """The text inside an ``Encrypt`` field. Raises Refused where anything about it is not right."""
        try:
            whole = self._cipher.decrypt(binascii.a2b_base64(sealed.encode("ascii"), strict_mode=True))
        except ValueError:  # not ASCII, not base64, not whole blocks
            raise Refused("does not decrypt") from None
        pad = whole[-1] if whole else 0
        end = len(whole) - pad
        if not 1 <= pad <= _BLOCK or end < _HEAD or whole[end:] != bytes((pad,)) * pad:
            raise Refused("does not decrypt")
        text_end = _HEAD + int.from_bytes(whole[16:_HEAD], "big")
        if text_end > end or not hmac.compare_digest(whole[text_end:end], self._app_id):
            raise Refused("sealed for another account")
        return bytes(whole[_HEAD:text_end])

    def close(self, text: bytes) -> str:
        """``text`` as an ``Encrypt`` field."""
        whole = os.urandom(16) + len(text).to_bytes(4, "big") + text + self._app_id
        pad = _BLOCK - len(whole) % _BLOCK
        sealed: bytes = self._cipher.encrypt(whole + bytes((pad,)) * pad)
        return base64.b64encode(sealed).decode("ascii")
