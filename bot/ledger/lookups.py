"""Who looked a member up: written down with each look, and told to that member who asks (domain.md rule 14).

One line of the audit a look, whoever was in it: verb ``look up``, the purpose as its subject, the members' numbers
as its detail, at most 200 a line. The console writes the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, Text, bindparam, cast, func, literal, or_, select

from bot.ledger import audit as trail
from bot.ledger.members import OFFICE_TITLES
from bot.ledger.tables import audit, branch, office

VERB = "look up"
AN_ENTRY = 200  # members


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a member's data: when (UTC), by which office (``一支部 书记``), what for, and how (chat, console …)."""

    at: datetime
    office: str
    purpose: str
    actor: str


def note(
    db: Connection, now: datetime, viewer_id: int | None, actor: str, member_ids: Iterable[int], purpose: str
) -> None:
    """Write down that ``viewer_id`` looked at these members by ``actor`` (chat, console, phone), what for.

    ``purpose`` (80 characters) names things by number (``meeting 12``). Oneself is left out; nobody left, no line.
    """
    ids = [id_ for id_ in dict.fromkeys(member_ids) if id_ != viewer_id]
    for start in range(0, len(ids), AN_ENTRY):
        seen = " ".join(map(str, ids[start : start + AN_ENTRY]))
        trail.record(db, now, viewer_id, actor, VERB, purpose[:80], seen)


_of = bindparam("of", type_=Integer)
_padded = literal(" ") + audit.c.detail + literal(" ")
_wanted = literal("% ") + cast(_of, Text) + literal(" %")
_WHO = (
    select(audit.c.at, audit.c.member_id, audit.c.subject, audit.c.actor)
    .where(audit.c.verb == VERB, _padded.like(_wanted), audit.c.member_id != _of)
    .order_by(audit.c.id.desc())
    .limit(bindparam("at_most"))
)
_HOW_OFTEN = select(func.count()).where(audit.c.verb == VERB, _padded.like(_wanted), audit.c.member_id != _of)
_OFFICES = (
    select(office.c.role, branch.c.name)
    .outerjoin(branch, branch.c.id == office.c.branch_id)
    .where(
        office.c.member_id == bindparam("of"),
        office.c.since <= bindparam("at"),
        or_(office.c.until.is_(None), office.c.until > bindparam("at")),
    )
    .order_by(office.c.id)
)


def how_often(db: Connection, member_id: int) -> int:
    """How many looks at a member's data are written down."""
    return db.execute(_HOW_OFTEN, {"of": member_id}).scalar_one()


def of_member(db: Connection, member_id: int, limit: int = 20) -> list[Look]:
    """Who looked at a member's data, the latest first: by the office they then held, not by name."""
    found = db.execute(_WHO, {"of": member_id, "at_most": limit}).all()
    offices: dict[tuple[int, datetime], str] = {}
    for row in found:
        key = (row.member_id, row.at)
        if key not in offices:
            held = db.execute(_OFFICES, {"of": row.member_id, "at": row.at}).first()
            offices[key] = (
                f"{held[1] or ''}{OFFICE_TITLES.get(held[0], held[0])}" if held else "当时没有职务的人"
            )
    return [Look(row.at, offices[row.member_id, row.at], row.subject, row.actor) for row in found]
