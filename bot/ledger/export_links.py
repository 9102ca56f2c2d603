"""One-time links to a file: asked for in chat, good once and for a short while, bound to who asked and why.

Opening the link only shows a button; pressing it uses the link up. So a scanner that fetches every link in a
chat does not burn it (reliability.md 4.5).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from bot.ledger.tables import export_link

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ExportLink:
    """What a link gives: ``what`` (attendance …), ``options`` (period, branches), for whom and why."""

    what: str
    options: dict[str, object]
    purpose: str
    made_for: int
    expires_at: datetime
    used_at: datetime | None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(
    db: Connection,
    *,
    what: str,
    options: dict[str, object],
    purpose: str,
    made_for: int,
    now: datetime,
    lifetime: timedelta = LIFETIME,
) -> str:
    """Make a link; returns its token, of which the table keeps only a digest.

    ``options`` are those of ``bot.reports.Request.options``, with ``job`` where the file has been made already.
    """
    token = secrets.token_urlsafe(32)
    db.execute(
        insert(export_link).values(
            digest=_digest(token),
            what=what,
            options=json.dumps(options, ensure_ascii=False),
            purpose=purpose,
            made_for=made_for,
            made_at=now,
            expires_at=now + lifetime,
        )
    )
    return token


def find(db: Connection, token: str, now: datetime) -> ExportLink | None:
    """The link of a token while it can be used; None where it is unknown, used or too old."""
    row = db.execute(select(export_link).where(export_link.c.digest == _digest(token))).first()
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    return ExportLink(
        row.what, json.loads(row.options), row.purpose, row.made_for, row.expires_at, row.used_at
    )


def use(db: Connection, token: str, now: datetime) -> ExportLink | None:
    """Use a link up; of several at once one gets it, the others get None."""
    link = find(db, token, now)
    taken = db.execute(
        update(export_link)
        .where(
            export_link.c.digest == _digest(token),
            export_link.c.used_at.is_(None),
            export_link.c.expires_at > now,
        )
        .values(used_at=now)
    )
    return link if taken.rowcount == 1 else None


def end_all(db: Connection, member_id: int, now: datetime) -> int:
    """Take back the links a member has not used, because their offices changed; returns how many."""
    return db.execute(
        update(export_link)
        .where(
            export_link.c.made_for == member_id,
            export_link.c.used_at.is_(None),
            export_link.c.expires_at > now,
        )
        .values(expires_at=now)
    ).rowcount
