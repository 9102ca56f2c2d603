"""The platform's access tokens, shared by all threads and processes: sealed in the ledger, fetched by one at a time.

A fetch takes seconds, so no transaction is held over it: whoever sets ``fetcher`` in the row asks the platform, the
others wait for the row to change. A fetcher that dies is replaced when its time is up.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.keys import Keys, WrongKey
from bot.ledger.database import Ledger
from bot.ledger.tables import platform_token

Fetch = Callable[[], tuple[str, int]]
# A token is not used in its last minute: a call may take that long to arrive.
MARGIN = timedelta(seconds=60)
FETCH_TAKES = timedelta(seconds=30)  # longer than the client's timeouts, twice over
POLL_SECONDS = 0.05
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

_GET = select(platform_token.c.sealed, platform_token.c.expires_at).where(
    platform_token.c.app == bindparam("of")
)
_MAKE_ROW = {
    "sqlite": sqlite.insert(platform_token).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(platform_token).on_conflict_do_nothing(),
}
_TAKE = (
    update(platform_token)
    .where(
        platform_token.c.app == bindparam("of"),
        platform_token.c.sealed == bindparam("seen"),
        or_(platform_token.c.fetching_until.is_(None), platform_token.c.fetching_until < bindparam("now")),
    )
    .values(fetcher=bindparam("by"), fetching_until=bindparam("until"))
)
_KEEP = (
    update(platform_token)
    .where(platform_token.c.app == bindparam("of"), platform_token.c.fetcher == bindparam("by"))
    .values(
        sealed=bindparam("new"),
        expires_at=bindparam("until"),
        fetched_at=bindparam("now"),
        fetcher="",
        fetching_until=None,
    )
)
_LET_GO = (
    update(platform_token)
    .where(platform_token.c.app == bindparam("of"), platform_token.c.fetcher == bindparam("by"))
    .values(fetcher="", fetching_until=None)
)


class Tokens:
    """The token store of ``bot.channels.client.Client``; threads may share it."""

    def __init__(
        self, ledger: Ledger, keys: Keys, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._ledger = ledger
        self._keys = keys
        self._clock = clock
        self._turn = threading.Lock()

    def get(self, app_id: str) -> str | None:
        """The token in use, or None where there is none, it has expired, or another key sealed it."""
        with self._ledger.read() as db:
            token, _ = self._stored(db, app_id)
        return token

    def refresh(self, app_id: str, fetch: Fetch, stale: str | None) -> str:
        """A token other than ``stale``: the stored one if somebody was faster, else ``fetch()``'s, stored.

        ``fetch`` returns the token and the seconds it lives; of all processes one calls it at a time, and what it
        raises goes through.
        """
        me = f"{os.getpid()}-{secrets.token_hex(8)}"
        with self._turn:
            while True:
                with self._ledger.begin() as db:
                    token, mine = self._stored_or_mine(db, app_id, stale, me)
                if token is not None:
                    return token
                if mine:
                    return self._fetched(app_id, fetch, me)
                time.sleep(POLL_SECONDS)

    def _stored_or_mine(
        self, db: Connection, app_id: str, stale: str | None, me: str
    ) -> tuple[str | None, bool]:
        """The stored token if it is good; else whether it has fallen to us to fetch one."""
        empty = {"app": app_id, "sealed": "", "expires_at": LONG_AGO, "fetched_at": LONG_AGO}
        db.execute(_MAKE_ROW[db.dialect.name], empty)
        token, sealed = self._stored(db, app_id)
        if token is not None and token != stale:
            return token, False
        now = self._clock()
        taken = db.execute(
            _TAKE, {"of": app_id, "seen": sealed, "by": me, "now": now, "until": now + FETCH_TAKES}
        )
        return None, taken.rowcount == 1

    def _fetched(self, app_id: str, fetch: Fetch, me: str) -> str:
        try:
            token, seconds = fetch()
        except BaseException:
            with self._ledger.begin() as db:
                db.execute(_LET_GO, {"of": app_id, "by": me})
            raise
        now = self._clock()
        sealed = self._keys.seal(token).decode()
        with self._ledger.begin() as db:
            given = {"of": app_id, "by": me, "new": sealed, "now": now}
            db.execute(_KEEP, given | {"until": now + timedelta(seconds=seconds)})
        return token

    def _stored(self, db: Connection, app_id: str) -> tuple[str | None, str]:
        row = db.execute(_GET, {"of": app_id}).first()
        if row is None:
            return None, ""
        sealed, expires_at = row
        if not sealed or expires_at - MARGIN <= self._clock():
            return None, sealed
        try:
            return self._keys.unseal(sealed.encode()), sealed
        except WrongKey:
            return None, sealed
