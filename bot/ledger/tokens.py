"""The platform's access tokens, kept for all processes; one of them at a time asks for a new one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.keys import Keys
from bot.ledger.database import Ledger
from bot.ledger.tables import platform_token

SPARE = timedelta(minutes=5)  # the platform hands out a new one in the last five minutes of the old
ASKING = timedelta(seconds=25)  # how long one process may take to ask
_PUT = {
    "sqlite": sqlite.insert(platform_token).on_conflict_do_nothing(index_elements=["app"]),
    "postgresql": postgresql.insert(platform_token).on_conflict_do_nothing(index_elements=["app"]),
}


class LedgerTokens:
    """Tokens by app id, sealed at rest. ``clock`` tells the UTC instant."""

    def __init__(self, ledger: Ledger, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._keys = keys
        self._clock = clock

    def get(self, app_id: str) -> str | None:
        """The token in use, or None where there is none or it is about to end."""
        with self._ledger.read() as db:
            row = db.execute(
                select(platform_token.c.sealed, platform_token.c.expires_at).where(
                    platform_token.c.app == app_id
                )
            ).first()
        if row is None or not row.sealed or row.expires_at - SPARE <= self._clock():
            return None
        return self._keys.unseal(row.sealed.encode())

    def refresh(self, app_id: str, fetch: Callable[[], tuple[str, int]], stale: str | None) -> str:
        """A token other than ``stale``: somebody else's newer one, or ``fetch()``'s.

        The ledger is not held while the platform is asked; whoever comes meanwhile waits for the answer. What
        ``fetch`` raises goes through, and the next one may ask.
        """
        while True:
            found = self.get(app_id)
            if found is not None and found != stale:
                return found
            if self._may_ask(app_id):
                break
            time.sleep(0.05)
        try:
            token, seconds = fetch()
        except BaseException:
            self._keep(app_id, fetching_until=None)
            raise
        now = self._clock()
        self._keep(
            app_id,
            sealed=self._keys.seal(token).decode(),
            expires_at=now + timedelta(seconds=seconds),
            fetched_at=now,
            fetching_until=None,
        )
        return token

    def _may_ask(self, app_id: str) -> bool:
        now = self._clock()
        with self._ledger.begin() as db:
            empty = {"app": app_id, "sealed": "", "expires_at": now, "fetched_at": now}
            db.execute(_PUT[db.dialect.name], empty)
            free = platform_token.c.fetching_until.is_(None) | (platform_token.c.fetching_until < now)
            asked = update(platform_token).where(platform_token.c.app == app_id, free)
            return db.execute(asked.values(fetching_until=now + ASKING)).rowcount == 1

    def _keep(self, app_id: str, **values: object) -> None:
        with self._ledger.begin() as db:
            db.execute(update(platform_token).where(platform_token.c.app == app_id).values(**values))
