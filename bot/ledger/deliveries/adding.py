"""Writing the rows: a delivery a recipient, in one statement however many there are."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    String,
    TableValuedAlias,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
)

from bot.ledger.deliveries.states import MASS, OFFICIAL, WECOM
from bot.ledger.tables import Instant, binding, delivery, follower

_ids = bindparam("ids", type_=Text)  # a JSON list of member ids
_each = {
    "sqlite": func.json_each(_ids).table_valued("value"),
    "postgresql": func.json_array_elements_text(cast(_ids, JSON)).table_valued("value"),
}


def _bound(channel: str, member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a member can be written to on a channel."""
    gone = exists().where(
        follower.c.channel == binding.c.channel,
        follower.c.openid == binding.c.openid,
        follower.c.following.is_(False),
    )
    return exists().where(
        binding.c.member_id == member_id, binding.c.channel == channel, binding.c.unbound_at.is_(None), ~gone
    )


def _adding(each: TableValuedAlias) -> Insert:
    member_id = cast(each.c.value, Integer)
    row: dict[str, Any] = {
        "notice_id": bindparam("of", type_=Integer),
        "member_id": member_id,
        "state": literal("pending"),
        "next_at": bindparam("due", type_=Instant),
        # Against repeats, for the platform: 24 characters at most.
        # The lane it is worked off in, as things are now; its way is chosen when it goes out.
        "route": case(
            (_bound(WECOM, member_id), WECOM),
            (and_(bindparam("en_masse", type_=Boolean), _bound(OFFICIAL, member_id)), MASS),
            else_="",
        ),
        "platform_key": bindparam("stem", type_=String).concat(cast(member_id, String)),
    }
    return insert(delivery).from_select(list(row), select(*row.values()).select_from(each))


_ADD = {name: _adding(each) for name, each in _each.items()}


def add(
    db: Connection, notice_id: int, member_ids: Iterable[int], due: datetime, *, mass: bool = False
) -> int:
    """Write a pending delivery of a notice for each member, due at that instant; returns how many.

    ``mass``: by mass send to those who are not in WeCom.
    """
    ids = list(dict.fromkeys(member_ids))
    if ids:
        # New each time: a ledger restored from a backup must not use a key again that the platform still knows.
        stem = f"{secrets.token_hex(6)}."
        db.execute(
            _ADD[db.dialect.name],
            {"of": notice_id, "due": due, "stem": stem, "ids": json.dumps(ids), "en_masse": mass},
        )
    return len(ids)
