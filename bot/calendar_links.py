"""The address under which a phone fetches its owner's calendar again and again, without anybody pressing a button."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.keys import Keys

_KEY = re.compile(r"([0-9a-f]{1,12})-([0-9a-f]{32})", re.ASCII)


class CalendarLinks:
    """Makes and reads those addresses. One belongs to a member and a binding: who binds anew gets another."""

    def __init__(self, keys: Keys, public_url: str) -> None:
        self._secret = keys.secret("calendar links").encode()
        self._base = public_url

    def url(self, member_id: int, bound_at: datetime) -> str:
        """The address for a member who has been bound since then (a UTC instant)."""
        return f"{self._base}/p/calendar/{member_id:x}-{self._mac(member_id, bound_at)}.ics"

    @staticmethod
    def whose(key: str) -> int | None:
        """The member a key says it belongs to, to be checked with :meth:`is_good`; None where it is no key."""
        match = _KEY.fullmatch(key)
        return int(match[1], 16) if match else None

    def is_good(self, key: str, member_id: int, bound_at: datetime) -> bool:
        """Whether a key is this member's, and of this binding."""
        return hmac.compare_digest(key, f"{member_id:x}-{self._mac(member_id, bound_at)}")

    def _mac(self, member_id: int, bound_at: datetime) -> str:
        said = f"{member_id:x} {int(bound_at.timestamp())}"
        return hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()[:32]
