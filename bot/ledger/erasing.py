"""删除我的数据: what nobody must keep goes at once; what must be kept is sealed, and its owner told why (PIPL 47).

Sealed means kept and protected and nothing else: the name gives way to a pseudonym, the phone and its index go, and
what remains are marks that the rules on records ask for. ``erasure`` remembers whom, so that a row which comes back
is erased again. It cannot know of what a backup made before the request brings back whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Executable, String, Table, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import audit, bindings, consents, export_links
from bot.ledger.notices import naming
from bot.ledger.tables import (
    Instant,
    attempt,
    attendance,
    attendance_event,
    away,
    binding,
    binding_code,
    bookmark,
    complaint,
    console_session,
    conversation,
    delivery,
    delivery_batch,
    erasure,
    follower,
    hearing,
    inbox,
    large_type,
    leave_request,
    listening,
    meeting,
    member,
    membership,
    notice,
    office,
    own_correction,
    push_off,
    register_entry,
    sign_in_link,
    task,
    thought,
)

_at = bindparam("at", type_=Instant)
GONE: tuple[Table, ...] = (
    thought, bookmark, listening, push_off, large_type, hearing, binding_code, sign_in_link, console_session,
    own_correction, away,
)  # fmt: skip
# Kept sealed, and why: read out to whoever asks to be deleted.
KEPT = ((attendance, "会议考勤"), (leave_request, "请假"), (delivery, "通知送达"), (task, "完成的任务"))
WHY_KEPT = "党组织会议记录保存 10 年"


_DELETE = tuple(delete(one).where(one.c.member_id == bindparam("of")) for one in GONE)
# Their own rows of the registers (public service), every version: kept for them alone, so they go with them.
_OWN_ROWS = delete(register_entry).where(register_entry.c.of == bindparam("whose"))
_COUNTS = tuple(
    (
        title,
        select(func.count())
        .select_from(one)
        .where((one.c.done_by if one is task else one.c.member_id) == bindparam("of")),
    )
    for one, title in KEPT
)
_NAME = select(member.c.name).where(member.c.id == bindparam("of"))
_BOUND = select(binding.c.channel, binding.c.openid).where(binding.c.member_id == bindparam("of"))
_FORGET_TALK = tuple(
    delete(one).where(one.c.channel == bindparam("channel"), one.c.sender == bindparam("openid"))
    for one in (conversation, inbox)
)
# What else an openid stands in: whether it follows, wrong codes, calls for many, and keys of what began with an event.
_FORGET_ADDRESS: tuple[Executable, ...] = (
    delete(follower).where(
        follower.c.channel == bindparam("channel"), follower.c.openid == bindparam("openid")
    ),
    delete(attempt).where(attempt.c.subject == bindparam("tries")),
    update(delivery_batch)
    .where(
        func.replace(delivery_batch.c.receivers, bindparam("quoted", type_=String), "")
        != delivery_batch.c.receivers,
        delivery_batch.c.state.in_(
            ("accepted", "failed", "unknown")
        ),  # not one that is called again as it was
    )
    .values(receivers=func.replace(delivery_batch.c.receivers, bindparam("quoted", type_=String), '""')),
    *(
        update(one)
        .where(func.replace(one.c.key, bindparam("openid", type_=String), "") != one.c.key)
        .values(
            key=func.replace(
                one.c.key, bindparam("openid", type_=String), bindparam("pseudonym", type_=String)
            )
        )
        for one in (notice, meeting)
    ),
)
_ANONYMOUS = (
    update(member)
    .where(member.c.id == bindparam("of"))
    .values(
        name=bindparam("pseudonym"), phone_sealed=None, phone_index=None, firm_id=None, joined_on=None,
        left_at=func.coalesce(member.c.left_at, _at),
    )
)  # fmt: skip
_END = tuple(
    update(one).where(one.c.member_id == bindparam("of"), one.c.until.is_(None)).values(until=_at)
    for one in (membership, office)
)
# What was written in words about them: a reason may be an illness.
_NO_REASONS = (
    update(leave_request)
    .where(leave_request.c.member_id == bindparam("of"))
    .values(reason="", reason_code="", decision_note="")
)
_NO_REASONS_OF_MARKS = (
    update(attendance).where(attendance.c.member_id == bindparam("of")).values(reason="", reason_code="")
)
_NO_NOTES = update(attendance_event).where(attendance_event.c.member_id == bindparam("of")).values(note="")
_NOBODYS = (
    update(complaint).where(complaint.c.member_id == bindparam("of")).values(member_id=None, named=False)
)
_NO_OPENIDS = update(delivery).where(delivery.c.member_id == bindparam("of")).values(openid="")
_NO_BINDING = (
    update(binding)
    .where(binding.c.member_id == bindparam("of"))
    .values(openid=bindparam("pseudonym"), unbound_at=func.coalesce(binding.c.unbound_at, _at),
            unbound_why=func.coalesce(binding.c.unbound_why, "erased"))
)  # fmt: skip
_REMEMBER = {
    "sqlite": sqlite.insert(erasure).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(erasure).on_conflict_do_nothing(),
}
_RETURNED = (
    select(erasure.c.member_id, erasure.c.at)
    .join(member, member.c.id == erasure.c.member_id)
    .where(or_(member.c.phone_index.is_not(None), member.c.left_at.is_(None)))
)


def holds_office(db: Connection, member_id: int) -> bool:
    """Whether a member holds an office: it is handed over first, a branch cannot be without its secretary."""
    return (
        db.execute(
            select(office.c.id).where(office.c.member_id == member_id, office.c.until.is_(None)).limit(1)
        ).first()
        is not None
    )


def kept(db: Connection, member_id: int) -> list[tuple[str, int]]:
    """What would be kept sealed, and how many rows of it."""
    counted = [(title, db.execute(statement, {"of": member_id}).scalar_one()) for title, statement in _COUNTS]
    return [(title, count) for title, count in counted if count]


def erase(db: Connection, member_id: int, now: datetime, actor: str = "chat") -> list[tuple[str, int]]:
    """Unbind a member and delete what is theirs; what must be kept is sealed under a pseudonym and returned."""
    sealed, pseudonym = kept(db, member_id), f"已删除{member_id}"
    for channel, openid in db.execute(_BOUND, {"of": member_id}).all():
        for forget in _FORGET_TALK:
            db.execute(forget, {"channel": channel, "openid": openid})
        bindings.unbind(db, channel, openid, now, "asked")
        _forget_address(db, channel, openid, pseudonym)
    naming.forget(db, member_id, db.execute(_NAME, {"of": member_id}).scalar_one(), pseudonym)
    consents.withdraw(db, member_id, now)
    export_links.end_all(db, member_id, now)
    for statement in _steps():
        db.execute(statement, {"of": member_id, "at": now, "pseudonym": pseudonym})
    db.execute(_OWN_ROWS, {"whose": f"member-{member_id}"})
    db.execute(
        _REMEMBER[db.dialect.name],
        {"member_id": member_id, "at": now, "kept": json.dumps(dict(sealed), ensure_ascii=False)},
    )
    audit.record(db, now, None, actor, "erase", f"member {member_id}")
    return sealed


def _forget_address(db: Connection, channel: str, openid: str, pseudonym: str) -> None:
    given = {
        "channel": channel, "openid": openid, "tries": bindings.tries_of(channel, openid),
        "quoted": json.dumps(openid), "pseudonym": pseudonym,
    }  # fmt: skip
    for statement in _FORGET_ADDRESS:
        db.execute(statement, given)


def _steps() -> Iterator[Executable]:
    yield from _DELETE
    yield from (_NO_REASONS, _NO_REASONS_OF_MARKS, _NO_NOTES, _NOBODYS, _NO_OPENIDS, _NO_BINDING)
    yield from _END
    yield _ANONYMOUS


def again(db: Connection, now: datetime) -> int:
    """Erase again whom something has brought back since; returns how many."""
    back = [row.member_id for row in db.execute(_RETURNED)]
    for member_id in back:
        erase(db, member_id, now, "job")
    return len(back)
