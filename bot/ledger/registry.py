"""What the committee's office puts right about people and branches: names, standing, branches made and dissolved.

Each change is in the audit with what it was before; nobody is erased here (domain.md rule 12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from bot.ledger import audit, members
from bot.ledger.notices import naming
from bot.ledger.tables import binding, branch, firm, member, membership, office

INDEPENDENT, JOINT = "independent", "joint"
BRANCH_KINDS = {INDEPENDENT: "独立支部", JOINT: "联合支部"}


class NotDone(Exception):
    """Why a change is not made, in Chinese."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person in a branch's list; ``channels`` are those a phone of theirs is bound on."""

    id: int
    name: str
    standing: str
    firm_name: str
    offices: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """An office held from ``since`` (UTC) to ``until``, empty while it is held; ``of`` is the branch or 行业党委."""

    role: str
    branch_id: int | None
    of: str
    since: datetime
    until: datetime | None


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
_PEOPLE = (
    select(member.c.id, member.c.name, member.c.standing, firm.c.name.label("firm"))
    .join(membership, _HERE)
    .outerjoin(firm, firm.c.id == member.c.firm_id)
    .where(member.c.left_at.is_(None), membership.c.branch_id.in_(bindparam("ids", expanding=True)))
    .order_by(membership.c.branch_id, member.c.id)
)
_HELD = select(office.c.member_id, office.c.role).where(
    office.c.until.is_(None), office.c.member_id.in_(bindparam("ids", expanding=True))
)
_BOUND = select(binding.c.member_id, binding.c.channel).where(
    binding.c.unbound_at.is_(None), binding.c.member_id.in_(bindparam("ids", expanding=True))
)
_POSTS = (
    select(office.c.role, office.c.branch_id, branch.c.name, office.c.since, office.c.until)
    .outerjoin(branch, branch.c.id == office.c.branch_id)
    .where(office.c.member_id == bindparam("of_member"))
    .order_by(office.c.since, office.c.id)
)
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


def people(db: Connection, branch_ids: Iterable[int], wanted: str = "") -> list[Line]:
    """The people of these branches, whatever their standing; of that name or firm, or part of it, where wanted."""
    rows = db.execute(_PEOPLE, {"ids": list(branch_ids)}).all()
    rows = [row for row in rows if wanted in row.name or wanted in (row.firm or "")]
    ids = [row.id for row in rows]
    held = _by_member(db.execute(_HELD, {"ids": ids}))
    bound = _by_member(db.execute(_BOUND, {"ids": ids}))
    return [
        Line(
            row.id,
            row.name,
            row.standing,
            row.firm or "",
            tuple(held.get(row.id, ())),
            tuple(bound.get(row.id, ())),
        )
        for row in rows
    ]


def _by_member(rows: Iterable[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for member_id, value in rows:
        if value not in found.setdefault(member_id, []):
            found[member_id].append(value)
    return found


def posts(db: Connection, member_id: int) -> list[Post]:
    """Every office a member has held, the first one first."""
    return [
        Post(role, branch_id, name or "行业党委", since, until)
        for role, branch_id, name, since, until in db.execute(_POSTS, {"of_member": member_id})
    ]


def branch_lines(db: Connection) -> list[BranchLine]:
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


def put_right(
    db: Connection,
    member_id: int,
    by: int | None,
    actor: str,
    now: datetime,
    *,
    name: str,
    standing: str,
    firm_name: str,
    joined_on: date | None,
) -> list[str]:
    """Correct what is known of a member; returns the titles of what changed. Raises NotDone."""
    check_person(name, standing)
    before = db.execute(
        select(
            member.c.name, member.c.standing, member.c.firm_id, member.c.joined_on, member.c.joined_precision
        ).where(member.c.id == member_id)
    ).one()
    firm_id = _firm(db, firm_name)
    changed = {
        "姓名": name != before.name,
        "政治面貌": standing != before.standing,
        "律所": firm_id != before.firm_id,
        "入党日期": joined_on != before.joined_on,
    }
    titles = [title for title, is_new in changed.items() if is_new]
    if not titles:
        return []
    db.execute(
        update(member)
        .where(member.c.id == member_id)
        .values(
            name=name, standing=standing, firm_id=firm_id, joined_on=joined_on,
            joined_precision="day" if changed["入党日期"] else before.joined_precision,
        )
    )  # fmt: skip
    naming.rename(db, member_id, before.name, name)
    detail = f"was {before.standing}" if changed["政治面貌"] else ""
    audit.record(
        db,
        now,
        by,
        actor,
        "member put right",
        f"member {member_id}",
        f"{len(titles)} fields {detail}".strip(),
    )
    return titles


def check_person(name: str, standing: str) -> None:
    """Raises NotDone where nobody can be entered so."""
    if not 2 <= len(name) <= 30:
        raise NotDone("姓名：2 到 30 个字。")
    if standing not in members.STANDING_TITLES:
        raise NotDone("政治面貌：请从列出的里面选。")


def enter_person(
    db: Connection,
    branch_id: int,
    by: int | None,
    actor: str,
    now: datetime,
    *,
    name: str,
    standing: str,
    firm_name: str,
    joined_on: date | None,
) -> int:
    """Enter a person into a branch; returns the member id. Raises NotDone."""
    check_person(name, standing)
    if any(one.branch_id == branch_id for one in members.named(db, name)):
        raise NotDone(f"姓名：这个支部已经有{name}了。")
    member_id = members.add(
        db,
        name=name,
        standing=standing,
        now=now,
        branch_id=branch_id,
        firm_id=_firm(db, firm_name),
        joined_on=joined_on,
    )
    audit.record(db, now, by, actor, "member entered", f"member {member_id}", f"branch {branch_id}")
    return member_id


def _firm(db: Connection, name: str) -> int | None:
    if not name:
        return None
    found = db.execute(select(firm.c.id).where(firm.c.name == name)).scalar()
    if found is not None:
        return int(found)
    made = db.execute(insert(firm).values(name=name[:100])).inserted_primary_key
    assert made is not None
    return int(made[0])


def leave(db: Connection, member_id: int, by: int | None, actor: str, now: datetime) -> None:
    """A member leaves the roster (出党、调离 …, as people have decided): no offices, no phone, no push from now on."""
    db.execute(update(member).where(member.c.id == member_id).values(left_at=now))
    for table in (membership, office):
        db.execute(
            update(table).where(table.c.member_id == member_id, table.c.until.is_(None)).values(until=now)
        )
    db.execute(
        update(binding)
        .where(binding.c.member_id == member_id, binding.c.unbound_at.is_(None))
        .values(unbound_at=now, unbound_why="left the roster")
    )
    audit.record(db, now, by, actor, "member left", f"member {member_id}")


def make_branch(db: Connection, name: str, kind: str, by: int | None, actor: str, now: datetime) -> int:
    """Enter a branch; returns its id. Raises NotDone."""
    _check_branch(db, name, kind)
    made = db.execute(
        insert(branch).values(committee_id=members.the_committee(db), name=name, kind=kind, created_at=now)
    ).inserted_primary_key
    assert made is not None
    audit.record(db, now, by, actor, "branch made", f"branch {made[0]}", kind)
    return int(made[0])


def change_branch(
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
    _check_branch(db, name, kind, branch_id)
    db.execute(
        update(branch).where(branch.c.id == branch_id).values(name=name, kind=kind, has_groups=has_groups)
    )
    audit.record(db, now, by, actor, "branch changed", f"branch {branch_id}", kind)


def dissolve_branch(db: Connection, branch_id: int, by: int | None, actor: str, now: datetime) -> None:
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


def _check_branch(db: Connection, name: str, kind: str, own: int | None = None) -> None:
    if not 2 <= len(name) <= 60:
        raise NotDone("支部名称：2 到 60 个字。")
    if kind not in BRANCH_KINDS:
        raise NotDone("支部类型：请选独立支部或联合支部。")
    same = db.execute(select(branch.c.id).where(branch.c.name == name)).scalar()
    if same is not None and same != own:
        raise NotDone(f"已经有叫「{name}」的支部（也可能是撤销了的），请换个名称。")
