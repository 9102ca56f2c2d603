"""The roster as it stands, in the columns that ``bot roster import`` reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select

from bot.ledger.members import OFFICE_TITLES, STANDING_TITLES
from bot.ledger.tables import branch, firm, member, membership, office

_CHUNK = {"yield_per": 500}


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the roster: names and titles in Chinese, the phone still sealed.

    ``joined_precision`` says how much of ``joined_on`` is known: day, month or year.
    """

    name: str
    phone_sealed: bytes | None
    firm: str
    branch: str
    standing: str
    joined_on: date | None
    joined_precision: str
    offices: tuple[str, ...]


def rows(db: Connection, branch_ids: Sequence[int]) -> Iterator[Person]:
    """The members of these branches by branch and number, streamed; who has left is not among them."""
    held = _offices(db)
    found = db.execute(
        select(
            member.c.id,
            member.c.name,
            member.c.phone_sealed,
            firm.c.name,
            branch.c.name,
            member.c.standing,
            member.c.joined_on,
            member.c.joined_precision,
            branch.c.id,
        )
        .select_from(member)
        .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
        .join(branch, branch.c.id == membership.c.branch_id)
        .outerjoin(firm, firm.c.id == member.c.firm_id)
        .where(branch.c.id.in_(branch_ids), member.c.left_at.is_(None))
        .order_by(branch.c.id, member.c.id),
        execution_options=_CHUNK,
    )
    for id_, name, sealed, of_firm, of_branch, standing, joined_on, precision, branch_id in found:
        yield Person(
            name,
            bytes(sealed) if sealed else None,
            of_firm or "",
            of_branch,
            STANDING_TITLES.get(standing, standing),
            joined_on,
            precision,
            tuple(held.get((id_, branch_id), ())),
        )


def _offices(db: Connection) -> dict[tuple[int, int], list[str]]:
    """Titles of the offices held now, by member and branch: a few a branch."""
    held: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    statement = select(office.c.member_id, office.c.branch_id, office.c.role).where(
        office.c.until.is_(None), office.c.branch_id.is_not(None)
    )
    for member_id, branch_id, role in db.execute(statement.order_by(office.c.id)):
        held[member_id, branch_id].append(OFFICE_TITLES.get(role, role))
    return dict(held)
