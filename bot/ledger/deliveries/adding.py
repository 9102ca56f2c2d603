"""Writing the rows: a delivery a recipient, in one statement however many there are."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Insert,
    Integer,
    String,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
)

from bot.ledger.tables import Instant, delivery

_ids = bindparam("ids", type_=Text)  # a JSON list of member ids
_each = {
    "sqlite": func.json_each(_ids).table_valued("value"),
    "postgresql": func.json_array_elements_text(cast(_ids, JSON)).table_valued("value"),
}


def _adding(each: TableValuedAlias) -> Insert:
    member_id = cast(each.c.value, Integer)
    row: dict[str, Any] = {
        "notice_id": bindparam("of", type_=Integer),
        "member_id": member_id,
        "state": literal("pending"),
        "next_at": bindparam("due", type_=Instant),
        # Against repeats, for the platform: 24 characters at most.
        "platform_key": bindparam("stem", type_=String).concat(cast(member_id, String)),
    }
    return insert(delivery).from_select(list(row), select(*row.values()).select_from(each))


_ADD = {name: _adding(each) for name, each in _each.items()}


def add(db: Connection, notice_id: int, member_ids: Iterable[int], due: datetime) -> int:
    """Write a pending delivery of a notice for each member, due at that instant; returns how many."""
    ids = list(dict.fromkeys(member_ids))
    if ids:
        # New each time: a ledger restored from a backup must not use a key again that the platform still knows.
        stem = f"{secrets.token_hex(6)}."
        db.execute(_ADD[db.dialect.name], {"of": notice_id, "due": due, "stem": stem, "ids": json.dumps(ids)})
    return len(ids)
