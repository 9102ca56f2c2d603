"""Signing in to the console: what chat hands out, and the sessions that come of it.

Chat gives a link for the phone and a code to type on another screen; both die with the first use of either and after
a few minutes. Opening the link uses nothing up, pressing the button behind it does: a scanner that fetches every link
in a chat signs nobody in (reliability.md 4.5). Tables keep digests only.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.keys import Keys
from bot.ledger import attempts
from bot.ledger.tables import console_session, sign_in_link

GOOD_FOR = timedelta(minutes=5)
IDLE = timedelta(hours=2)
LASTS = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=5)  # a page viewed within it does not write the ledger again
CODE_DIGITS = 8
# Of a hundred million codes, forty tries an hour for everybody together: guessing is hopeless, mistyping is not.
WRONG_CODES_AN_HOUR = 40
_TRIES = "console code"


class TooManyTries(Exception):
    """So many wrong codes came within the hour that none is taken before the next."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """What chat hands out: the token of a link, and the code that does the same."""

    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: who, and the key that every form of theirs carries."""

    member_id: int
    form_key: str
    made_at: datetime
    seen_at: datetime


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def offer(db: Connection, keys: Keys, member_id: int, now: datetime) -> WayIn:
    """A way in for a member, good for five minutes and once; those given out before are worthless from now on."""
    db.execute(
        update(sign_in_link)
        .where(sign_in_link.c.member_id == member_id, sign_in_link.c.used_at.is_(None))
        .values(used_at=now)
    )
    way = WayIn(secrets.token_urlsafe(32), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}")
    db.execute(
        insert(sign_in_link).values(
            digest=_digest(way.token),
            code_index=keys.index(f"console {way.code}"),
            member_id=member_id,
            made_at=now,
            expires_at=now + GOOD_FOR,
        )
    )
    return way


def whose(db: Connection, token: str, now: datetime) -> int | None:
    """The member a link would sign in; None where it is unknown, used or too old."""
    return db.execute(
        select(sign_in_link.c.member_id).where(
            sign_in_link.c.digest == _digest(token),
            sign_in_link.c.used_at.is_(None),
            sign_in_link.c.expires_at > now,
        )
    ).scalar()


def by_link(db: Connection, token: str, now: datetime) -> int | None:
    """Use a link up; returns its member, or None where it is not good (any more)."""
    return _use(db, sign_in_link.c.digest == _digest(token), now)


def by_code(db: Connection, keys: Keys, code: str, now: datetime) -> int | None:
    """Use a code up; returns its member, or None where it is wrong.

    Raises TooManyTries. A wrong code is counted, so the caller commits whatever comes back.
    """
    if attempts.count(db, _TRIES, now) >= WRONG_CODES_AN_HOUR:
        raise TooManyTries
    member_id = _use(db, sign_in_link.c.code_index == keys.index(f"console {code}"), now)
    if member_id is None:
        attempts.add(db, _TRIES, now)
    return member_id


def _use(db: Connection, which: object, now: datetime) -> int | None:
    open_still = (which, sign_in_link.c.used_at.is_(None), sign_in_link.c.expires_at > now)
    row = db.execute(select(sign_in_link.c.digest, sign_in_link.c.member_id).where(*open_still)).first()  # type: ignore[arg-type]
    if row is None:
        return None
    taken = db.execute(
        update(sign_in_link)
        .where(sign_in_link.c.digest == row.digest, sign_in_link.c.used_at.is_(None))
        .values(used_at=now)
    )
    return int(row.member_id) if taken.rowcount == 1 else None


def begin(db: Connection, member_id: int, now: datetime) -> str:
    """Begin a session; returns the secret for its cookie."""
    secret = secrets.token_urlsafe(32)
    db.execute(
        insert(console_session).values(
            digest=_digest(secret),
            member_id=member_id,
            form_key=secrets.token_urlsafe(24),
            made_at=now,
            seen_at=now,
            expires_at=now + LASTS,
        )
    )
    return secret


def session(db: Connection, secret: str, now: datetime) -> Session | None:
    """The session of a cookie; None where it is unknown, ended, too old or left alone for two hours."""
    row = db.execute(select(console_session).where(console_session.c.digest == _digest(secret))).first()
    if row is None or row.ended_at is not None or row.expires_at <= now or row.seen_at + IDLE <= now:
        return None
    return Session(row.member_id, row.form_key, row.made_at, row.seen_at)


def seen(db: Connection, secret: str, now: datetime) -> None:
    """Note that a session is in use."""
    db.execute(update(console_session).where(console_session.c.digest == _digest(secret)).values(seen_at=now))


def end(db: Connection, secret: str, now: datetime) -> None:
    """Sign out."""
    db.execute(
        update(console_session)
        .where(console_session.c.digest == _digest(secret), console_session.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all(db: Connection, member_id: int, now: datetime) -> int:
    """Sign a member out everywhere and take back what would sign them in; returns how many sessions ended."""
    db.execute(
        update(sign_in_link)
        .where(sign_in_link.c.member_id == member_id, sign_in_link.c.used_at.is_(None))
        .values(used_at=now)
    )
    still = (
        console_session.c.member_id == member_id,
        console_session.c.ended_at.is_(None),
        console_session.c.expires_at > now,
    )
    count = db.execute(select(func.count()).select_from(console_session).where(*still)).scalar() or 0
    db.execute(update(console_session).where(*still).values(ended_at=now))
    return int(count)


def forget(db: Connection, before: datetime) -> int:
    """Drop links and sessions that were over before an instant; returns how many rows went."""
    links = db.execute(delete(sign_in_link).where(sign_in_link.c.expires_at < before)).rowcount
    return links + db.execute(delete(console_session).where(console_session.c.expires_at < before)).rowcount
