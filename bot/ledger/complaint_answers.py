"""What the committee does about a complaint: read it, give it to somebody, answer, close; each a step that stays.

The writer is sent word that there is an answer; the committee's staff, that something is in the inbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.config import PushSettings
from bot.keys import Keys
from bot.ledger import audit, complaints, notices
from bot.ledger.complaints import ANSWERED, ASSIGNED, CLOSED, OPEN
from bot.ledger.tables import complaint, complaint_event

_WRITER = select(complaint.c.member_id).where(complaint.c.id == bindparam("of"))
_ADD = insert(complaint_event).returning(complaint_event.c.id)
_MOVE = (
    update(complaint)
    .where(complaint.c.id == bindparam("of"), complaint.c.state.in_(bindparam("were", expanding=True)))
    .values(state=bindparam("becomes"), settled_at=bindparam("settled"))
    .returning(complaint.c.id)
)
_GIVE = (
    update(complaint)
    .where(complaint.c.id == bindparam("of"), complaint.c.state.in_(OPEN))
    .values(state=ASSIGNED, assigned_to=bindparam("to"))
    .returning(complaint.c.id)
)


def opened(db: Connection, complaint_id: int, by: int, now: datetime, actor: str = "chat") -> None:
    """Note that somebody of the committee has read it."""
    _step(db, complaint_id, "opened", by, now, actor)


def assign(db: Connection, complaint_id: int, to: int, by: int, now: datetime, actor: str = "chat") -> bool:
    """Give it to a member to see to; False where it was settled meanwhile."""
    if db.execute(_GIVE, {"of": complaint_id, "to": to}).first() is None:
        return False
    _step(db, complaint_id, "assigned", by, now, actor, to=to)
    return True


def answer(
    db: Connection,
    keys: Keys,
    complaint_id: int,
    said: str,
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str = "chat",
) -> bool:
    """Answer it, the words sealed, and send its writer word; False where it was closed meanwhile.

    A second answer comes after the first. Knock on the queue after the commit.
    """
    sealed = keys.seal(said[: complaints.LONGEST])
    return _settle(db, complaint_id, ANSWERED, (*OPEN, ANSWERED), by, now, push, actor, sealed)


def close(
    db: Connection,
    keys: Keys,
    complaint_id: int,
    why: str,
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str = "chat",
) -> bool:
    """Close it and send its writer word; False where it was closed, or was never answered and ``why`` is empty."""
    sealed = keys.seal(why[: complaints.LONGEST]) if why else None
    were = (*OPEN, ANSWERED) if why else (ANSWERED,)
    return _settle(db, complaint_id, CLOSED, were, by, now, push, actor, sealed)


def _settle(
    db: Connection,
    complaint_id: int,
    becomes: str,
    were: Sequence[str],
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str,
    sealed: bytes | None,
) -> bool:
    given = {"of": complaint_id, "were": list(were), "becomes": becomes, "settled": now}
    if db.execute(_MOVE, given).first() is None:
        return False
    step = _step(db, complaint_id, becomes, by, now, actor, sealed=sealed)
    if sealed is not None:
        _send_word(db, complaint_id, step, now, push)
    return True


def _send_word(db: Connection, complaint_id: int, step: int, now: datetime, push: PushSettings) -> None:
    """Tell the writer that there is an answer, and not what it says: a notice is not sealed."""
    one = complaints.get(db, complaint_id)
    to = db.execute(_WRITER, {"of": complaint_id}).scalar()
    if one is None or to is None:
        return
    notices.create(
        db,
        key=f"complaint-{complaint_id}-{step}",
        kind="service",
        title=f"您的{complaints.KIND_TITLES[one.kind]}有答复了",
        body=f"编号 {one.number}\n回「投诉进度」看答复，只有您看得到。",
        recipients=[to],
        now=now,
        rule="投诉建议有了答复，告诉提出的人",
        push=push,
    )


def _step(
    db: Connection,
    complaint_id: int,
    verb: str,
    by: int,
    now: datetime,
    actor: str,
    to: int | None = None,
    sealed: bytes | None = None,
) -> int:
    step: int = db.execute(
        _ADD,
        {
            "complaint_id": complaint_id, "at": now, "by_member_id": by, "verb": verb, "of_member_id": to,
            "sealed": sealed,
        },
    ).scalar_one()  # fmt: skip
    audit.record(db, now, by, actor, f"complaint_{verb}", f"complaint {complaint_id}")
    return step


def announce(
    db: Connection, complaint_id: int, staff_ids: Sequence[int], now: datetime, push: PushSettings
) -> None:
    """Tell the committee's staff (member ids) that something is in the inbox; neither who wrote it nor what."""
    one = complaints.get(db, complaint_id)
    if one is None:
        return
    notices.create(
        db,
        key=f"complaint-{complaint_id}-new",
        kind="service",
        title=f"投诉箱有新的{complaints.KIND_TITLES[one.kind]}",
        body=f"{one.number}，{one.due_on.month}月{one.due_on.day}日前答复。\n回「投诉箱」打开。",
        recipients=list(staff_ids),
        now=now,
        rule="投诉建议交到行业党委，告诉工作人员",
        push=push,
    )
