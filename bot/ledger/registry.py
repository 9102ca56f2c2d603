"""What the committee's office puts right about people and branches: names, standing, branches made and dissolved.

Each change is in the audit with what it was before; nobody is erased here (domain.md rule 12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from bot.ledger import audit, members
from bot.ledger.notices import naming
from bot.ledger.tables import binding, branch, firm, member, membership, office


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
