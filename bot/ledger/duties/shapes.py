"""What branches looked like on a day: full members, firms, groups; duties depend on it (domain.md rules 2, 3, 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from bot import local
from bot.ledger import meeting_kinds
from bot.ledger.members import FULL, ON_THE_ROLL
from bot.ledger.tables import branch, firm, member, membership, office


@dataclass(frozen=True, slots=True)
class BranchShape:
    """A branch on a day. ``firms`` are (id, name) of those its members work at; ``groups`` is how many have a
    leader, at least one where the branch has groups; ``since`` is the local day it was entered here.
    """

    id: int
    name: str
    joint: bool
    full_members: int
    groups: int
    firms: tuple[tuple[int, str], ...]
    since: date

    @property
    def committee(self) -> bool:
        """Whether it elects a committee: seven full members or more (rule 2)."""
        return meeting_kinds.has_committee(self.full_members)


_BRANCHES = select(branch.c.id, branch.c.name, branch.c.kind, branch.c.has_groups, branch.c.created_at).where(
    branch.c.id.in_(bindparam("ids", expanding=True)),
    or_(branch.c.dissolved_at.is_(None), branch.c.dissolved_at >= bindparam("at")),
)
_MEMBERS = (
    select(membership.c.branch_id, firm.c.id, firm.c.name, member.c.standing, func.count())
    .join(member, member.c.id == membership.c.member_id)
    .outerjoin(firm, firm.c.id == member.c.firm_id)
    .where(
        membership.c.branch_id.in_(bindparam("ids", expanding=True)),
        membership.c.since < bindparam("at"),
        or_(membership.c.until.is_(None), membership.c.until >= bindparam("at")),
        or_(member.c.left_at.is_(None), member.c.left_at >= bindparam("at")),
        member.c.standing.in_(ON_THE_ROLL),
    )
    .group_by(membership.c.branch_id, firm.c.id, firm.c.name, member.c.standing)
)
_LEADERS = (
    select(office.c.branch_id, func.count(office.c.member_id.distinct()))
    .where(
        office.c.branch_id.in_(bindparam("ids", expanding=True)),
        office.c.role == "group_leader",
        office.c.since < bindparam("at"),
        or_(office.c.until.is_(None), office.c.until >= bindparam("at")),
    )
    .group_by(office.c.branch_id)
)


def shapes(db: Connection, branch_ids: Iterable[int], on: date) -> dict[int, BranchShape]:
    """The branches as they were at the end of a local day, by id; dissolved ones are left out. Three statements."""
    given = {"ids": list(branch_ids), "at": local.instant(on + timedelta(days=1), time())}
    full: defaultdict[int, int] = defaultdict(int)
    firms: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for of, firm_id, firm_name, standing, count in db.execute(_MEMBERS, given):
        full[of] += count if standing == FULL else 0
        if firm_id is not None:
            firms[of][firm_id] = firm_name
    leaders = {row[0]: row[1] for row in db.execute(_LEADERS, given)}
    return {
        row.id: _shape(row, full[row.id], leaders.get(row.id, 0), firms[row.id])
        for row in db.execute(_BRANCHES, given)
    }


def _shape(row: Any, full: int, leaders: int, firms: dict[int, str]) -> BranchShape:
    return BranchShape(
        id=row.id,
        name=row.name,
        joint=row.kind == "joint",
        full_members=full,
        groups=max(leaders, int(bool(row.has_groups))),
        firms=tuple(sorted(firms.items())),
        since=local.day(row.created_at),
    )
