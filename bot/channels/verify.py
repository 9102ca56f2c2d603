"""Signatures and freshness: did the platform send this, and just now?"""

from __future__ import annotations

import hmac
import re
from datetime import datetime

from wechatpy.utils import WeChatSigner

from bot.channels.errors import Refused

WINDOW = 300  # seconds either way; the platform names no window, Slack and Stripe use the same
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def sign(token: str, *parts: str) -> str:
    """The platform's signature in hex: SHA-1 over the token and the parts, sorted and run together."""
    signer = WeChatSigner()
    # Bytes, and of any text whatever: a query may hold what UTF-8 cannot encode.
    signer.add_data(*(part.encode("utf-8", "surrogatepass") for part in (token, *parts)))
    return str(signer.signature)


def require_signature(given: str, token: str, *parts: str) -> None:
    """Raises Refused unless ``given`` is the signature of the parts; compared in constant time, on bytes."""
    expected = sign(token, *parts).encode()
    if not hmac.compare_digest(expected, given.encode("utf-8", "surrogatepass")):
        raise Refused("wrong signature")


def require_fresh(timestamp: str, now: datetime) -> None:
    """Raises Refused unless ``timestamp`` (seconds since 1970, as text) is within 300 s of ``now``."""
    if not _SECONDS.fullmatch(timestamp):
        raise Refused("no timestamp")
    if abs(now.timestamp() - int(timestamp)) > WINDOW:
        raise Refused("stale")
