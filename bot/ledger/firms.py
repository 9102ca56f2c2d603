"""Firms by name: all that are known, or those the members of some branches work at."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, bindparam, select

from bot.ledger.tables import firm, member, membership

_ALL = select(firm.c.name).order_by(firm.c.name)
_OF = (
    select(firm.c.name)
    .join(member, member.c.firm_id == firm.c.id)
    .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .where(member.c.left_at.is_(None), membership.c.branch_id.in_(bindparam("ids", expanding=True)))
    .distinct()
    .order_by(firm.c.name)
)


def names(db: Connection, branch_ids: Iterable[int] | None = None) -> list[str]:
    """The names of all firms, or of those where members of these branches work, in order of the name."""
    if branch_ids is None:
        return list(db.execute(_ALL).scalars())
    return list(db.execute(_OF, {"ids": list(branch_ids)}).scalars())
