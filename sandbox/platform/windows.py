"""How many customer-service messages an account may send a person, and until when.

Source: the platform's page on customer-service messages: 5 within 48 hours of a person's message, 3 within a
minute of a menu click, a follow or a scan. It does not say how overlapping allowances add up; here a new act
of the same kind starts its allowance afresh, and the one that ends first is used first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sandbox.platform.errors import ApiError

Act = Literal["message", "click", "follow", "scan"]

ALLOWANCES: dict[Act, tuple[int, timedelta]] = {
    "message": (5, timedelta(hours=48)),
    "click": (3, timedelta(minutes=1)),
    "follow": (3, timedelta(minutes=1)),
    "scan": (3, timedelta(minutes=1)),
}


@dataclass(slots=True)
class _Allowance:
    left: int
    until: datetime


@dataclass(slots=True)
class Windows:
    """The allowances of everyone, by openid and by what they did."""

    _open: dict[str, dict[Act, _Allowance]] = field(default_factory=lambda: defaultdict(dict))

    def acted(self, openid: str, act: Act, now: datetime) -> None:
        """The person did something that lets the account write to them."""
        count, span = ALLOWANCES[act]
        self._open[openid][act] = _Allowance(count, now + span)

    def spend(self, openid: str, now: datetime) -> None:
        """Count one message. Raises :class:`ApiError` 45015 (no window) or 45047 (used up)."""
        live = [allowance for allowance in self._open[openid].values() if allowance.until > now]
        if not live:
            raise ApiError(45015)
        with_room = [allowance for allowance in live if allowance.left > 0]
        if not with_room:
            raise ApiError(45047)
        min(with_room, key=lambda allowance: allowance.until).left -= 1

    def close(self, openid: str) -> None:
        """The person left; nothing may be sent any more."""
        self._open.pop(openid, None)

    def left(self, openid: str, now: datetime) -> int:
        """How many messages may still be sent now."""
        allowances = self._open[openid].values()
        return sum(allowance.left for allowance in allowances if allowance.until > now)
