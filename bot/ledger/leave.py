"""Leave from a meeting: asked before it begins, decided by an officer, withdrawn by coming after all (rule 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import audit
from bot.ledger.meetings import COLUMNS, PLANNED, Meeting, built
from bot.ledger.tables import branch, leave_request, meeting, member, membership
from content import leave_reasons

WAITING, APPROVED, REJECTED, WITHDRAWN = "waiting", "approved", "rejected", "withdrawn"
STATE_TITLES = {WAITING: "待批", APPROVED: "已准", REJECTED: "未准", WITHDRAWN: "已撤回"}
REASON_LIMIT = 60


class TooLate(Exception):
    """The meeting has begun: only an officer can enter leave now."""


class AskedAlready(Exception):
    """This member has asked leave from this meeting; ``request`` is how it stands."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


@dataclass(frozen=True, slots=True)
class Request:
    """A request for leave: ``state`` is waiting, approved, rejected or withdrawn; ``reason`` as it may be shown."""

    id: int
    meeting: Meeting
    member_id: int
    name: str
    branch_name: str
    reason: str
    code: str
    state: str
    asked_at: datetime
    decided_by: int | None
    decision_note: str


_home = branch.alias("home")
_WHOLE = (
    select(
        *COLUMNS,
        leave_request.c.id.label("request_id"),
        leave_request.c.member_id,
        member.c.name.label("member_name"),
        _home.c.name.label("home"),
        leave_request.c.reason,
        leave_request.c.reason_code,
        leave_request.c.state.label("request_state"),
        leave_request.c.asked_at,
        leave_request.c.decided_by,
        leave_request.c.decision_note,
    )
    .select_from(leave_request)
    .join(meeting, meeting.c.id == leave_request.c.meeting_id)
    .join(branch, branch.c.id == meeting.c.branch_id)
    .join(member, member.c.id == leave_request.c.member_id)
    .outerjoin(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .outerjoin(_home, _home.c.id == membership.c.branch_id)
)
_BY_ID = _WHOLE.where(leave_request.c.id == bindparam("id"))
_OPEN = _WHOLE.where(
    leave_request.c.meeting_id == bindparam("of_meeting"),
    leave_request.c.member_id == bindparam("of_member"),
    leave_request.c.state.in_((WAITING, APPROVED)),
)
_LAST = (
    _WHOLE.where(
        leave_request.c.meeting_id == bindparam("of_meeting"),
        leave_request.c.member_id == bindparam("of_member"),
    )
    .order_by(leave_request.c.id.desc())
    .limit(1)
)
_AHEAD = _WHOLE.where(
    meeting.c.state == PLANNED,
    meeting.c.starts_at > bindparam("now"),
    leave_request.c.member_id == bindparam("of_member"),
    leave_request.c.state.in_((WAITING, APPROVED)),
).order_by(meeting.c.starts_at, leave_request.c.id)
_OF_BRANCHES = _WHOLE.where(
    meeting.c.state == PLANNED,
    membership.c.branch_id.in_(bindparam("branch_ids", expanding=True)),
    leave_request.c.state.in_(bindparam("states", expanding=True)),
).order_by(leave_request.c.asked_at, leave_request.c.id)
_ASK = {
    "sqlite": sqlite.insert(leave_request).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(leave_request).on_conflict_do_nothing(),
}


def ask(db: Connection, held: Meeting, member_id: int, reason: str, now: datetime) -> Request:
    """Ask leave for oneself. Raises TooLate once the meeting has begun, AskedAlready where a request is open."""
    if now >= held.starts_at or held.state != PLANNED:
        raise TooLate
    return _enter(db, held, member_id, reason, WAITING, None, now)


def excuse(db: Connection, held: Meeting, member_id: int, reason: str, by: int, now: datetime) -> Request:
    """An officer enters leave for a member, approved as it is entered; also while the meeting runs.

    A request of the member's own that waits is approved by it. Raises TooLate where the meeting is closed
    (then the mark is corrected), AskedAlready where leave is approved.
    """
    if held.state != PLANNED:
        raise TooLate
    try:
        return _enter(db, held, member_id, reason, APPROVED, by, now)
    except AskedAlready as asked:
        if asked.request.state == APPROVED or not decide(db, asked.request, APPROVED, by, now):
            raise
        return _get(db, asked.request.id)


def _enter(
    db: Connection, held: Meeting, member_id: int, reason: str, state: str, by: int | None, now: datetime
) -> Request:
    kept = leave_reasons.read(reason)
    given = {
        "meeting_id": held.id,
        "member_id": member_id,
        "reason": kept.text[:REASON_LIMIT],
        "reason_code": kept.code,
        "asked_at": now,
        "asked_by": by,
        "state": state,
        "decided_at": now if by else None,
        "decided_by": by,
    }
    entered = db.execute(_ASK[db.dialect.name].returning(leave_request.c.id), given).first()
    if entered is not None:
        return _get(db, entered[0])
    open_one = db.execute(_OPEN, {"of_meeting": held.id, "of_member": member_id}).one()
    raise AskedAlready(_built(open_one))


def _get(db: Connection, request_id: int) -> Request:
    return _built(db.execute(_BY_ID, {"id": request_id}).one())


def _built(row: Any) -> Request:
    return Request(
        id=row.request_id,
        meeting=built(row),
        member_id=row.member_id,
        name=row.member_name,
        branch_name=row.home or "",
        reason=row.reason,
        code=row.reason_code,
        state=row.request_state,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decision_note=row.decision_note,
    )


def waiting(db: Connection, branch_ids: Iterable[int]) -> list[Request]:
    """The requests of these branches' members that wait for an answer, as ``准 1`` counts them."""
    given = {"branch_ids": list(branch_ids), "states": [WAITING]}
    return [_built(row) for row in db.execute(_OF_BRANCHES, given)]


def decided(db: Connection, branch_ids: Iterable[int]) -> list[Request]:
    """The requests for meetings to come or under way that an officer has answered, oldest first."""
    given = {"branch_ids": list(branch_ids), "states": [APPROVED, REJECTED]}
    return [_built(row) for row in db.execute(_OF_BRANCHES, given)]


def open_request(db: Connection, meeting_id: int, member_id: int) -> Request | None:
    """A member's request for a meeting that waits or is approved, or None."""
    row = db.execute(_OPEN, {"of_meeting": meeting_id, "of_member": member_id}).first()
    return _built(row) if row is not None else None


def ahead(db: Connection, member_id: int, now: datetime) -> list[Request]:
    """A member's requests that wait or are approved, from meetings that have not begun, in order of time."""
    return [_built(row) for row in db.execute(_AHEAD, {"of_member": member_id, "now": now})]


def withdraw(db: Connection, request: Request, now: datetime) -> bool:
    """The member can come after all: their request is taken back; False where it was changed meanwhile."""
    changed = db.execute(
        update(leave_request)
        .where(leave_request.c.id == request.id, leave_request.c.state == request.state)
        .values(state=WITHDRAWN)
    )
    if changed.rowcount != 1:
        return False
    detail = f"was {request.state}"
    audit.record(db, now, request.member_id, "chat", "leave_withdrawn", f"leave {request.id}", detail)
    return True


def last_request(db: Connection, meeting_id: int, member_id: int) -> Request | None:
    """A member's latest request for a meeting, whatever came of it, or None."""
    row = db.execute(_LAST, {"of_meeting": meeting_id, "of_member": member_id}).first()
    return _built(row) if row is not None else None


def decide(
    db: Connection,
    request: Request,
    state: str,
    by: int,
    now: datetime,
    note: str = "",
    actor: str = "chat",
) -> bool:
    """Approve or reject a request as it was seen; False where somebody else has answered or changed it.

    An answer may be turned round while the meeting is not closed; the audit keeps each, with the way in (``actor``).
    """
    changed = db.execute(
        update(leave_request)
        .where(leave_request.c.id == request.id, leave_request.c.state == request.state)
        .values(state=state, decided_at=now, decided_by=by, decision_note=note[:REASON_LIMIT])
    )
    if changed.rowcount != 1:
        return False
    audit.record(db, now, by, actor, f"leave_{state}", f"leave {request.id}", f"was {request.state}")
    return True
