"""How many pushes a member has had this week, and how much each branch has pushed (product rules F and G5)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import JSON, Connection, Integer, Text, bindparam, cast, func, select

from bot import local
from bot.ledger.tables import branch, delivery, notice

# What answers one's own doing (somebody asks a secretary for leave) is no push to be sparing with.
OWN_AFFAIRS = ("service", "leave", "contact")
_ids = bindparam("ids", type_=Text)
_given = {
    "sqlite": select(cast(func.json_each(_ids).table_valued("value").c.value, Integer)),
    "postgresql": select(
        cast(func.json_array_elements_text(cast(_ids, JSON)).table_valued("value").c.value, Integer)
    ),
}
_SPENT = {
    name: select(delivery.c.member_id, func.count())
    .join(notice, notice.c.id == delivery.c.notice_id)
    .where(
        delivery.c.member_id.in_(given),
        delivery.c.state != "cancelled",
        delivery.c.next_at >= bindparam("since"),
        delivery.c.next_at < bindparam("until"),
        notice.c.approval.in_(("", "approved")),
        notice.c.kind.not_in(OWN_AFFAIRS),
    )
    .group_by(delivery.c.member_id)
    for name, given in _given.items()
}
_per_member = (
    select(func.count().label("had"))
    .select_from(delivery)
    .join(notice, notice.c.id == delivery.c.notice_id)
    .where(
        delivery.c.state != "cancelled",
        delivery.c.next_at >= bindparam("since"),
        delivery.c.next_at < bindparam("until"),
        notice.c.approval.in_(("", "approved")),
        notice.c.kind.not_in(OWN_AFFAIRS),
    )
    .group_by(delivery.c.member_id)
    .subquery()
)
_HOW_MANY_HAD = (
    select(_per_member.c.had, func.count()).group_by(_per_member.c.had).order_by(_per_member.c.had)
)
_BY_BRANCH = (
    select(branch.c.name, func.count(func.distinct(notice.c.id)), func.count(delivery.c.id))
    .select_from(notice)
    .join(branch, branch.c.id == notice.c.branch_id)
    .join(delivery, delivery.c.notice_id == notice.c.id)
    .where(
        notice.c.kind.in_(("notice", "correction", "nudge")),
        notice.c.cancelled_at.is_(None),
        notice.c.send_at >= bindparam("since"),
        notice.c.send_at < bindparam("until"),
        delivery.c.state != "cancelled",
    )
    .group_by(branch.c.id, branch.c.name)
    .order_by(branch.c.id)
)


def week_of(at: datetime) -> tuple[datetime, datetime]:
    """The instants at which the local week of an instant begins and ends: Monday to Monday."""
    day = local.day(at)
    monday = day - timedelta(days=day.weekday())
    return local.instant(monday, time()), local.instant(monday + timedelta(days=7), time())


def spent(db: Connection, member_ids: Iterable[int], at: datetime) -> dict[int, int]:
    """How many pushes each of these members gets in the week of ``at``; who gets none is not there."""
    since, until = week_of(at)
    given = {"ids": json.dumps(list(member_ids)), "since": since, "until": until}
    return {row[0]: row[1] for row in db.execute(_SPENT[db.dialect.name], given)}


def by_branch(db: Connection, month: str) -> list[tuple[str, int, int]]:
    """What officers sent in a month, as (branch, notices, deliveries), in the order of the roster: never by person."""
    since, until = local.month_bounds(month)
    return [tuple(row) for row in db.execute(_BY_BRANCH, {"since": since, "until": until})]


def how_many_had(db: Connection, at: datetime) -> list[tuple[int, int]]:
    """Pushes in the week of ``at`` and how many members have as many, fewest first: counts, never persons."""
    since, until = week_of(at)
    return [(had, count) for had, count in db.execute(_HOW_MANY_HAD, {"since": since, "until": until})]
