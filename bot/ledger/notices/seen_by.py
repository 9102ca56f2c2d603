"""Which notices an officer may look at, and what of them: their own, their branches', for staff all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, or_, select, true

from bot.ledger import members
from bot.ledger.deliveries.receipts import Receipt, receipts
from bot.ledger.deliveries.states import ACCEPTED, CANCELLED, CLAIMED, FAILED, PENDING, SENDING, UNKNOWN
from bot.ledger.members import Member
from bot.ledger.notices.written import APPROVED, COLUMNS, WAITING, WRITTEN, Notice, get
from bot.ledger.tables import Instant, delivery, member, notice


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of a notice's recipients stand where: each is due, and then at most one of pending, reached, missed."""

    due: int
    pending: int
    reached: int
    missed: int
    opened: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice in a list, with its author's name (empty where no person wrote it)."""

    notice: Notice
    author: str
    figures: Figures


def _how_many(of: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((of, 1), else_=0)), 0)


_FIGURES = (
    _how_many(delivery.c.state != CANCELLED),
    _how_many(delivery.c.state.in_((PENDING, CLAIMED, SENDING))),
    _how_many(delivery.c.state == ACCEPTED),
    _how_many(delivery.c.state.in_((FAILED, UNKNOWN))),
    _how_many(delivery.c.opened_at.is_not(None) & (delivery.c.state != CANCELLED)),
    _how_many(delivery.c.confirmed_at.is_not(None) & (delivery.c.state != CANCELLED)),
)
_OF_ONE = select(*_FIGURES).where(delivery.c.notice_id == bindparam("of"))
_own = or_(
    notice.c.created_by == bindparam("by"), notice.c.branch_id.in_(bindparam("branch_ids", expanding=True))
)
_standing = notice.c.cancelled_at.is_(None)
STATES: dict[str, ColumnElement[bool]] = {
    "": true(),
    "waiting": (notice.c.approval == WAITING) & _standing,
    "later": (notice.c.send_at > bindparam("now", type_=Instant)) & (notice.c.approval.in_(("", APPROVED))) & _standing,
    "withdrawn": notice.c.cancelled_at.is_not(None),
}  # fmt: skip


def _listing(state: str, everything: bool) -> tuple[Select[Any], Select[Any]]:
    """The page of a list, and how many there are in all."""
    wanted = (
        notice.c.kind.in_(WRITTEN),
        true() if everything else _own,
        STATES[state],
    )
    page = (
        select(*COLUMNS, func.coalesce(func.max(member.c.name), ""), *_FIGURES)
        .select_from(notice)
        .outerjoin(delivery, delivery.c.notice_id == notice.c.id)
        .outerjoin(member, member.c.id == notice.c.created_by)
        .where(*wanted)
        .group_by(notice.c.id)
        .order_by(notice.c.created_at.desc(), notice.c.id.desc())
        .limit(bindparam("count"))
        .offset(bindparam("skipped"))
    )
    return page, select(func.count()).select_from(notice).where(*wanted)


_LISTINGS = {(state, every): _listing(state, every) for state in STATES for every in (False, True)}


def listed(
    db: Connection, officer: Member, now: datetime, state: str = "", count: int = 50, skipped: int = 0
) -> tuple[list[Listed], int]:
    """What officers wrote that this one may see, the latest first, and how many there are; ``state``: of STATES."""
    page, total = _LISTINGS[state, officer.is_staff]
    given: dict[str, Any] = {} if state != "later" else {"now": now}
    if not officer.is_staff:
        given |= {"by": officer.id, "branch_ids": [id_ for id_, _ in members.scope(db, officer)]}
    rows = db.execute(page, given | {"count": count, "skipped": skipped})
    width = len(COLUMNS)
    found = [Listed(Notice(*row[:width]), row[width], Figures(*row[width + 1 :])) for row in rows]
    return found, db.execute(total, given).scalar_one()


def one(db: Connection, officer: Member, notice_id: int) -> Notice | None:
    """A notice officers wrote, where this one may see it; None for any other."""
    found = get(db, notice_id)
    if found is None or found.kind not in WRITTEN:
        return None
    scope = {id_ for id_, _ in members.scope(db, officer)}
    own = officer.is_staff or found.created_by == officer.id or found.branch_id in scope
    return found if own else None


def receipts_for(db: Connection, officer: Member, found: Notice) -> list[Receipt]:
    """The receipts that are an officer's to see: their own notice's, or those of their branches' members."""
    every = receipts(db, found.id)
    if officer.is_staff or found.created_by == officer.id:
        return every
    scope = {name for _, name in members.scope(db, officer)}
    return [receipt for receipt in every if receipt.branch_name in scope]


def figures_for(db: Connection, officer: Member, found: Notice) -> Figures:
    """The figures of :func:`receipts_for`, counted by the database where all of them are the officer's to see."""
    if officer.is_staff or found.created_by == officer.id:
        return Figures(*db.execute(_OF_ONE, {"of": found.id}).one())
    return counted(receipts_for(db, officer, found))


def counted(own: Iterable[Receipt]) -> Figures:
    """The same figures of some of its recipients."""
    due = [one for one in own if one.state != CANCELLED]
    return Figures(
        due=len(due),
        pending=sum(one.state in (PENDING, CLAIMED, SENDING) for one in due),
        reached=sum(one.state == ACCEPTED for one in due),
        missed=sum(one.state in (FAILED, UNKNOWN) for one in due),
        opened=sum(one.opened_at is not None for one in due),
        confirmed=sum(one.confirmed_at is not None for one in due),
    )
