"""Meetings: planned once under a key of their own, moved, called off, closed; who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import branch, meeting, meeting_branch

PLANNED, CLOSED, CANCELLED = "planned", "closed", "cancelled"
# A meeting that nobody closes takes no more check-ins after this; the officer can still mark and close it.
LASTS_AT_MOST = timedelta(hours=12)
CLOSABLE_FOR = timedelta(days=31)  # how far back a forgotten meeting is still offered for 散会


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting. ``branch_id`` and ``branch_name`` are the host's; ``starts_at`` and ``closed_at`` are UTC."""

    id: int
    branch_id: int
    branch_name: str
    kind: str
    title: str
    place: str
    starts_at: datetime
    state: str
    closed_at: datetime | None
    created_by: int | None = None


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """What a meeting is made from. ``key`` names the form it came from, so that one form makes one meeting.

    ``branch_ids`` are the branches whose members are due, the host first.
    """

    key: str
    branch_ids: tuple[int, ...]
    kind: str
    title: str
    place: str
    starts_at: datetime


COLUMNS = (
    meeting.c.id,
    meeting.c.branch_id,
    branch.c.name,
    meeting.c.kind,
    meeting.c.title,
    meeting.c.place,
    meeting.c.starts_at,
    meeting.c.state,
    meeting.c.closed_at,
    meeting.c.created_by,
)
_WHOLE = select(*COLUMNS).join(branch, branch.c.id == meeting.c.branch_id)
_BY_ID = _WHOLE.where(meeting.c.id == bindparam("id"))
_BY_KEY = _WHOLE.where(meeting.c.key == bindparam("key"))
_OF_BRANCHES = select(meeting_branch.c.meeting_id).where(
    meeting_branch.c.branch_id.in_(bindparam("branch_ids", expanding=True))
)
_BETWEEN = (
    _WHOLE.where(
        meeting.c.id.in_(_OF_BRANCHES),
        meeting.c.state == bindparam("state"),
        meeting.c.starts_at > bindparam("after"),
        meeting.c.starts_at <= bindparam("until"),
    )
    .order_by(meeting.c.starts_at, meeting.c.id)
    .limit(bindparam("limit"))
)
_LAST_CLOSED = (
    _WHOLE.where(meeting.c.id.in_(_OF_BRANCHES), meeting.c.state == CLOSED)
    .where(meeting.c.starts_at > bindparam("after"))
    .order_by(meeting.c.starts_at.desc(), meeting.c.id.desc())
    .limit(bindparam("limit"))
)
_BRANCHES = (
    select(branch.c.id, branch.c.name)
    .join(meeting_branch, meeting_branch.c.branch_id == branch.c.id)
    .where(meeting_branch.c.meeting_id == bindparam("meeting_id"))
    .order_by(branch.c.id)
)
_MAKE = {
    "sqlite": sqlite.insert(meeting).on_conflict_do_nothing(index_elements=["key"]).returning(meeting.c.id),
    "postgresql": postgresql.insert(meeting)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(meeting.c.id),
}


def built(row: Sequence[Any]) -> Meeting:
    """A row that begins with :data:`COLUMNS` as a meeting."""
    return Meeting(*row[: len(COLUMNS)])


def create(db: Connection, new: NewMeeting, by: int | None, now: datetime) -> tuple[Meeting, bool]:
    """Plan a meeting; returns it and whether this call made it: the same key finds the one there is."""
    fresh = db.execute(
        _MAKE[db.dialect.name],
        {
            "key": new.key,
            "branch_id": new.branch_ids[0],
            "kind": new.kind,
            "title": new.title,
            "place": new.place,
            "starts_at": new.starts_at,
            "created_by": by,
            "created_at": now,
        },
    ).first()
    made = built(db.execute(_BY_KEY, {"key": new.key}).one())
    if fresh is not None:
        due = [{"meeting_id": made.id, "branch_id": one} for one in dict.fromkeys(new.branch_ids)]
        db.execute(insert(meeting_branch), due)
    return made, fresh is not None


def get(db: Connection, meeting_id: int) -> Meeting | None:
    """The meeting, or None where there is none."""
    row = db.execute(_BY_ID, {"id": meeting_id}).first()
    return built(row) if row is not None else None


def branches_of(db: Connection, meeting_id: int) -> list[tuple[int, str]]:
    """The branches whose members are due, as (id, name): several for a joint meeting."""
    return [(id_, name) for id_, name in db.execute(_BRANCHES, {"meeting_id": meeting_id})]


def upcoming(
    db: Connection, branch_ids: Iterable[int], now: datetime, *, days: int = 60, limit: int = 20
) -> list[Meeting]:
    """The planned meetings of these branches that have not begun, the next one first."""
    return _between(db, branch_ids, PLANNED, now, now + timedelta(days=days), limit)


def running(
    db: Connection, branch_ids: Iterable[int], now: datetime, opens_before: timedelta
) -> list[Meeting]:
    """The meetings that take check-ins now: open ``opens_before`` the start, until closed (12 hours at most)."""
    return _between(db, branch_ids, PLANNED, now - LASTS_AT_MOST, now + opens_before, 20)


def unclosed(
    db: Connection, branch_ids: Iterable[int], now: datetime, opens_before: timedelta
) -> list[Meeting]:
    """The meetings an officer can still close, those forgotten within the last month among them, oldest first."""
    return _between(db, branch_ids, PLANNED, now - CLOSABLE_FOR, now + opens_before, 20)


def last_closed(db: Connection, branch_ids: Iterable[int], since: datetime, limit: int = 1) -> list[Meeting]:
    """The meetings of these branches that began after ``since`` and are closed, the latest first."""
    given = {"branch_ids": list(branch_ids), "after": since, "limit": limit}
    return [built(row) for row in db.execute(_LAST_CLOSED, given)]


def _between(
    db: Connection,
    branch_ids: Iterable[int],
    state: str,
    after: datetime,
    until: datetime,
    limit: int,
) -> list[Meeting]:
    given = {
        "branch_ids": list(branch_ids),
        "state": state,
        "after": after,
        "until": until,
        "limit": limit,
    }
    return [built(row) for row in db.execute(_BETWEEN, given)]


def reschedule(
    db: Connection,
    meeting_id: int,
    starts_at: datetime,
    place: str | None = None,
    now: datetime | None = None,
) -> bool:
    """Move a planned meeting in time and, where given, in place; False where it is over or called off."""
    values: dict[str, object] = {
        "starts_at": starts_at,
        "revision": meeting.c.revision + 1,
        "changed_at": now,
    }
    if place is not None:
        values["place"] = place
    return _while_planned(db, meeting_id, **values)


def cancel(db: Connection, meeting_id: int, now: datetime | None = None) -> bool:
    """Call a planned meeting off; False where it is over or called off already. What was marked stays."""
    return _while_planned(db, meeting_id, state=CANCELLED, revision=meeting.c.revision + 1, changed_at=now)


def settle_closed(db: Connection, meeting_id: int, by: int | None, now: datetime) -> bool:
    """Set a planned meeting to closed; False where somebody has. ``attendance.close`` fills in the marks."""
    return _while_planned(db, meeting_id, state=CLOSED, closed_by=by, closed_at=now)


def _while_planned(db: Connection, meeting_id: int, **values: object) -> bool:
    changed = db.execute(
        update(meeting).where(meeting.c.id == meeting_id, meeting.c.state == PLANNED).values(**values)
    )
    return changed.rowcount == 1
