"""The persons of an audience: looked for by name within branches, and how many of them have written of late."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Connection, Integer, Text, and_, bindparam, cast, exists, func, select

from bot.ledger.quotas import WINDOW, WINDOW_MARGIN
from bot.ledger.tables import binding, branch, firm, follower, inbox, member, membership


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be picked: two of a name are told apart by branch and firm."""

    id: int
    name: str
    branch_id: int
    branch_name: str
    firm_name: str


_persons = (
    select(member.c.id, member.c.name, branch.c.id, branch.c.name, func.coalesce(firm.c.name, ""))
    .select_from(member)
    .join(membership, and_(membership.c.member_id == member.c.id, membership.c.until.is_(None)))
    .join(branch, branch.c.id == membership.c.branch_id)
    .outerjoin(firm, firm.c.id == member.c.firm_id)
    .where(branch.c.id.in_(bindparam("branch_ids", expanding=True)), member.c.left_at.is_(None))
    .order_by(branch.c.id, member.c.id)
)
_FOUND = _persons.where(member.c.name.contains(bindparam("text"))).limit(bindparam("count"))
_CHOSEN = _persons.where(member.c.id.in_(bindparam("ids", expanding=True)))
_ids = bindparam("ids", type_=Text)
_given = {
    "sqlite": select(cast(func.json_each(_ids).table_valued("value").c.value, Integer)),
    "postgresql": select(
        cast(func.json_array_elements_text(cast(_ids, JSON)).table_valued("value").c.value, Integer)
    ),
}
_in_wecom = binding.alias("in_wecom")
_IN_WINDOW = {
    name: select(func.count(func.distinct(binding.c.member_id))).where(
        binding.c.member_id.in_(given),
        binding.c.channel == "official",
        binding.c.unbound_at.is_(None),
        ~exists().where(
            follower.c.channel == "official",
            follower.c.openid == binding.c.openid,
            follower.c.following.is_(False),
        ),
        ~exists().where(
            _in_wecom.c.member_id == binding.c.member_id,
            _in_wecom.c.channel == "wecom",
            _in_wecom.c.unbound_at.is_(None),
        ),
        exists().where(
            inbox.c.channel == "official",
            inbox.c.sender == binding.c.openid,
            inbox.c.kind != "event",
            inbox.c.received_at > bindparam("since"),
        ),
    )
    for name, given in _given.items()
}


def find(db: Connection, branch_ids: Sequence[int], text: str, count: int = 20) -> list[Person]:
    """Members of these branches whose name has ``text`` in it, at most ``count``; none for no text."""
    plain = text.replace("%", "").replace("_", "").strip()
    if not plain:
        return []
    given = {"branch_ids": list(branch_ids), "text": plain, "count": count}
    return [Person(*row) for row in db.execute(_FOUND, given)]


def persons(db: Connection, branch_ids: Sequence[int], member_ids: Iterable[int]) -> list[Person]:
    """Those of the members who are in these branches now."""
    given = {"branch_ids": list(branch_ids), "ids": list(member_ids)}
    return [Person(*row) for row in db.execute(_CHOSEN, given)]


def in_window(db: Connection, member_ids: Iterable[int], now: datetime) -> int:
    """How many of those the Official Account reaches wrote to it within 48 hours (wechat.md 2.2)."""
    given = {"ids": json.dumps(list(member_ids)), "since": now - WINDOW + WINDOW_MARGIN}
    return db.execute(_IN_WINDOW[db.dialect.name], given).scalar_one()
