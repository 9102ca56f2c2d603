"""心得: what a member thought of a lecture. Sealed; for its writer, and for the one officer it was sent to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.keys import Keys
from bot.ledger.tables import member, thought

LONGEST = 500  # characters


@dataclass(frozen=True, slots=True)
class Thought:
    """A thought in the clear. ``lecture`` is a slug, or empty; ``sent_at`` is when its writer sent it to an officer."""

    id: int
    member_id: int
    writer: str
    lecture: str
    text: str
    at: datetime
    sent_to: int | None
    sent_at: datetime | None


_KEEP = insert(thought).returning(thought.c.id)
_WHOLE = select(
    thought.c.id,
    thought.c.member_id,
    member.c.name,
    thought.c.lecture,
    thought.c.sealed,
    thought.c.at,
    thought.c.sent_to,
    thought.c.sent_at,
).join(member, member.c.id == thought.c.member_id)
_OF_MEMBER = (
    _WHOLE.where(thought.c.member_id == bindparam("of"))
    .order_by(thought.c.at.desc(), thought.c.id.desc())
    .limit(bindparam("at_most"))
)
_RECEIVED = (
    _WHOLE.where(thought.c.sent_to == bindparam("by"))
    .order_by(thought.c.sent_at.desc(), thought.c.id.desc())
    .limit(bindparam("at_most"))
)
_SEND = (
    update(thought)
    .where(
        thought.c.id == bindparam("which"),
        thought.c.member_id == bindparam("of"),
        thought.c.sent_to.is_(None),
    )
    .values(sent_to=bindparam("officer"), sent_at=bindparam("now"))
)
_DROP = delete(thought).where(thought.c.id == bindparam("which"), thought.c.member_id == bindparam("of"))


def keep(db: Connection, keys: Keys, member_id: int, text: str, lecture: str, now: datetime) -> int:
    """Seal a thought, cut to LONGEST, and keep it; returns its id. ``lecture``: the slug it is about, or empty."""
    sealed = keys.seal(text[:LONGEST])
    given = {"member_id": member_id, "lecture": lecture, "sealed": sealed, "at": now}
    return int(db.execute(_KEEP, given).scalar_one())


def of_member(db: Connection, keys: Keys, member_id: int, limit: int = 50) -> list[Thought]:
    """A member's own, the newest first; to be shown to nobody else."""
    return [_opened(keys, row) for row in db.execute(_OF_MEMBER, {"of": member_id, "at_most": limit})]


def received(db: Connection, keys: Keys, officer_id: int, limit: int = 50) -> list[Thought]:
    """Those that were sent to an officer, the newest first."""
    return [_opened(keys, row) for row in db.execute(_RECEIVED, {"by": officer_id, "at_most": limit})]


def send(db: Connection, thought_id: int, member_id: int, officer_id: int, now: datetime) -> bool:
    """Let one officer read it, at its writer's wish; False where it is not theirs or was sent before."""
    given = {"which": thought_id, "of": member_id, "officer": officer_id, "now": now}
    return db.execute(_SEND, given).rowcount == 1


def drop(db: Connection, thought_id: int, member_id: int) -> bool:
    """Delete one's own thought for good, also for whom it was sent to; False where it is not theirs."""
    return db.execute(_DROP, {"which": thought_id, "of": member_id}).rowcount == 1


def _opened(keys: Keys, row: Sequence[Any]) -> Thought:
    id_, member_id, writer, lecture, sealed, at, sent_to, sent_at = row
    return Thought(id_, member_id, writer, lecture, keys.unseal(bytes(sealed)), at, sent_to, sent_at)
