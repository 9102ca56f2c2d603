"""Transfers between branches with their dated history; who is away without one (domain.md rules 12 and 13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot import local
from bot.ledger import audit, members
from bot.ledger.handover import take_back_access
from bot.ledger.spans import plus_months
from bot.ledger.tables import away, branch, member, membership, office
from content.duties import rules


class TransferRefused(ValueError):
    """The transfer cannot be done; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A member's time in a branch; ``until`` is empty for the present one. UTC instants."""

    branch_id: int
    branch_name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Away:
    """A member who lives or works elsewhere without a transfer, since a local day."""

    member_id: int
    name: str
    branch_id: int
    since: date

    @property
    def floating_from(self) -> date:
        """The day from which they are 流动党员 (six months, rule 13)."""
        return plus_months(self.since, rules().number("away-months"))


_STAYS = (
    select(membership.c.branch_id, branch.c.name, membership.c.since, membership.c.until)
    .join(branch, branch.c.id == membership.c.branch_id)
    .where(membership.c.member_id == bindparam("of_member"))
    .order_by(membership.c.since, membership.c.id)
)
_END_OFFICES = (
    update(office)
    .where(
        office.c.member_id == bindparam("of_member"),
        office.c.branch_id == bindparam("of_branch"),
        office.c.role != "instructor",
        office.c.until.is_(None),
    )
    .values(until=bindparam("at"))
)
_ADD_AWAY = insert(away)
_OPEN_AWAY = select(away.c.id).where(away.c.member_id == bindparam("of_member"), away.c.until.is_(None))
_BACK = (
    update(away)
    .where(away.c.member_id == bindparam("of_member"), away.c.until.is_(None))
    .values(until=bindparam("day"))
)
_AWAY = (
    select(away.c.member_id, member.c.name, membership.c.branch_id, away.c.since)
    .join(member, member.c.id == away.c.member_id)
    .join(membership, membership.c.member_id == away.c.member_id)
    .where(
        away.c.until.is_(None), membership.c.until.is_(None), member.c.left_at.is_(None),
        membership.c.branch_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(away.c.since, away.c.member_id)
)  # fmt: skip


def transfer(
    db: Connection, member_id: int, to_branch_id: int, by: int | None, actor: str, now: datetime
) -> int:
    """Move a member to another branch from now on; returns how many offices in the old one ended.

    The old membership is ended, not erased; marks made there stay there. Raises TransferRefused.
    """
    one = members.by_id(db, member_id)
    if one is None:
        raise TransferRefused("这位党员已经不在名册里。")
    if one.branch_id == to_branch_id:
        raise TransferRefused(f"{one.name}已经在{one.branch_name}，不用转。")
    if to_branch_id not in dict(members.branches(db)):
        raise TransferRefused("没有这个支部。")
    ended = 0
    if one.branch_id is not None:
        ended = db.execute(
            _END_OFFICES, {"of_member": member_id, "of_branch": one.branch_id, "at": now}
        ).rowcount
    members.move(db, member_id, to_branch_id, now)
    db.execute(_BACK, {"of_member": member_id, "day": local.day(now)})
    if ended:
        take_back_access(db, member_id, now)
    detail = f"from branch {one.branch_id} to branch {to_branch_id}"
    audit.record(db, now, by, actor, "transfer", f"member {member_id}", detail)
    return ended


def history(db: Connection, member_id: int) -> list[Stay]:
    """Which branches a member has belonged to, the first one first."""
    return [Stay(*row) for row in db.execute(_STAYS, {"of_member": member_id})]


def set_away(db: Connection, member_id: int, since: date, by: int | None, now: datetime) -> bool:
    """Enter that a member is away since a local day; False where that is entered already."""
    if db.execute(_OPEN_AWAY, {"of_member": member_id}).first() is not None:
        return False
    given = {"member_id": member_id, "since": since, "entered_by": by, "entered_at": now}
    db.execute(_ADD_AWAY, given)
    return True


def come_back(db: Connection, member_id: int, on: date) -> bool:
    """Enter that a member is back; False where they were not away."""
    return db.execute(_BACK, {"of_member": member_id, "day": on}).rowcount == 1


def who_is_away(db: Connection, branch_ids: Iterable[int]) -> list[Away]:
    """Who of these branches is away now, the longest first."""
    return [Away(*row) for row in db.execute(_AWAY, {"ids": list(branch_ids)})]


def floating(db: Connection, branch_ids: Iterable[int], on: date) -> list[Away]:
    """Who of these branches is 流动党员 on a local day: away six months and not transferred."""
    return [one for one in who_is_away(db, branch_ids) if one.floating_from <= on]
