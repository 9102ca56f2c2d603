"""Forms left open between two messages: a row with an expiry, so a restart or another process goes on."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.chat import Form
from bot.ledger.prepared import Prepared
from bot.ledger.tables import conversation

LIFETIME = timedelta(minutes=30)
KEPT_EXPIRED = timedelta(days=1)

_OPEN = Prepared(
    select(conversation.c.form, conversation.c.step, conversation.c.slots, conversation.c.until).where(
        conversation.c.channel == bindparam("channel"), conversation.c.sender == bindparam("sender")
    )
)
_CLOSE = delete(conversation).where(
    conversation.c.channel == bindparam("of_channel"), conversation.c.sender == bindparam("of_sender")
)
_sqlite = sqlite.insert(conversation)
_postgresql = postgresql.insert(conversation)
_KEEP = {
    "sqlite": _sqlite.on_conflict_do_update(
        index_elements=["channel", "sender"],
        set_={name: _sqlite.excluded[name] for name in ("form", "step", "slots", "until")},
    ),
    "postgresql": _postgresql.on_conflict_do_update(
        index_elements=["channel", "sender"],
        set_={name: _postgresql.excluded[name] for name in ("form", "step", "slots", "until")},
    ),
}


def find(db: Connection, channel: str, sender: str, now: datetime) -> tuple[Form | None, bool]:
    """The form a person has open, and whether one was open but has expired."""
    row = _OPEN.first(db, channel=channel, sender=sender)
    if row is None:
        return None, False
    form, step, slots, until = row
    if until <= now:
        return None, True
    return Form(form, step, json.loads(slots)), False


def keep(db: Connection, channel: str, sender: str, form: Form, now: datetime) -> None:
    """Leave a form open for half an hour from now, in place of any other."""
    db.execute(
        _KEEP[db.dialect.name],
        {
            "channel": channel,
            "sender": sender,
            "form": form.name,
            "step": form.step,
            "slots": json.dumps(form.slots, ensure_ascii=False),
            "until": now + LIFETIME,
        },
    )


def close(db: Connection, channel: str, sender: str) -> None:
    """Forget the form a person has open."""
    db.execute(_CLOSE, {"of_channel": channel, "of_sender": sender})


def forget(db: Connection, now: datetime) -> int:
    """Drop the forms that expired more than a day ago; until then their owner is told so. Returns how many."""
    return db.execute(delete(conversation).where(conversation.c.until < now - KEPT_EXPIRED)).rowcount
