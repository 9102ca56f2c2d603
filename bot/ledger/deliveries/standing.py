"""How deliveries stand over some days: by way and state, with the reasons of those that did not arrive; batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, func, literal, select

from bot.ledger.deliveries.states import FAILED, UNKNOWN
from bot.ledger.receipt_rows import TO_MANY
from bot.ledger.tables import branch, delivery, delivery_batch, member, membership, notice


@dataclass(frozen=True, slots=True)
class Missed:
    """A delivery that did not arrive, or may not have. ``title`` is empty where it was for one person alone."""

    notice_id: int
    title: str
    member_id: int
    name: str
    branch_name: str
    route: str
    state: str
    reason: str
    error_code: int | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A call for many: of which notice, which way, to how many, and what came of it."""

    notice_id: int
    title: str
    route: str
    size: int
    state: str
    attempts: int
    doubt_since: datetime
    reason: str


_lately = (notice.c.send_at >= bindparam("since"), notice.c.send_at <= bindparam("until"))
_to_home = and_(membership.c.member_id == delivery.c.member_id, membership.c.until.is_(None))
_home = membership.c.branch_id.in_(bindparam("branch_ids", expanding=True))
# What an officer sees is what went to many: what one person is told about themselves is theirs.
_many = notice.c.kind.in_(TO_MANY)


def _narrowed(statement: Select[Any], own: bool) -> Select[Any]:
    return statement.where(_home, _many) if own else statement


def _ways(own: bool) -> Select[Any]:
    counted = (
        select(delivery.c.route, delivery.c.state, func.count())
        .select_from(delivery)
        .join(notice, notice.c.id == delivery.c.notice_id)
        .outerjoin(membership, _to_home)
        .where(*_lately)
        .group_by(delivery.c.route, delivery.c.state)
    )
    return _narrowed(counted, own)


def _reasons(own: bool) -> Select[Any]:
    counted = (
        select(delivery.c.reason, delivery.c.state, func.count())
        .select_from(delivery)
        .join(notice, notice.c.id == delivery.c.notice_id)
        .outerjoin(membership, _to_home)
        .where(*_lately, delivery.c.state.in_((FAILED, UNKNOWN)))
        .group_by(delivery.c.reason, delivery.c.state)
        .order_by(func.count().desc(), delivery.c.reason)
    )
    return _narrowed(counted, own)


def _missed(own: bool) -> Select[Any]:
    listed = (
        select(
            notice.c.id,
            case((_many, notice.c.title), else_=literal("")),
            member.c.id,
            member.c.name,
            func.coalesce(branch.c.name, ""),
            delivery.c.route,
            delivery.c.state,
            delivery.c.reason,
            delivery.c.error_code,
            delivery.c.settled_at,
        )
        .select_from(delivery)
        .join(notice, notice.c.id == delivery.c.notice_id)
        .join(member, member.c.id == delivery.c.member_id)
        .outerjoin(membership, _to_home)
        .outerjoin(branch, branch.c.id == membership.c.branch_id)
        .where(*_lately, delivery.c.state.in_((FAILED, UNKNOWN)))
        .order_by(notice.c.send_at.desc(), notice.c.id.desc(), branch.c.id, member.c.id)
        .limit(bindparam("count"))
        .offset(bindparam("skipped"))
    )
    return _narrowed(listed, own)


_WAYS = {own: _ways(own) for own in (False, True)}
_REASONS = {own: _reasons(own) for own in (False, True)}
_MISSED = {own: _missed(own) for own in (False, True)}
_BATCHES = (
    select(
        notice.c.id,
        notice.c.title,
        delivery_batch.c.route,
        delivery_batch.c.size,
        delivery_batch.c.state,
        delivery_batch.c.attempts,
        delivery_batch.c.doubt_since,
        delivery_batch.c.reason,
    )
    .join(notice, notice.c.id == delivery_batch.c.notice_id)
    .where(*_lately)
    .order_by(delivery_batch.c.id.desc())
    .limit(bindparam("count"))
)
Scope = Sequence[int] | None  # branches (ids), None for all that goes out


def _given(since: datetime, until: datetime, scope: Scope, **more: int) -> dict[str, Any]:
    own: dict[str, Any] = {} if scope is None else {"branch_ids": list(scope)}
    return {"since": since, "until": until} | own | more


def by_way(db: Connection, since: datetime, until: datetime, scope: Scope) -> dict[tuple[str, str], int]:
    """Deliveries of what was to go out then, by route (empty: none chosen yet) and state."""
    rows = db.execute(_WAYS[scope is not None], _given(since, until, scope))
    return {(route, state): count for route, state, count in rows}


def reasons(db: Connection, since: datetime, until: datetime, scope: Scope) -> list[tuple[str, str, int]]:
    """Why some did not arrive, as (reason, state, how many), the most frequent first."""
    return [tuple(row) for row in db.execute(_REASONS[scope is not None], _given(since, until, scope))]


def missed(
    db: Connection, since: datetime, until: datetime, scope: Scope, count: int = 50, skipped: int = 0
) -> list[Missed]:
    """Who did not get what, the latest notice first."""
    given = _given(since, until, scope, count=count, skipped=skipped)
    return [Missed(*row) for row in db.execute(_MISSED[scope is not None], given)]


def latest_batches(db: Connection, since: datetime, until: datetime, count: int = 20) -> list[BatchLine]:
    """The calls for many, the latest first."""
    rows = db.execute(_BATCHES, {"since": since, "until": until, "count": count})
    return [BatchLine(*row) for row in rows]
