"""Links to phone pages: signed, bound to one member, good for a while; nothing is stored for them.

A link for reading (a lecture, a notice) lasts a week, one to what is held about a person half an hour, one to a
meeting's screen until that meeting is over. Whoever holds a link sees what it opens, so each opens as little as it can.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.keys import Keys

Kind = Literal["r", "p", "s"]
READING: Kind = "r"
PERSONAL: Kind = "p"
SCREEN: Kind = "s"
LASTS = {READING: timedelta(days=7), PERSONAL: timedelta(minutes=30), SCREEN: timedelta(hours=14)}
_TOKEN = re.compile(r"([rps])([0-9a-f]{1,12})-([0-9a-f]{1,12})-([0-9a-f]{1,9})-([A-Za-z0-9_-]{22})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a good link allows: whose it is, what kind of page, and for a screen the meeting (else 0)."""

    kind: Kind
    member_id: int
    subject: int
    token: str


class PageLinks:
    """Makes and reads the links of this installation."""

    def __init__(self, keys: Keys, public_url: str) -> None:
        self._secret = keys.secret("page links").encode()
        self._base = public_url

    def url(self, path: str, member_id: int, now: datetime, kind: Kind = READING, subject: int = 0) -> str:
        """The address of a page (``/p/lectures``) for a member. ``subject``: the meeting a screen is for."""
        return f"{self._base}{path}?k={self.token(member_id, now, kind, subject)}"

    def token(self, member_id: int, now: datetime, kind: Kind = READING, subject: int = 0) -> str:
        """The ``k`` of such an address. It is the same for ten minutes, so that a page's links do not all differ."""
        until = now + LASTS[kind]
        minutes = -(-int(until.timestamp()) // 600) * 10
        said = f"{kind}{member_id:x}-{subject:x}-{minutes:x}"
        return f"{said}-{self._mac(said)}"

    def read(self, token: str, now: datetime) -> Pass | None:
        """What a link allows, or None where it is not ours or its time is up."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return None
        said, mac = token[:-23], token[-22:]  # not split at a hyphen: the mac may hold one
        if not hmac.compare_digest(self._mac(said).encode(), mac.encode()):
            return None
        kind, member_id, subject, minutes = match[1], int(match[2], 16), int(match[3], 16), int(match[4], 16)
        if now.timestamp() >= minutes * 60:
            return None
        return Pass(kind, member_id, subject, token)  # type: ignore[arg-type]

    def _mac(self, said: str) -> str:
        digest = hmac.new(self._secret, said.encode(), hashlib.sha256).digest()[:16]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
