"""Access tokens of both kinds, which the platform keeps strictly apart.

Source: the platform's pages on ``token`` and ``stable_token``. What they leave open and is assumed here: a
forced refresh over the daily 20 is refused with 45009.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.platform.errors import ApiError

LIFETIME = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
FORCE_GAP = timedelta(seconds=30)
FORCES_A_DAY = 20


@dataclass(slots=True)
class _Token:
    text: str
    expires: datetime


@dataclass(slots=True)
class Tokens:
    """Every token issued, and until when each is good. ``fetches`` counts calls by kind, for tests."""

    lifetime: timedelta = LIFETIME
    fetches: dict[str, int] = field(default_factory=lambda: {"token": 0, "stable_token": 0})
    _issued: dict[str, datetime] = field(default_factory=dict)
    _plain: _Token | None = None
    _stable: _Token | None = None
    _forces: list[datetime] = field(default_factory=list)

    def plain(self, now: datetime) -> dict[str, object]:
        """``/cgi-bin/token``: always a new one; the one before is good for five minutes more."""
        self.fetches["token"] += 1
        if self._plain is not None:
            self._shorten(self._plain.text, now + OVERLAP)
        self._plain = self._issue(now)
        return _answer(self._plain, now)

    def stable(self, now: datetime, force: bool = False) -> dict[str, object]:
        """``/cgi-bin/stable_token``: the same one until its last five minutes, unless forced."""
        self.fetches["stable_token"] += 1
        current = self._stable
        if force and self._may_force(now):
            if current is not None:
                self._shorten(current.text, now)
            self._stable = current = self._issue(now)
        elif current is None or current.expires - now <= OVERLAP:
            self._stable = current = self._issue(now)
        return _answer(current, now)

    def check(self, text: str, now: datetime) -> None:
        """Raises :class:`ApiError` 41001, 40001, 40014 or 42001 unless ``text`` is good now."""
        if not text:
            raise ApiError(41001)
        if text not in self._issued:
            raise ApiError(40014 if len(text) < 64 else 40001)
        if self._issued[text] <= now:
            raise ApiError(42001 if self._current(text) else 40001)

    def expire(self, now: datetime) -> None:
        """Every token out now has expired; the next fetch gives a new one."""
        for text in self._issued:
            self._shorten(text, now)
        for token in (self._plain, self._stable):
            if token is not None:
                token.expires = min(token.expires, now)

    def _may_force(self, now: datetime) -> bool:
        self._forces = [when for when in self._forces if now - when < timedelta(days=1)]
        if len(self._forces) >= FORCES_A_DAY:
            raise ApiError(45009)
        if self._forces and now - self._forces[-1] < FORCE_GAP:
            return False
        self._forces.append(now)
        return True

    def _issue(self, now: datetime) -> _Token:
        token = _Token(f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}", now + self.lifetime)
        self._issued[token.text] = token.expires
        return token

    def _shorten(self, text: str, until: datetime) -> None:
        self._issued[text] = min(self._issued[text], until)

    def _current(self, text: str) -> bool:
        return any(token is not None and token.text == text for token in (self._plain, self._stable))


def _answer(token: _Token, now: datetime) -> dict[str, object]:
    return {"access_token": token.text, "expires_in": int((token.expires - now).total_seconds())}
