"""What keeps pushes from going out, or leaves in doubt whether they did, until a person has seen to it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.ledger import audit, deliveries, members, notices, quotas
from bot.ledger.members import Member
from bot.ledger.tables import channel_pause, delivery, notice

HALTED, IN_DOUBT = "halted", "unknown"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A notice that is halted, or of which it is not known whether some have it.

    ``why`` is the reason of a halt, in Chinese; ``count`` how many deliveries wait, or are in doubt. ``since`` is
    when it was last found so; ``created_by`` its author, None where a job wrote it; ``branch_id`` the branch it is for,
    None where it is for several.
    """

    kind: str
    notice_id: int
    title: str
    created_by: int | None
    branch_id: int | None
    why: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """A channel that takes nothing for a while, and why."""

    channel: str
    since: datetime
    until: datetime
    reason: str


_HALTED = (
    select(
        notice.c.id,
        notice.c.title,
        notice.c.created_by,
        notice.c.branch_id,
        notice.c.halted_why,
        func.count(delivery.c.id),
        notice.c.halted_at,
    )
    .outerjoin(delivery, (delivery.c.notice_id == notice.c.id) & delivery.c.state.in_(("pending", "claimed")))
    .where(
        notice.c.halted_at > bindparam("since"),
        notice.c.halted_at <= bindparam("until"),
        notice.c.cancelled_at.is_(None),
    )
    .group_by(notice.c.id)
    .order_by(notice.c.id)
)
# What a digest carries is in doubt with it, and asked about with it.
_IN_DOUBT = (
    select(
        notice.c.id,
        notice.c.title,
        notice.c.created_by,
        notice.c.branch_id,
        func.count(delivery.c.id),
        func.max(delivery.c.settled_at),
    )
    .join(notice, notice.c.id == delivery.c.notice_id)
    .where(
        delivery.c.state == "unknown",
        delivery.c.bundled_in.is_(None),
        delivery.c.settled_at > bindparam("since"),
        delivery.c.settled_at <= bindparam("until"),
    )
    .group_by(notice.c.id)
    .order_by(notice.c.id)
)
_PAUSED = (
    select(channel_pause.c.channel, channel_pause.c.since, channel_pause.c.until, channel_pause.c.reason)
    .where(
        channel_pause.c.since > bindparam("since"),
        channel_pause.c.since <= bindparam("until"),
        channel_pause.c.until > bindparam("until"),
    )
    .order_by(channel_pause.c.channel)
)
_ROWS = select(delivery.c.id).where(delivery.c.notice_id == bindparam("of"), delivery.c.state == "unknown")


def found(db: Connection, since: datetime, until: datetime) -> list[Trouble]:
    """The troubles that began between two instants and are still there, the halted notices first."""
    given = {"since": since, "until": until}
    halted = [
        Trouble(HALTED, id_, title, by, branch_id, why, count, at)
        for id_, title, by, branch_id, why, count, at in db.execute(_HALTED, given)
    ]
    return halted + [
        Trouble(IN_DOUBT, id_, title, by, branch_id, "", count, at)
        for id_, title, by, branch_id, count, at in db.execute(_IN_DOUBT, given)
    ]


def of_officer(db: Connection, officer: Member, since: datetime, until: datetime) -> list[Trouble]:
    """Those that are an officer's to see to: of their own notices and of their branches', for staff all."""
    every = found(db, since, until)
    if officer.is_staff:
        return every
    scope = {id_ for id_, _ in members.scope(db, officer)}
    return [one for one in every if one.created_by == officer.id or one.branch_id in scope]


def paused(db: Connection, since: datetime, now: datetime) -> list[Paused]:
    """The channels paused since then that are so still."""
    return [Paused(*row) for row in db.execute(_PAUSED, {"since": since, "until": now})]


def settle(
    db: Connection,
    one: Trouble,
    *,
    arrived: bool,
    by: int,
    now: datetime,
    actor: str = "chat",
    only: Container[int] | None = None,
) -> int:
    """A person has asked around: who is in doubt has it, or it is to be sent to them again. How many.

    ``only``: of these deliveries (ids), where they were asked one by one.
    """
    rows = [id_ for (id_,) in db.execute(_ROWS, {"of": one.notice_id}) if only is None or id_ in only]
    return sum(deliveries.resolve(db, id_, arrived, by, now, actor) for id_ in rows)


def let_go(db: Connection, one: Trouble, by: int, now: datetime, actor: str = "chat") -> bool:
    """The cause is put right: a halted notice goes out again. False where somebody has let it go."""
    if not notices.resume(db, one.notice_id):
        return False
    audit.record(db, now, by, actor, "notice_resume", f"notice {one.notice_id}")
    return True


def resume(db: Connection, channel: str, by: int, now: datetime, actor: str = "chat") -> bool:
    """The cause is put right: a paused channel takes what waits. False where it was not paused."""
    if not quotas.resume(db, channel):
        return False
    audit.record(db, now, by, actor, "channel_resume", f"channel {channel}")
    return True
