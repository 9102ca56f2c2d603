"""Branches as the committee keeps them: made, renamed, dissolved once nobody is in them (domain.md rule 12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select, update

from bot.ledger import audit, offices
from bot.ledger.registry import NotDone
from bot.ledger.tables import branch, firm, member, membership, office

INDEPENDENT, JOINT = "independent", "joint"
BRANCH_KINDS = {INDEPENDENT: "独立支部", JOINT: "联合支部"}


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch with its members by standing and its officers as (member id, name, role)."""

    id: int
    name: str
    kind: str
    has_groups: bool
    counts: dict[str, int]
    firms: tuple[str, ...]
    officers: tuple[tuple[int, str, str], ...]


_HERE = and_(membership.c.member_id == member.c.id, membership.c.until.is_(None))
_COUNTS = (
    select(membership.c.branch_id, member.c.standing, func.count())
    .join(member, _HERE)
    .where(member.c.left_at.is_(None))
    .group_by(membership.c.branch_id, member.c.standing)
)
_FIRMS_OF = (
    select(membership.c.branch_id, firm.c.name)
    .select_from(member)
    .join(membership, _HERE)
    .join(firm, firm.c.id == member.c.firm_id)
    .where(member.c.left_at.is_(None))
    .distinct()
    .order_by(membership.c.branch_id, firm.c.name)
)
_OFFICERS = (
    select(office.c.branch_id, member.c.id, member.c.name, office.c.role)
    .join(member, member.c.id == office.c.member_id)
    .where(office.c.until.is_(None), office.c.branch_id.is_not(None))
    .order_by(office.c.branch_id, office.c.id)
)


def listed(db: Connection) -> list[BranchLine]:
    """Every branch there is, in the order they were entered."""
    counts: dict[int, dict[str, int]] = {}
    for branch_id, standing, count in db.execute(_COUNTS):
        counts.setdefault(branch_id, {})[standing] = count
    firms: dict[int, list[str]] = {}
    for branch_id, name in db.execute(_FIRMS_OF):
        firms.setdefault(branch_id, []).append(name)
    officers: dict[int, list[tuple[int, str, str]]] = {}
    for branch_id, member_id, name, role in db.execute(_OFFICERS):
        officers.setdefault(branch_id, []).append((member_id, name, role))
    rows = db.execute(
        select(branch.c.id, branch.c.name, branch.c.kind, branch.c.has_groups)
        .where(branch.c.dissolved_at.is_(None))
        .order_by(branch.c.id)
    )
    return [
        BranchLine(
            id_,
            name,
            kind,
            bool(groups),
            counts.get(id_, {}),
            tuple(firms.get(id_, ())),
            tuple(officers.get(id_, ())),
        )
        for id_, name, kind, groups in rows
    ]


def make(db: Connection, name: str, kind: str, by: int | None, actor: str, now: datetime) -> int:
    """Enter a branch; returns its id. Raises NotDone."""
    _check(db, name, kind)
    made = db.execute(
        insert(branch).values(committee_id=offices.the_committee(db), name=name, kind=kind, created_at=now)
    ).inserted_primary_key
    assert made is not None
    audit.record(db, now, by, actor, "branch made", f"branch {made[0]}", kind)
    return int(made[0])


def change(
    db: Connection,
    branch_id: int,
    name: str,
    kind: str,
    has_groups: bool,
    by: int | None,
    actor: str,
    now: datetime,
) -> None:
    """Rename a branch, or say of what kind it is and whether it has groups. Raises NotDone."""
    _check(db, name, kind, branch_id)
    db.execute(
        update(branch).where(branch.c.id == branch_id).values(name=name, kind=kind, has_groups=has_groups)
    )
    audit.record(db, now, by, actor, "branch changed", f"branch {branch_id}", kind)


def dissolve(db: Connection, branch_id: int, by: int | None, actor: str, now: datetime) -> None:
    """Dissolve a branch that nobody is in any more; its history stays. Raises NotDone."""
    count = db.execute(
        select(func.count())
        .select_from(membership)
        .join(member, member.c.id == membership.c.member_id)
        .where(membership.c.branch_id == branch_id, membership.c.until.is_(None), member.c.left_at.is_(None))
    ).scalar_one()
    if count:
        raise NotDone(f"支部里还有 {count} 人，请先把他们转到别的支部。")
    db.execute(update(branch).where(branch.c.id == branch_id).values(dissolved_at=now))
    db.execute(
        update(office).where(office.c.branch_id == branch_id, office.c.until.is_(None)).values(until=now)
    )
    audit.record(db, now, by, actor, "branch dissolved", f"branch {branch_id}")


def _check(db: Connection, name: str, kind: str, own: int | None = None) -> None:
    if not 2 <= len(name) <= 60:
        raise NotDone("支部名称：2 到 60 个字。")
    if kind not in BRANCH_KINDS:
        raise NotDone("支部类型：请选独立支部或联合支部。")
    same = db.execute(select(branch.c.id).where(branch.c.name == name)).scalar()
    if same is not None and same != own:
        raise NotDone(f"已经有叫「{name}」的支部（也可能是撤销了的），请换个名称。")
