"""Members as the rest of the service sees them: who someone is, which branch, which office, whom they see.

A member belongs to one branch at a time, with dated history; officers act for theirs (domain.md rule 12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, bindparam, extract, insert, or_, select, update

from bot.ledger.prepared import Prepared
from bot.ledger.tables import binding, branch, firm, member, membership, office

FULL = "full"
PROBATIONARY = "probationary"
ON_THE_ROLL = (FULL, PROBATIONARY)  # who is due at a 支部党员大会 (domain.md rule 1)
STANDING_TITLES = {
    FULL: "正式党员",
    PROBATIONARY: "预备党员",
    "candidate": "发展对象",
    "activist": "入党积极分子",
    "none": "群众",
}
OFFICE_TITLES = {
    "secretary": "书记",
    "deputy": "副书记",
    "organiser": "组织委员",
    "publicity": "宣传委员",
    "discipline": "纪检委员",
    "committee_member": "支部委员",
    "group_leader": "党小组长",
    "instructor": "党建指导员",
    "staff": "行业党委工作人员",
}
# Who may run meetings and see a branch's roll; the other offices are titles only.
ACTING_OFFICES = frozenset({"secretary", "deputy", "organiser", "instructor"})


@dataclass(frozen=True, slots=True)
class Office:
    """An office held now: of one branch, or of the whole committee when ``branch_id`` is empty."""

    role: str
    branch_id: int | None
    branch_name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the roster. ``branch_id`` is empty for committee staff who are in no branch here."""

    id: int
    name: str
    standing: str
    branch_id: int | None
    branch_name: str
    firm_name: str
    offices: tuple[Office, ...]

    @property
    def is_staff(self) -> bool:
        """Whether the member works for the committee and acts for every branch."""
        return any(held.role == "staff" for held in self.offices)

    @property
    def is_officer(self) -> bool:
        """Whether the member acts for a branch, or for all."""
        return self.is_staff or any(held.role in ACTING_OFFICES for held in self.offices)

    @property
    def branches(self) -> tuple[tuple[int, str], ...]:
        """The branches the member acts for as (id, name), the own branch first; staff: see :func:`scope`."""
        acting = [h for h in self.offices if h.role in ACTING_OFFICES and h.branch_id is not None]
        acting.sort(key=lambda held: (held.branch_id != self.branch_id, held.branch_id))
        return tuple(dict.fromkeys((h.branch_id, h.branch_name) for h in acting if h.branch_id is not None))


_now_of = and_(membership.c.member_id == member.c.id, membership.c.until.is_(None))
_whole = (
    select(
        member.c.id,
        member.c.name,
        member.c.standing,
        branch.c.id,
        branch.c.name,
        firm.c.name,
    )
    .select_from(member)
    .outerjoin(membership, _now_of)
    .outerjoin(branch, branch.c.id == membership.c.branch_id)
    .outerjoin(firm, firm.c.id == member.c.firm_id)
    .where(member.c.left_at.is_(None))
)
_BY_ID = _whole.where(member.c.id == bindparam("id"))
_BY_OPENID = Prepared(
    _whole.join(binding, and_(binding.c.member_id == member.c.id, binding.c.unbound_at.is_(None))).where(
        binding.c.channel == bindparam("channel"), binding.c.openid == bindparam("openid")
    )
)
_BY_NAME = _whole.where(member.c.name == bindparam("name")).order_by(member.c.id)
_OF_BRANCH = (
    _whole.where(membership.c.branch_id == bindparam("branch_id"))
    .where(member.c.standing.in_(ON_THE_ROLL))
    .order_by(member.c.id)
)
_OFFICES = Prepared(
    select(office.c.role, office.c.branch_id, branch.c.name)
    .outerjoin(branch, branch.c.id == office.c.branch_id)
    .where(office.c.member_id == bindparam("of_member"), office.c.until.is_(None))
    .order_by(office.c.id)
)
_ALL_BRANCHES = (
    select(branch.c.id, branch.c.name).where(branch.c.dissolved_at.is_(None)).order_by(branch.c.id)
)
_OFFICERS = (
    select(office.c.member_id)
    .where(office.c.until.is_(None), office.c.role.in_(bindparam("roles", expanding=True)))
    .where(
        or_(office.c.branch_id == bindparam("branch_id"), and_(office.c.role == "staff", bindparam("staff")))
    )
    .order_by(office.c.id)
)

_STAFF = (
    select(office.c.member_id).where(office.c.until.is_(None), office.c.role == "staff").order_by(office.c.id)
)


def _built(db: Connection, row: Iterable[object] | None) -> Member | None:
    if row is None:
        return None
    id_, name, standing, branch_id, branch_name, firm_name = row
    held = _OFFICES.rows(db, of_member=id_)
    offices = tuple(Office(role, of, title or "") for role, of, title in held)
    return Member(id_, name, standing, branch_id, branch_name or "", firm_name or "", offices)  # type: ignore[arg-type]


def by_id(db: Connection, member_id: int) -> Member | None:
    """The member, or None where there is none or they have left."""
    return _built(db, db.execute(_BY_ID, {"id": member_id}).first())


def by_openid(db: Connection, channel: str, openid: str) -> Member | None:
    """The member bound to an openid of a channel, or None."""
    return _built(db, _BY_OPENID.first(db, channel=channel, openid=openid))


def named(db: Connection, name: str, branch_ids: Iterable[int] | None = None) -> list[Member]:
    """The members of that name (there may be two), of the given branches only where these are given."""
    wanted = None if branch_ids is None else set(branch_ids)
    rows = db.execute(_BY_NAME, {"name": name}).all()
    found = [_built(db, row) for row in rows if wanted is None or row[3] in wanted]
    return [one for one in found if one is not None]


def of_branches(db: Connection, branch_ids: Iterable[int]) -> list[Member]:
    """Every member of the branches, in roster order, each once."""
    found = {one.id: one for branch_id in branch_ids for one in of_branch(db, branch_id)}
    return list(found.values())


def of_branch(db: Connection, branch_id: int) -> list[Member]:
    """The members due at a branch's meetings now, in roster order: the numbers that ``到 1-8`` counts by."""
    rows = db.execute(_OF_BRANCH, {"branch_id": branch_id}).all()
    return [one for row in rows if (one := _built(db, row)) is not None]


def scope(db: Connection, officer: Member) -> tuple[tuple[int, str], ...]:
    """The branches an officer acts for, as (id, name): the subtree (product B4). Staff act for all."""
    if officer.is_staff:
        return tuple((id_, name) for id_, name in db.execute(_ALL_BRANCHES))
    return officer.branches


def officers_of(db: Connection, branch_id: int, *, with_staff: bool = False) -> list[Member]:
    """Who acts for a branch, the secretary and the organiser among them, longest in office first."""
    given = {"branch_id": branch_id, "roles": [*ACTING_OFFICES, "staff"], "staff": with_staff}
    ids = dict.fromkeys(id_ for (id_,) in db.execute(_OFFICERS, given))
    return [one for id_ in ids if (one := by_id(db, id_)) is not None]


def staff(db: Connection) -> list[Member]:
    """The committee's staff, longest in office first."""
    ids = dict.fromkeys(id_ for (id_,) in db.execute(_STAFF))
    return [one for id_ in ids if (one := by_id(db, id_)) is not None]


def branch_named(db: Connection, name: str) -> tuple[int, str] | None:
    """The branch of that name as (id, name), or None."""
    row = db.execute(
        select(branch.c.id, branch.c.name).where(branch.c.name == name, branch.c.dissolved_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else None


def branches(db: Connection) -> list[tuple[int, str]]:
    """Every branch there is, as (id, name), in the order they were entered."""
    return [(id_, name) for id_, name in db.execute(_ALL_BRANCHES)]


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What is kept about a member and shown to nobody but them and their officers."""

    phone_sealed: bytes | None
    joined_on: date | None
    joined_precision: str


def contact_details(db: Connection, member_id: int) -> ContactDetails:
    """The sealed phone and the date of joining of a member."""
    row = db.execute(
        select(member.c.phone_sealed, member.c.joined_on, member.c.joined_precision).where(
            member.c.id == member_id
        )
    ).one()
    return ContactDetails(bytes(row[0]) if row[0] else None, row[1], row[2])


def joined_on_day(db: Connection, month: int, day_of_month: int) -> list[tuple[int, date]]:
    """Who on the roll joined the Party on that day of some year, where the day is known: (member id, date)."""
    rows = db.execute(
        select(member.c.id, member.c.joined_on).where(
            member.c.left_at.is_(None),
            member.c.standing.in_(ON_THE_ROLL),
            member.c.joined_precision == "day",
            extract("month", member.c.joined_on) == month,
            extract("day", member.c.joined_on) == day_of_month,
        )
    )
    return [(id_, joined) for id_, joined in rows]


def add(
    db: Connection,
    *,
    name: str,
    standing: str,
    now: datetime,
    branch_id: int | None = None,
    firm_id: int | None = None,
    joined_on: date | None = None,
    joined_precision: str = "day",
    phone_sealed: bytes | None = None,
    phone_index: str | None = None,
) -> int:
    """Enter a person and, where a branch is given, the membership from now on; returns the member id."""
    made = db.execute(
        insert(member).values(
            name=name,
            standing=standing,
            firm_id=firm_id,
            joined_on=joined_on,
            joined_precision=joined_precision,
            phone_sealed=phone_sealed,
            phone_index=phone_index,
            created_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    member_id = int(made[0])
    if branch_id is not None:
        db.execute(insert(membership).values(member_id=member_id, branch_id=branch_id, since=now))
    return member_id


def move(db: Connection, member_id: int, branch_id: int, now: datetime) -> None:
    """Transfer a member: the old membership is ended, not erased, and the new one begins now."""
    db.execute(
        update(membership)
        .where(membership.c.member_id == member_id, membership.c.until.is_(None))
        .values(until=now)
    )
    db.execute(insert(membership).values(member_id=member_id, branch_id=branch_id, since=now))
