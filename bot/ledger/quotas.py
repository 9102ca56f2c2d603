"""What the platform still lets us send: a channel paused until a time, and a person's open window.

Source: wechat.md 2.2 (five customer-service messages within 48 hours of a person's message) and 2.7 (what pauses a
channel). The platform decides in the end; these counts only keep us from asking in vain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import inbox
from bot.ledger.prepared import Prepared
from bot.ledger.tables import channel_pause, delivery

WINDOW = timedelta(hours=48)
WINDOW_MARGIN = timedelta(minutes=5)  # their clock is not ours
MESSAGES_A_WINDOW = 5
CUSTOMER = "customer"

_PAUSE = {
    name: statement.on_conflict_do_update(
        index_elements=["channel"],
        set_={column: statement.excluded[column] for column in ("since", "until", "error_code", "reason")},
        where=channel_pause.c.until < statement.excluded.until,
    )
    for name, statement in (
        ("sqlite", sqlite.insert(channel_pause)),
        ("postgresql", postgresql.insert(channel_pause)),
    )
}
_PAUSED = Prepared(
    select(
        channel_pause.c.until, channel_pause.c.since, channel_pause.c.error_code, channel_pause.c.reason
    ).where(channel_pause.c.channel == bindparam("of"), channel_pause.c.until > bindparam("now"))
)
_RESUME = delete(channel_pause).where(channel_pause.c.channel == bindparam("of"))
_SPENT = Prepared(
    select(func.count()).where(
        delivery.c.member_id == bindparam("member_id"),
        delivery.c.openid == bindparam("openid"),
        delivery.c.route == CUSTOMER,
        delivery.c.doubt_since > bindparam("since"),
    )
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A channel that takes nothing until ``until`` (UTC), and why, in Chinese."""

    until: datetime
    since: datetime
    error_code: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Window:
    """A person's window for customer-service messages: until when it is open, and how many were sent in it."""

    until: datetime | None
    spent: int

    def is_open(self, now: datetime) -> bool:
        """Whether the platform is likely to take one more."""
        return self.until is not None and now < self.until and self.spent < MESSAGES_A_WINDOW


def pause(
    db: Connection, channel: str, until: datetime, reason: str, now: datetime, error_code: int | None = None
) -> None:
    """Send nothing on a channel until then. A longer pause that there is already stays."""
    given = {"channel": channel, "since": now, "until": until, "error_code": error_code, "reason": reason}
    db.execute(_PAUSE[db.dialect.name], given)


def paused(db: Connection, channel: str, now: datetime) -> Pause | None:
    """The pause a channel is in, or None."""
    row = _PAUSED.first(db, of=channel, now=now)
    return Pause(*row) if row is not None else None


def resume(db: Connection, channel: str) -> bool:
    """End a pause before its time, when the cause is gone; False where there was none."""
    return db.execute(_RESUME, {"of": channel}).rowcount == 1


def window(db: Connection, channel: str, openid: str, member_id: int) -> Window:
    """How a person's window stands. What may have been sent counts as sent."""
    last = inbox.last_message_at(db, channel, openid)
    if last is None:
        return Window(None, 0)
    row = _SPENT.first(db, member_id=member_id, openid=openid, since=last)
    assert row is not None
    return Window(last + WINDOW - WINDOW_MARGIN, int(row[0]))
