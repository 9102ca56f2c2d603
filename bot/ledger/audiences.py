"""Whom a notice is for: branches, offices, standings or persons, within what its author acts for (product G1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import JSON, Connection, Integer, Text, and_, bindparam, cast, exists, func, or_, select

from bot.ledger.meeting_kinds import COMMITTEE_ROLES
from bot.ledger.members import OFFICE_TITLES, ON_THE_ROLL, STANDING_TITLES
from bot.ledger.tables import binding, follower, member, membership, office

COMMITTEE = "committee"  # every office of a branch committee
TITLES = {**OFFICE_TITLES, COMMITTEE: "支委"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Branches, and within them offices, standings or persons; none of these: everybody on the roll."""

    branch_ids: tuple[int, ...]
    roles: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    member_ids: tuple[int, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As JSON values, for a form."""
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Audience:
        """What :meth:`kept` gave."""
        return cls(**{name: tuple(values) for name, values in kept.items()})


@dataclass(frozen=True, slots=True)
class Reach:
    """How many can be reached: in WeCom, through the Official Account, by telephone only."""

    wecom: int
    official: int
    phone: int


_in_branches = membership.c.branch_id.in_(bindparam("branch_ids", expanding=True))
_on_the_roll = (
    select(member.c.id)
    .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .where(_in_branches, member.c.left_at.is_(None))
    .order_by(membership.c.branch_id, member.c.id)
)
_EVERYBODY = _on_the_roll.where(member.c.standing.in_(ON_THE_ROLL))
_OF_STANDING = _on_the_roll.where(member.c.standing.in_(bindparam("standings", expanding=True)))
_CHOSEN = _on_the_roll.where(member.c.id.in_(bindparam("member_ids", expanding=True)))
_IN_OFFICE = (
    select(office.c.member_id)
    .join(member, member.c.id == office.c.member_id)
    .where(
        office.c.until.is_(None),
        office.c.role.in_(bindparam("roles", expanding=True)),
        office.c.branch_id.in_(bindparam("branch_ids", expanding=True)),
        member.c.left_at.is_(None),
    )
    .order_by(office.c.branch_id, office.c.id)
)
_ids = bindparam("ids", type_=Text)
_given = {
    "sqlite": select(cast(func.json_each(_ids).table_valued("value").c.value, Integer)),
    "postgresql": select(
        cast(func.json_array_elements_text(cast(_ids, JSON)).table_valued("value").c.value, Integer)
    ),
}
_REACHED = {
    name: select(binding.c.channel, func.count(func.distinct(binding.c.member_id)))
    .where(
        binding.c.member_id.in_(given),
        binding.c.unbound_at.is_(None),
        or_(binding.c.channel == "wecom", binding.c.channel == "official"),
        ~exists().where(
            follower.c.channel == binding.c.channel,
            follower.c.openid == binding.c.openid,
            follower.c.following.is_(False),
        ),
        or_(
            binding.c.channel == "wecom",
            binding.c.member_id.not_in(
                select(_wecom.c.member_id).where(_wecom.c.channel == "wecom", _wecom.c.unbound_at.is_(None))
            ),
        ),
    )
    .group_by(binding.c.channel)
    for _wecom in (binding.alias("in_wecom"),)
    for name, given in _given.items()
}


def resolve(db: Connection, audience: Audience) -> list[int]:
    """The members an audience comes to now (ids), each once; nobody outside of its branches."""
    ids = list(audience.branch_ids)
    found: list[int] = []
    if audience.roles:
        roles = [r for role in audience.roles for r in (COMMITTEE_ROLES if role == COMMITTEE else (role,))]
        found += db.execute(_IN_OFFICE, {"branch_ids": ids, "roles": roles}).scalars()
    if audience.standings:
        found += db.execute(
            _OF_STANDING, {"branch_ids": ids, "standings": list(audience.standings)}
        ).scalars()
    if audience.member_ids:
        chosen = {"branch_ids": ids, "member_ids": list(audience.member_ids)}
        found += db.execute(_CHOSEN, chosen).scalars()
    if not (audience.roles or audience.standings or audience.member_ids):
        found += db.execute(_EVERYBODY, {"branch_ids": ids}).scalars()
    return list(dict.fromkeys(found))


def words(audience: Audience, scope: Sequence[tuple[int, str]], count: int) -> str:
    """An audience as people say it: ``一支部 全体党员，8 人``; ``scope`` are the branches its author acts for."""
    every = len(scope) > 1 and {id_ for id_, _ in scope} == set(audience.branch_ids)
    named = [name for id_, name in scope if id_ in audience.branch_ids]
    where = f"全部 {len(named)} 个支部" if every else "、".join(named[:3])
    where += f"等 {len(named)} 个支部" if not every and len(named) > 3 else ""
    kinds = [TITLES[role] for role in audience.roles]
    kinds += [STANDING_TITLES[standing] for standing in audience.standings]
    kinds += ["点名的人"] if audience.member_ids else []
    return f"{where} {'、'.join(kinds) or '全体党员'}，{count} 人"


def reach(db: Connection, member_ids: Iterable[int]) -> Reach:
    """How these members can be reached: in WeCom where bound there, else by the Official Account, else not."""
    ids = list(member_ids)
    found: dict[str, int] = {
        row[0]: row[1] for row in db.execute(_REACHED[db.dialect.name], {"ids": json.dumps(ids)})
    }
    wecom, official = found.get("wecom", 0), found.get("official", 0)
    return Reach(wecom, official, len(ids) - wecom - official)
