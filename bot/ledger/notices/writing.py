"""Writing a notice with its deliveries, under a key; taking it back; approving it; correcting it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.config import PushSettings
from bot.ledger.deliveries.adding import add
from bot.ledger.notices.written import APPROVED, CORRECTION, REJECTED, WAITING, Notice, by_key
from bot.ledger.quiet import out_of_quiet
from bot.ledger.tables import delivery, notice

TITLE_LIMIT, AUDIENCE_LIMIT, RULE_LIMIT = 100, 200, 200
REASON_CANCELLED, REASON_CORRECTED = "已撤回，没有发出", "发出前已更正，改发更正后的"
DEFAULT_PUSH = PushSettings()


@dataclass(frozen=True, slots=True)
class Created:
    """What ``create`` came to: ``fresh`` is False where the key was there before, and nothing was changed."""

    notice_id: int
    fresh: bool
    send_at: datetime
    recipients: int


_CREATE = {
    "sqlite": sqlite.insert(notice).on_conflict_do_nothing(index_elements=["key"]).returning(notice.c.id),
    "postgresql": postgresql.insert(notice)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(notice.c.id),
}
_COUNT = select(func.count()).where(delivery.c.notice_id == bindparam("of"))
_CANCEL = (
    update(notice)
    .where(notice.c.id == bindparam("of"), notice.c.cancelled_at.is_(None))
    .values(cancelled_at=bindparam("at"))
)
_CANCEL_ROWS = (
    update(delivery)
    .where(
        delivery.c.notice_id == bindparam("of"),
        delivery.c.state.in_(("pending", "claimed")),
        delivery.c.doubt_since.is_(None),  # else it may have arrived, and that is what must be said
    )
    .values(
        state="cancelled", owner="", lease_until=None, settled_at=bindparam("at"), reason=bindparam("because")
    )
)
_RESUME = (
    update(notice)
    .where(notice.c.id == bindparam("of"), notice.c.halted_at.is_not(None))
    .values(halted_at=None, halted_why="")
)
_DECIDE = (
    update(notice)
    .where(
        notice.c.id == bindparam("of"),
        notice.c.approval == WAITING,
        notice.c.cancelled_at.is_(None),
        notice.c.created_by != bindparam("by"),  # nobody lets their own go
    )
    .values(approval=bindparam("verdict"), approved_by=bindparam("by"), approved_at=bindparam("at"))
)
_REACHED = select(delivery.c.member_id).where(
    delivery.c.notice_id == bindparam("of"), delivery.c.state.not_in(("failed", "cancelled"))
)


def create(
    db: Connection,
    *,
    key: str,
    kind: str,
    title: str,
    body: str,
    recipients: Iterable[int],
    now: datetime,
    url: str = "",
    send_at: datetime | None = None,
    expires_at: datetime | None = None,
    created_by: int | None = None,
    branch_id: int | None = None,
    push: PushSettings = DEFAULT_PUSH,
    audience: str = "",
    rule: str = "",
    needs_confirmation: bool = False,
    deadline: datetime | None = None,
    corrects_id: int | None = None,
    reminds_id: int | None = None,
    mass: bool = False,
    approval: str = "",
    later: Iterable[int] = (),
    later_at: datetime | None = None,
) -> Created:
    """Write a notice and a delivery for each of ``recipients`` (member ids); it goes out at ``send_at`` or now.

    ``key`` (120 characters) names the occasion: a second call with it changes nothing and says so. A time in the
    quiet hours moves to the morning. After ``expires_at`` it is not worth sending. Knock on the queue after the
    commit. ``kind`` (20 characters) chooses the template where one is set; ``title`` is cut to 100 characters.
    ``later`` are those among the recipients who get it at ``later_at`` (their week is full). ``approval="waiting"``
    keeps it back until a second person has let it go.
    """
    due = out_of_quiet(max(send_at or now, now), push, key)
    made = db.execute(
        _CREATE[db.dialect.name],
        {
            "key": key, "kind": kind, "title": title[:TITLE_LIMIT], "body": body, "url": url,
            "branch_id": branch_id, "created_by": created_by, "created_at": now, "send_at": due,
            "expires_at": expires_at, "audience": audience[:AUDIENCE_LIMIT], "rule": rule[:RULE_LIMIT],
            "needs_confirmation": needs_confirmation, "deadline": deadline, "corrects_id": corrects_id,
            "reminds_id": reminds_id, "mass": mass, "approval": approval,
        },
    ).scalar()  # fmt: skip
    if made is None:
        there = by_key(db, key)
        assert there is not None
        return Created(there.id, False, there.send_at, db.execute(_COUNT, {"of": there.id}).scalar_one())
    waits = set(later)
    every = list(dict.fromkeys(recipients))
    count = add(db, made, [id_ for id_ in every if id_ not in waits], due, mass=mass)
    if waits and later_at is not None:
        count += add(db, made, [id_ for id_ in every if id_ in waits], max(later_at, due), mass=mass)
    return Created(made, True, due, count)


def cancel(db: Connection, notice_id: int, now: datetime) -> int | None:
    """Take a notice back; returns how many it will not go to any more, None where it was taken back before.

    Whom it has reached, or is being sent to at this moment, has it.
    """
    if db.execute(_CANCEL, {"of": notice_id, "at": now}).rowcount != 1:
        return None
    return db.execute(_CANCEL_ROWS, {"of": notice_id, "at": now, "because": REASON_CANCELLED}).rowcount


def resume(db: Connection, notice_id: int) -> bool:
    """Let a halted notice go out again, when its cause is put right; False where it was not halted."""
    return db.execute(_RESUME, {"of": notice_id}).rowcount == 1


def decide(db: Connection, notice_id: int, by: int, now: datetime, *, approved: bool) -> bool:
    """A second person lets a notice go, or does not; False where it does not wait, or ``by`` wrote it."""
    verdict = APPROVED if approved else REJECTED
    given = {"of": notice_id, "by": by, "at": now, "verdict": verdict}
    if db.execute(_DECIDE, given).rowcount != 1:
        return False
    if not approved:
        cancel(db, notice_id, now)
    return True


def correct(
    db: Connection,
    original: Notice,
    *,
    key: str,
    title: str,
    body: str,
    by: int,
    now: datetime,
    push: PushSettings,
    approval: str = "",
) -> Created:
    """Send a correction to exactly those who have the original or may have it; who was still to get it gets the
    correction in its place (product G3). Whom it could not reach is left to the telephone. With ``approval="waiting"``
    the wrong words stop at once, and the right ones wait for a second person.
    """
    there = by_key(db, key)
    if there is not None:
        return Created(there.id, False, there.send_at, db.execute(_COUNT, {"of": there.id}).scalar_one())
    to = [id_ for (id_,) in db.execute(_REACHED, {"of": original.id})]
    db.execute(_CANCEL_ROWS, {"of": original.id, "at": now, "because": REASON_CORRECTED})
    given: dict[str, Any] = {"needs_confirmation": original.needs_confirmation, "deadline": original.deadline}
    return create(
        db, key=key, kind=CORRECTION, title=title, body=body, recipients=to, now=now, created_by=by,
        branch_id=original.branch_id, push=push, audience=original.audience, corrects_id=original.id, approval=approval,
        **given,
    )  # fmt: skip
