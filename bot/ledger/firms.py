"""Firms by name: all that are known, or those the members of some branches work at; which branch keeps which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, bindparam, func, select

from bot.ledger.tables import branch, firm, member, membership

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


_here = and_(member.c.firm_id == firm.c.id, member.c.left_at.is_(None))
_KEPT_BY = (
    select(firm.c.name, membership.c.branch_id)
    .outerjoin(member, _here)
    .outerjoin(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .group_by(firm.c.id, firm.c.name, membership.c.branch_id)
    .order_by(
        firm.c.name, membership.c.branch_id.is_(None), func.count(member.c.id).desc(), membership.c.branch_id
    )
)
_BRANCH_OF = _KEPT_BY.where(firm.c.name == bindparam("firm_name"))


def by_branch(db: Connection) -> dict[int | None, list[str]]:
    """Every firm under the one branch that keeps its rows, the one most of its members are in; None: no members."""
    found: dict[int | None, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for name, branch_id in db.execute(_KEPT_BY):
        if name not in seen:
            found[branch_id].append(name)
        seen.add(name)
    return dict(found)


def branch_of(db: Connection, name: str) -> int | None:
    """The branch that keeps the rows of the firm of that name; None where none of its people is in a branch."""
    return db.execute(_BRANCH_OF, {"firm_name": name}).scalars(1).first()


@dataclass(frozen=True, slots=True)
class FirmLine:
    """A firm, how many of its people on the roster have each standing, and the branches (id, name) they are in."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)
    branches: dict[int, str] = field(default_factory=dict)


_STANDINGS = (
    select(
        firm.c.name, branch.c.id, branch.c.name.label("branch"), member.c.standing, func.count(member.c.id)
    )
    .outerjoin(member, _here)
    .outerjoin(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .outerjoin(branch, branch.c.id == membership.c.branch_id)
    .group_by(firm.c.name, branch.c.id, branch.c.name, member.c.standing)
    .order_by(firm.c.name, branch.c.id)
)


def lines(db: Connection) -> list[FirmLine]:
    """Every firm in order of its name, also one that nobody on the roster works at."""
    found: dict[str, FirmLine] = {}
    for name, branch_id, branch_name, standing, count in db.execute(_STANDINGS):
        line = found.setdefault(name, FirmLine(name))
        if standing is not None:
            line.counts[standing] = line.counts.get(standing, 0) + count
        if branch_id is not None:
            line.branches[branch_id] = branch_name
    return list(found.values())
