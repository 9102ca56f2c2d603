"""Files that take longer than a person waits for: asked for, made by a worker, kept for a day.

``waiting → running → done → gone``, or ``failed``. A job whose worker died is taken up again, three times at most.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from bot.ledger.tables import Instant, export_job

WAITING, RUNNING, DONE, FAILED, GONE = "waiting", "running", "done", "failed", "gone"
LEASE = timedelta(minutes=2)
KEPT = timedelta(hours=24)
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class ExportJob:
    """A long export. ``done`` of about ``total`` rows are written; ``file`` is its name in the folder of exports."""

    id: int
    what: str
    options: dict[str, object]
    purpose: str
    made_for: int | None
    actor: str
    made_at: datetime
    state: str
    attempts: int
    done: int
    total: int
    file: str
    number: str
    reason: str
    finished_at: datetime | None
    expires_at: datetime | None


_COLUMNS = [
    export_job.c[name]
    for name in (
        "id", "what", "options", "purpose", "made_for", "actor", "made_at", "state", "attempts", "done", "total",
        "file", "number", "reason", "finished_at", "expires_at",
    )
]  # fmt: skip
_BY_ID = select(*_COLUMNS).where(export_job.c.id == bindparam("of"))
_RECENT = (
    select(*_COLUMNS)
    .where(export_job.c.made_for == bindparam("member_id"), export_job.c.made_at > bindparam("since"))
    .order_by(export_job.c.id.desc())
)
_given_up = and_(export_job.c.state == RUNNING, export_job.c.lease_until < bindparam("now", type_=Instant))
_NEXT = (
    select(*_COLUMNS).where(or_(export_job.c.state == WAITING, _given_up)).order_by(export_job.c.id).limit(1)
)
_CLAIM = (
    update(export_job)
    .where(export_job.c.id == bindparam("of"), or_(export_job.c.state == WAITING, _given_up))
    .values(
        state=RUNNING,
        owner=bindparam("worker"),
        attempts=export_job.c.attempts + 1,
        lease_until=bindparam("until", type_=Instant),
        done=0,
    )
)
_mine = and_(
    export_job.c.id == bindparam("of"),
    export_job.c.state == RUNNING,
    export_job.c.owner == bindparam("worker"),
)
_ADVANCE = (
    update(export_job)
    .where(_mine)
    .values(done=bindparam("rows"), lease_until=bindparam("until", type_=Instant))
)
_OVER = (
    select(*_COLUMNS)
    .where(export_job.c.state == DONE, export_job.c.expires_at <= bindparam("now", type_=Instant))
    .order_by(export_job.c.id)
)


def add(
    db: Connection,
    *,
    what: str,
    options: dict[str, object],
    purpose: str,
    made_for: int | None,
    actor: str,
    total: int,
    now: datetime,
) -> int:
    """Ask for a long export of about ``total`` rows; returns the job's id."""
    made = db.execute(
        insert(export_job).values(
            what=what,
            options=json.dumps(options, ensure_ascii=False),
            purpose=purpose,
            made_for=made_for,
            actor=actor,
            made_at=now,
            state=WAITING,
            total=total,
        )
    ).inserted_primary_key
    assert made is not None
    return int(made[0])


def get(db: Connection, job_id: int) -> ExportJob | None:
    """The job, or None where there is none."""
    row = db.execute(_BY_ID, {"of": job_id}).first()
    return _built(row) if row is not None else None


def of_member(db: Connection, member_id: int, since: datetime) -> list[ExportJob]:
    """What a member has asked for since then, the latest first."""
    return [_built(row) for row in db.execute(_RECENT, {"member_id": member_id, "since": since})]


def is_waiting(db: Connection, now: datetime) -> bool:
    """Whether there is anything to do."""
    return db.execute(_NEXT, {"now": now}).first() is not None


def claim(db: Connection, worker: str, now: datetime) -> ExportJob | None:
    """The oldest job that nobody is at, taken by this worker; None where there is none, or another was faster."""
    row = db.execute(_NEXT, {"now": now}).first()
    if row is None:
        return None
    given = {"of": row.id, "worker": worker, "until": now + LEASE, "now": now}
    if db.execute(_CLAIM, given).rowcount != 1:
        return None
    return get(db, row.id)


def advance(db: Connection, job_id: int, worker: str, rows: int, now: datetime) -> bool:
    """Note how far a worker has come, and that it is alive; False where the job is no longer its."""
    given = {"of": job_id, "worker": worker, "rows": rows, "until": now + LEASE}
    return db.execute(_ADVANCE, given).rowcount == 1


def finish(
    db: Connection, job_id: int, worker: str, *, file: str, number: str, rows: int, now: datetime
) -> bool:
    """The file is there; False where another worker has taken the job over."""
    values: dict[str, Any] = {"file": file, "number": number, "done": rows, "total": rows}
    return _settle(db, job_id, worker, DONE, now, **values, expires_at=now + KEPT)


def fail(db: Connection, job_id: int, worker: str, reason: str, now: datetime) -> bool:
    """It could not be made, and ``reason`` says why, in Chinese."""
    return _settle(db, job_id, worker, FAILED, now, reason=reason)


def _settle(db: Connection, job_id: int, worker: str, state: str, now: datetime, **values: object) -> bool:
    statement = update(export_job).where(_mine).values(state=state, finished_at=now, **values)
    return db.execute(statement, {"of": job_id, "worker": worker}).rowcount == 1


def expired(db: Connection, now: datetime) -> list[ExportJob]:
    """The jobs whose files have been kept long enough."""
    return [_built(row) for row in db.execute(_OVER, {"now": now})]


def forget_file(db: Connection, job_id: int) -> None:
    """The file has been removed."""
    db.execute(update(export_job).where(export_job.c.id == job_id).values(state=GONE, file=""))


def _built(row: Any) -> ExportJob:
    fields = dict(row._mapping)
    return ExportJob(**{**fields, "options": json.loads(fields["options"])})
