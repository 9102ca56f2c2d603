"""Messages claimed and answered: the same message, on any thread or process, has one effect and one answer.

Claim first, then act, in one transaction: the second delivery waits on the unique key and reads the answer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.chat import Message, Reply
from bot.ledger.prepared import Prepared
from bot.ledger.tables import inbox

_CLAIM = Prepared(
    {
        "sqlite": sqlite.insert(inbox).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(inbox).on_conflict_do_nothing(),
    },
    columns=("key", "channel", "sender", "kind", "received_at"),
)
_REMEMBER = Prepared(
    update(inbox)
    .where(inbox.c.key == bindparam("of"))
    .values(reply=bindparam("answer"), intent=bindparam("meant"))
)
_REPLY = Prepared(select(inbox.c.reply).where(inbox.c.key == bindparam("of")))
_LAST_REPLY = (
    select(inbox.c.reply)
    .where(
        inbox.c.channel == bindparam("channel"),
        inbox.c.sender == bindparam("sender"),
        inbox.c.reply.is_not(None),
    )
    .order_by(inbox.c.received_at.desc())
    .limit(1)
)
_FORGET_REPLIES = (
    update(inbox)
    .where(inbox.c.received_at < bindparam("before"), inbox.c.reply.is_not(None))
    .values(reply=None)
)
_FORGET = delete(inbox).where(inbox.c.received_at < bindparam("before"))
_LAST = select(func.max(inbox.c.received_at)).where(
    inbox.c.channel == bindparam("channel"),
    inbox.c.sender == bindparam("sender"),
    inbox.c.kind != "event",
)


# The platform delivers again within seconds, and a request older than five minutes is refused anyhow: after an hour an
# answer, with the names in it, serves nobody. The claims stay longer (content/retention.toml): windows run from them.
REPLIES_KEPT = timedelta(hours=1)


def claim(db: Connection, message: Message, now: datetime) -> bool:
    """Take a message; False where it was taken before (``reply_to`` then has the answer)."""
    taken = _CLAIM.run(
        db,
        key=message.key,
        channel=message.channel,
        sender=message.sender,
        kind=message.kind,
        received_at=now,
    )
    return taken == 1


def remember(db: Connection, key: str, intent: str, reply: Reply) -> None:
    """Keep the answer of a claimed message for its next delivery."""
    _REMEMBER.run(db, of=key, answer=reply.dumps(), meant=intent)


def reply_to(db: Connection, key: str) -> Reply:
    """The answer a message was given."""
    row = _REPLY.first(db, of=key)
    return Reply.loads(row[0]) if row and row[0] else Reply()


def last_reply(db: Connection, channel: str, openid: str) -> Reply:
    """What a person was answered last, within the hour that answers are kept; empty where nothing was."""
    stored = db.execute(_LAST_REPLY, {"channel": channel, "sender": openid}).scalar()
    return Reply.loads(stored) if stored else Reply()


def last_message_at(db: Connection, channel: str, openid: str) -> datetime | None:
    """When a person last wrote to us: 48 hours of customer-service messages run from here (wechat.md 2.2)."""
    at: datetime | None = db.execute(_LAST, {"channel": channel, "sender": openid}).scalar_one()
    return at


def forget_replies(db: Connection, now: datetime) -> int:
    """Forget answers an hour old; returns how many."""
    return db.execute(_FORGET_REPLIES, {"before": now - REPLIES_KEPT}).rowcount


def forget(db: Connection, before: datetime) -> int:
    """Forget messages from before an instant; returns how many."""
    return db.execute(_FORGET, {"before": before}).rowcount
