"""Notices: written once under a key with a delivery a recipient; read, opened and confirmed by them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
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
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.config import PushSettings
from bot.ledger.quiet import out_of_quiet
from bot.ledger.tables import Instant, delivery, notice

TITLE_LIMIT, REASON_CANCELLED = 100, "已撤回，没有发出"
DEFAULT_PUSH = PushSettings()


@dataclass(frozen=True, slots=True)
class Created:
    """What ``create`` came to: ``fresh`` is False where the key was there before, and nothing was changed."""

    notice_id: int
    fresh: bool
    send_at: datetime
    recipients: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice. Instants are UTC; ``halted_why`` says why nothing more goes out until a person has seen to it."""

    id: int
    key: str
    kind: str
    title: str
    body: str
    url: str
    branch_id: int | None
    created_by: int | None
    send_at: datetime
    expires_at: datetime | None
    cancelled_at: datetime | None
    halted_at: datetime | None
    halted_why: str


@dataclass(frozen=True, slots=True)
class Received:
    """A notice as one of its recipients has it; ``state`` is that of the delivery."""

    notice: Notice
    state: str
    opened_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """``received`` is what was confirmed, ``already`` whether it had been; ``waiting`` how many more are not."""

    received: Received
    already: bool
    waiting: int


_COLUMNS = tuple(
    notice.c[name]
    for name in (
        "id", "key", "kind", "title", "body", "url", "branch_id", "created_by", "send_at", "expires_at",
        "cancelled_at", "halted_at", "halted_why",
    )
)  # fmt: skip
_CREATE = {
    "sqlite": sqlite.insert(notice).on_conflict_do_nothing(index_elements=["key"]).returning(notice.c.id),
    "postgresql": postgresql.insert(notice)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(notice.c.id),
}
_ids = bindparam("ids", type_=Text)  # a JSON list of member ids: one statement, however many there are
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
_BY_ID = select(*_COLUMNS).where(notice.c.id == bindparam("id"))
_BY_KEY = select(*_COLUMNS).where(notice.c.key == bindparam("key"))
_COUNT = select(func.count()).where(delivery.c.notice_id == bindparam("of"))
_CANCEL = (
    update(notice)
    .where(notice.c.id == bindparam("of"), notice.c.cancelled_at.is_(None))
    .values(cancelled_at=bindparam("at"))
)
_CANCEL_ROWS = (
    update(delivery)
    .where(
        delivery.c.notice_id == bindparam("of"),
        delivery.c.state.in_(("pending", "claimed")),
        delivery.c.doubt_since.is_(None),  # else it may have arrived, and that is what must be said
    )
    .values(
        state="cancelled", owner="", lease_until=None, settled_at=bindparam("at"), reason=REASON_CANCELLED
    )
)
_RESUME = (
    update(notice)
    .where(notice.c.id == bindparam("of"), notice.c.halted_at.is_not(None))
    .values(halted_at=None, halted_why="")
)
_RECEIVED = (
    select(*_COLUMNS, delivery.c.state, delivery.c.opened_at, delivery.c.confirmed_at)
    .join(delivery, delivery.c.notice_id == notice.c.id)
    .where(
        delivery.c.member_id == bindparam("member_id"),
        notice.c.cancelled_at.is_(None),
        notice.c.send_at <= bindparam("now"),
    )
    .order_by(notice.c.send_at.desc(), notice.c.id.desc())
)
_LATEST = _RECEIVED.limit(bindparam("limit"))
_UNCONFIRMED = _RECEIVED.where(delivery.c.confirmed_at.is_(None))
_ONE = _RECEIVED.where(notice.c.id == bindparam("of"))
_MINE = (delivery.c.notice_id == bindparam("of"), delivery.c.member_id == bindparam("by"))
_OPENED = update(delivery).where(*_MINE, delivery.c.opened_at.is_(None)).values(opened_at=bindparam("at"))
_CONFIRM = (
    update(delivery).where(*_MINE, delivery.c.confirmed_at.is_(None)).values(confirmed_at=bindparam("at"))
)


def create(
    db: Connection,
    *,
    key: str,
    kind: str,
    title: str,
    body: str,
    recipients: Iterable[int],
    now: datetime,
    url: str = "",
    send_at: datetime | None = None,
    expires_at: datetime | None = None,
    created_by: int | None = None,
    branch_id: int | None = None,
    push: PushSettings = DEFAULT_PUSH,
) -> Created:
    """Write a notice and a delivery for each of ``recipients`` (member ids); it goes out at ``send_at`` or now.

    ``key`` (120 characters) names the occasion: a second call with it changes nothing and says so. A time in the
    quiet hours moves to the morning. After ``expires_at`` it is not worth sending. Knock on the queue after the
    commit. ``kind`` (20 characters) chooses the template where one is set; ``title`` is cut to 100 characters.
    """
    due = out_of_quiet(max(send_at or now, now), push, key)
    made = db.execute(
        _CREATE[db.dialect.name],
        {
            "key": key, "kind": kind, "title": title[:TITLE_LIMIT], "body": body, "url": url,
            "branch_id": branch_id, "created_by": created_by, "created_at": now, "send_at": due,
            "expires_at": expires_at,
        },
    ).scalar()  # fmt: skip
    if made is None:
        there = by_key(db, key)
        assert there is not None
        count = db.execute(_COUNT, {"of": there.id}).scalar_one()
        return Created(there.id, False, there.send_at, count)
    ids = list(dict.fromkeys(recipients))
    # New each time: a ledger restored from a backup must not use a key again that the platform still knows.
    stem = f"{secrets.token_hex(6)}."
    if ids:
        db.execute(_ADD[db.dialect.name], {"of": made, "due": due, "stem": stem, "ids": json.dumps(ids)})
    return Created(made, True, due, len(ids))


def get(db: Connection, notice_id: int) -> Notice | None:
    """The notice, or None where there is none."""
    row = db.execute(_BY_ID, {"id": notice_id}).first()
    return Notice(*row) if row is not None else None


def by_key(db: Connection, key: str) -> Notice | None:
    """The notice of an occasion, or None where it has not been written."""
    row = db.execute(_BY_KEY, {"key": key}).first()
    return Notice(*row) if row is not None else None


def cancel(db: Connection, notice_id: int, now: datetime) -> int | None:
    """Take a notice back; returns how many it will not go to any more, None where it was taken back before.

    Whom it has reached, or is being sent to at this moment, has it.
    """
    if db.execute(_CANCEL, {"of": notice_id, "at": now}).rowcount != 1:
        return None
    return db.execute(_CANCEL_ROWS, {"of": notice_id, "at": now}).rowcount


def resume(db: Connection, notice_id: int) -> bool:
    """Let a halted notice go out again, when its cause is put right; False where it was not halted."""
    return db.execute(_RESUME, {"of": notice_id}).rowcount == 1


def of_member(db: Connection, member_id: int, now: datetime, limit: int = 5) -> list[Received]:
    """A member's notices that are out, the latest first; those that could not be delivered too."""
    given = {"member_id": member_id, "now": now, "limit": limit}
    return [_received(row) for row in db.execute(_LATEST, given)]


def unconfirmed(db: Connection, member_id: int, now: datetime) -> list[Received]:
    """A member's notices that are out and not confirmed, the latest first."""
    return [_received(row) for row in db.execute(_UNCONFIRMED, {"member_id": member_id, "now": now})]


def opened(db: Connection, notice_id: int, member_id: int, now: datetime) -> bool:
    """Note that a member has looked at a notice; False where that is known, or it is not theirs."""
    return db.execute(_OPENED, {"of": notice_id, "by": member_id, "at": now}).rowcount == 1


def confirm(
    db: Connection, member_id: int, now: datetime, notice_id: int | None = None
) -> Confirmation | None:
    """``收到``: confirm a notice, without a number the latest that waits; None where there is nothing to confirm.

    Said again, it is ``already`` confirmed and nothing changes.
    """
    waiting = unconfirmed(db, member_id, now)
    if notice_id is None and waiting:
        notice_id = waiting[0].notice.id
    chosen = _chosen(db, member_id, now, notice_id)
    if chosen is None:
        return None
    changed = db.execute(_CONFIRM, {"of": chosen.notice.id, "by": member_id, "at": now}).rowcount == 1
    received = _chosen(db, member_id, now, chosen.notice.id)
    assert received is not None
    return Confirmation(received, not changed, len(waiting) - changed)


def _chosen(db: Connection, member_id: int, now: datetime, notice_id: int | None) -> Received | None:
    """The notice of that number if it is the member's, without a number their latest."""
    if notice_id is None:
        return next(iter(of_member(db, member_id, now, 1)), None)
    row = db.execute(_ONE, {"member_id": member_id, "now": now, "of": notice_id}).first()
    return _received(row) if row is not None else None


def _received(row: Iterable[object]) -> Received:
    *columns, state, opened_at, confirmed_at = row
    return Received(Notice(*columns), state, opened_at, confirmed_at)  # type: ignore[arg-type]
