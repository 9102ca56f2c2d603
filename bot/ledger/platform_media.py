"""Copies of files that lie with a platform: wanted here, uploaded by a worker, gone there after three days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import platform_media

LIFE = timedelta(days=3)  # wechat.md 2.5
MARGIN = timedelta(hours=2)  # a copy this near its end is not sent any more
STILL_WANTED = timedelta(days=3)  # since somebody last asked
LEASE = timedelta(minutes=2)  # longer than an upload may take
RETRY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be uploaded: ``path`` below the data folder, ``kind`` as the platform calls it (``voice``)."""

    app: str
    digest: str
    kind: str
    path: str


_WANT = {
    name: statement.on_conflict_do_update(
        index_elements=["app", "digest"],
        set_={"wanted_at": statement.excluded.wanted_at, "path": statement.excluded.path},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(platform_media)),
        ("postgresql", postgresql.insert(platform_media)),
    )
}
_THERE = select(platform_media.c.media_id).where(
    platform_media.c.app == bindparam("of_app"),
    platform_media.c.digest == bindparam("of_digest"),
    platform_media.c.media_id != "",
    platform_media.c.expires_at > bindparam("long_enough"),
)
_TO_DO = (
    platform_media.c.app == bindparam("of_app"),
    platform_media.c.next_at <= bindparam("now"),
    platform_media.c.wanted_at > bindparam("wanted_since"),
    or_(platform_media.c.expires_at.is_(None), platform_media.c.expires_at <= bindparam("long_enough")),
)
_NEXT = (
    select(platform_media.c.digest, platform_media.c.kind, platform_media.c.path)
    .where(*_TO_DO)
    .order_by(platform_media.c.wanted_at)
    .limit(1)
)
_row = (platform_media.c.app == bindparam("of_app"), platform_media.c.digest == bindparam("of_digest"))
_CLAIM = (
    update(platform_media).where(*_row, *_TO_DO[1:]).values(owner=bindparam("by"), next_at=bindparam("until"))
)
_SETTLE = (
    update(platform_media)
    .where(*_row, platform_media.c.owner == bindparam("by"))
    .values(
        media_id=bindparam("given"),
        expires_at=bindparam("ends"),
        next_at=bindparam("again"),
        reason=bindparam("why"),
        owner="",
    )
)
_OLD = delete(platform_media).where(platform_media.c.wanted_at < bindparam("before"))


def want(db: Connection, app: str, digest: str, kind: str, path: str, now: datetime) -> None:
    """Say that a copy of a file is wanted with the platform of ``app``; a worker uploads it."""
    given = {"app": app, "digest": digest, "kind": kind, "path": path, "wanted_at": now, "next_at": now}
    db.execute(_WANT[db.dialect.name], given)


def there(db: Connection, app: str, digest: str, now: datetime) -> str | None:
    """The platform's id for its copy, where it has one that still lasts a while."""
    given = {"of_app": app, "of_digest": digest, "long_enough": now + MARGIN}
    row = db.execute(_THERE, given).first()
    return str(row[0]) if row else None


def is_wanted(db: Connection, app: str, now: datetime) -> bool:
    """Whether anything is to be uploaded: asked often, so without writing."""
    return db.execute(_NEXT, _due(app, now)).first() is not None


def claim(db: Connection, app: str, by: str, now: datetime) -> Wanted | None:
    """The next file to upload, for :data:`LEASE` this worker's; None where nothing is wanted, or another was faster."""
    given = _due(app, now)
    row = db.execute(_NEXT, given).first()
    if row is None:
        return None
    taken = db.execute(_CLAIM, given | {"of_digest": row[0], "by": by, "until": now + LEASE})
    return Wanted(app, *row) if taken.rowcount == 1 else None


def uploaded(db: Connection, wanted: Wanted, by: str, media_id: str, now: datetime) -> None:
    """The platform has it: under this id, for three days."""
    _settle(db, wanted, by, given=media_id, ends=now + LIFE, again=now, why="")


def failed(db: Connection, wanted: Wanted, by: str, why: str, now: datetime, wait: timedelta = RETRY) -> None:
    """It was not taken; to be tried again after ``wait``."""
    _settle(db, wanted, by, given="", ends=None, again=now + wait, why=why[:200])


def forget(db: Connection, before: datetime) -> int:
    """Delete what nobody has wanted since; returns how many."""
    return db.execute(_OLD, {"before": before}).rowcount


def _due(app: str, now: datetime) -> dict[str, object]:
    return {"of_app": app, "now": now, "wanted_since": now - STILL_WANTED, "long_enough": now + MARGIN}


def _settle(db: Connection, wanted: Wanted, by: str, **values: object) -> None:
    db.execute(_SETTLE, {"of_app": wanted.app, "of_digest": wanted.digest, "by": by, **values})
