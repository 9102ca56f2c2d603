"""Which body a firm or branch should have by its full members: advice, decided by people (domain.md rule 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, bindparam, func, select

from bot.ledger.duties.shapes import BranchShape, shapes
from bot.ledger.meeting_kinds import COMMITTEE_ROLES
from bot.ledger.members import FULL
from bot.ledger.tables import firm, member, membership, office
from content.duties import Source, rules


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to be looked at. ``branch_id`` is empty where it concerns a firm nobody's branch covers."""

    name: str
    says: str
    source: Source
    branch_id: int | None


_here = and_(membership.c.member_id == member.c.id, membership.c.until.is_(None))
_FULL_BY_FIRM = (
    select(firm.c.id, firm.c.name, membership.c.branch_id, func.count(member.c.id))
    .select_from(firm)
    .outerjoin(
        member, and_(member.c.firm_id == firm.c.id, member.c.left_at.is_(None), member.c.standing == FULL)
    )
    .outerjoin(membership, _here)
    .group_by(firm.c.id, firm.c.name, membership.c.branch_id)
    .order_by(firm.c.id)
)
_COMMITTEES = (
    select(office.c.branch_id, func.count(office.c.member_id.distinct()))
    .where(
        office.c.branch_id.in_(bindparam("ids", expanding=True)),
        office.c.role.in_(COMMITTEE_ROLES),
        office.c.until.is_(None),
    )
    .group_by(office.c.branch_id)
)


def advice(db: Connection, branch_ids: Iterable[int], on: date, *, firms: bool = False) -> list[Advice]:
    """What to look at in these branches on a local day; with ``firms`` also firms that no branch covers."""
    found = shapes(db, branch_ids, on)
    heads = {row[0]: row[1] for row in db.execute(_COMMITTEES, {"ids": list(found)})}
    result = [one for shape in found.values() for one in _of_branch(shape, heads.get(shape.id, 0))]
    by_firm: dict[tuple[int, str], dict[int | None, int]] = defaultdict(dict)
    for firm_id, name, branch_id, count in db.execute(_FULL_BY_FIRM):
        by_firm[firm_id, name][branch_id] = count
    for (_, name), counts in by_firm.items():
        result += _of_firm(name, counts, found, firms=firms)
    return result


def _advice(name: str, key: str, says: str, branch_id: int | None) -> Advice:
    return Advice(name, says, rules().figures[key].source, branch_id)


def _of_branch(shape: BranchShape, heads: int) -> list[Advice]:
    number, full = rules().number, shape.full_members
    if full >= number("party-committee-from"):
        return [_advice(shape.name, "party-committee-from", f"正式党员 {full} 名，可以设党委", shape.id)]
    if full >= number("general-branch-from"):
        return [_advice(shape.name, "general-branch-from", f"正式党员 {full} 名，可以设总支", shape.id)]
    if shape.committee and heads < number("committee-least"):
        return [
            _advice(
                shape.name,
                "committee-from",
                f"正式党员 {full} 名，应设支委会，现在登记了 {heads} 名支委",
                shape.id,
            )
        ]
    if full < number("branch-from") and not shape.joint:
        return [
            _advice(
                shape.name, "branch-from", f"正式党员 {full} 名，不够单独建支部，可以并入联合支部", shape.id
            )
        ]
    return []


def _of_firm(
    name: str, counts: dict[int | None, int], found: dict[int, BranchShape], *, firms: bool
) -> list[Advice]:
    total = sum(counts.values())
    if total == 0 and firms:
        return [_advice(name, "branch-from", "没有正式党员，请派党建工作指导员", None)]
    for branch_id, count in counts.items():
        shape = found.get(branch_id) if branch_id is not None else None
        if shape is not None and shape.joint and count >= rules().number("branch-from"):
            says = f"有 {count} 名正式党员在联合支部，满 {rules().number('branch-from')} 名应单独建支部"
            return [_advice(name, "branch-from", says, branch_id)]
    return []
