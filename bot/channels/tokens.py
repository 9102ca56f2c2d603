"""Access tokens: where they are kept is the store's affair, how they are fetched is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Fetch = Callable[[], tuple[str, int]]


class TokenStore(Protocol):
    """Tokens shared by all processes, one an app id."""

    def get(self, app_id: str) -> str | None:
        """The token in use, or None where there is none or it has expired."""

    def refresh(self, app_id: str, fetch: Fetch, stale: str | None) -> str:
        """A token other than ``stale``: the stored one if somebody was faster, else ``fetch()``'s, stored.

        ``fetch`` asks the platform and returns the token and the seconds it lives; the store sees to it that one
        process calls it at a time. What ``fetch`` raises goes through.
        """
