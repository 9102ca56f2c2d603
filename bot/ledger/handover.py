"""换届: new officers in one step. Offices that end lose their reach at once; what was, stays with its dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, bindparam, insert, select, update

from bot import local
from bot.ledger import audit, bindings, conversations, export_links, members, signing_in, terms
from bot.ledger.meeting_kinds import COMMITTEE_ROLES
from bot.ledger.members import FULL, OFFICE_TITLES, Member
from bot.ledger.tables import office


class HandoverRefused(ValueError):
    """The handover cannot be done; the message says why, in Chinese. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class NewOfficers:
    """Who takes over: the secretary's id and (id, role) of the others; ``since`` is a local day, not to come."""

    secretary: int
    others: tuple[tuple[int, str], ...]
    since: date

    @property
    def roles(self) -> tuple[tuple[int, str], ...]:
        """Every office, the secretary's first."""
        return ((self.secretary, "secretary"), *self.others)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a handover came to: (member id, role) of the offices that ended and began, and the term's last day."""

    ended: tuple[tuple[int, str], ...]
    began: tuple[tuple[int, str], ...]
    ends_on: date


_HELD = (
    select(office.c.member_id, office.c.role, office.c.since)
    .where(
        office.c.branch_id == bindparam("of_branch"),
        office.c.role.in_(COMMITTEE_ROLES),
        office.c.until.is_(None),
    )
    .order_by(office.c.id)
)
_END = (
    update(office)
    .where(
        office.c.branch_id == bindparam("of_branch"),
        office.c.member_id == bindparam("of_member"),
        office.c.role == bindparam("of_role"),
        office.c.until.is_(None),
    )
    .values(until=bindparam("at"))
)
_BEGIN = insert(office)


def may_hand_over(officer: Member, branch_id: int) -> bool:
    """Whether somebody may renew a branch's officers: its present secretary, or the committee's staff."""
    return officer.is_staff or any(
        held.role == "secretary" and held.branch_id == branch_id for held in officer.offices
    )


def check(db: Connection, branch_id: int, new: NewOfficers, now: datetime) -> None:
    """Raises HandoverRefused where such officers cannot be."""
    if new.since > local.day(now):
        raise HandoverRefused("起任日期还没到，到那天再办。")
    if len(set(new.roles)) != len(new.roles):
        raise HandoverRefused("同一个人同一职务写了两次。")
    for member_id, role in new.roles:
        one = members.by_id(db, member_id)
        if role not in COMMITTEE_ROLES:
            raise HandoverRefused("换届只换书记、副书记和委员。")
        if one is None or one.branch_id != branch_id:
            raise HandoverRefused(f"{one.name if one else '有人'}不在这个支部，先转接组织关系。")
        if one.standing != FULL:
            raise HandoverRefused(f"{one.name}不是正式党员，没有被选举权。")
    if sum(role == "secretary" for _, role in new.roles) != 1:
        raise HandoverRefused("书记只能有一位。")
    if any(new.since < local.day(since) for _, _, since in db.execute(_HELD, {"of_branch": branch_id})):
        raise HandoverRefused("起任日期早于现任的任职日期，请核对。")


def leaving(db: Connection, branch_id: int, new: NewOfficers) -> tuple[tuple[int, str], ...]:
    """The offices that would end, as (member id, role)."""
    return tuple(one for one in _held(db, branch_id) if one not in new.roles)


def _held(db: Connection, branch_id: int) -> list[tuple[int, str]]:
    return [(id_, role) for id_, role, _ in db.execute(_HELD, {"of_branch": branch_id})]


def hand_over(
    db: Connection, branch_id: int, new: NewOfficers, by: int | None, actor: str, now: datetime
) -> HandedOver:
    """End the offices of the branch's committee, begin the new ones and a new term, in the caller's transaction.

    Who goes on in the same office keeps it. Who lost one is signed out, and their links and open forms are taken back:
    scope is by office, so nothing of the branch reaches them any more. ``actor`` is the way in (chat, console, cli).
    Raises HandoverRefused (see :func:`check`).
    """
    check(db, branch_id, new, now)
    at = min(local.instant(new.since, time()), now)
    ended = leaving(db, branch_id, new)
    began = tuple(one for one in new.roles if one not in _held(db, branch_id))
    for member_id, role in ended:
        db.execute(_END, {"of_branch": branch_id, "of_member": member_id, "of_role": role, "at": at})
    for member_id, role in began:
        db.execute(_BEGIN, {"member_id": member_id, "branch_id": branch_id, "role": role, "since": at})
    for member_id in dict.fromkeys(id_ for id_, _ in ended):
        take_back_access(db, member_id, now)
    ends_on = terms.begin(db, branch_id, new.since, by, now)
    detail = f"ended {_listed(ended)}; began {_listed(began)}; since {new.since}"
    audit.record(db, now, by, actor, "handover", f"branch {branch_id}", detail)
    return HandedOver(ended, began, ends_on)


def take_back_access(db: Connection, member_id: int, now: datetime) -> None:
    """Sign a member out of the console and take back their links and open forms, because their offices changed."""
    signing_in.end_all(db, member_id, now)
    export_links.end_all(db, member_id, now)
    for channel, openid in bindings.bound_channels(db, member_id):
        conversations.close(db, channel, openid)


def _listed(offices: Sequence[tuple[int, str]]) -> str:
    return ", ".join(f"member {id_} {role}" for id_, role in offices) or "none"


def titled(db: Connection, offices: Sequence[tuple[int, str]]) -> str:
    """Offices as they are said: ``书记 张三、组织委员 李四``."""
    named = ((OFFICE_TITLES[role], members.by_id(db, id_)) for id_, role in offices)
    return "、".join(f"{title} {one.name if one else ''}".strip() for title, one in named)
