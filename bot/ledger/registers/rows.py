"""The rows of a register as they stand, and every version they have had."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select, update

from bot import local
from bot.ledger import audit
from bot.ledger.tables import branch, member, register_entry
from content.registers import Register

Outcome = Literal["entered", "corrected", "as it was"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A version of a row. ``values`` are text by field key; ``ended_at`` is empty for the one that stands."""

    id: int
    register: str
    of: str
    branch_id: int | None
    branch_name: str
    key: str
    held_on: date
    values: Mapping[str, str]
    entered_by: str
    entered_at: datetime
    ended_at: datetime | None
    withdrawn: bool


_WHOLE = (
    select(
        register_entry.c.id,
        register_entry.c.register,
        register_entry.c.of,
        register_entry.c.branch_id,
        branch.c.name.label("branch"),
        register_entry.c.key,
        register_entry.c.held_on,
        register_entry.c.said,
        member.c.name.label("by_name"),
        register_entry.c.entered_at,
        register_entry.c.ended_at,
        register_entry.c.withdrawn,
    )
    .outerjoin(branch, branch.c.id == register_entry.c.branch_id)
    .outerjoin(member, member.c.id == register_entry.c.entered_by)
)
_STANDING = _WHOLE.where(
    register_entry.c.register == bindparam("register"),
    register_entry.c.ended_at.is_(None),
    register_entry.c.held_on >= bindparam("since"),
    register_entry.c.held_on <= bindparam("until"),
).order_by(register_entry.c.held_on.desc(), register_entry.c.id.desc())
_OF_BRANCHES = _STANDING.where(register_entry.c.branch_id.in_(bindparam("ids", expanding=True)))
_OF_ONE = _STANDING.where(register_entry.c.of == bindparam("whose"))
_BY_ID = _WHOLE.where(register_entry.c.id == bindparam("entry_id"))
_VERSIONS = _WHOLE.where(
    register_entry.c.register == bindparam("register"),
    register_entry.c.of == bindparam("whose"),
    register_entry.c.key == bindparam("row_key"),
).order_by(register_entry.c.id)
_NOW = select(register_entry.c.id, register_entry.c.said).where(
    register_entry.c.register == bindparam("register"),
    register_entry.c.of == bindparam("whose"),
    register_entry.c.key == bindparam("row_key"),
    register_entry.c.ended_at.is_(None),
)
_END = (
    update(register_entry)
    .where(register_entry.c.id == bindparam("entry_id"), register_entry.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), ended_by=bindparam("by"), withdrawn=bindparam("gone"))
)
EVER, NEVER = date(1900, 1, 1), date(2999, 12, 31)


def enter(
    db: Connection,
    register: Register,
    values: Mapping[str, str],
    place: tuple[str, int | None],
    by: int | None,
    now: datetime,
    actor: str = "chat",
) -> tuple[int, Outcome]:
    """Enter a row; one of the same key is corrected by it. ``values``: read by ``register_values``; ``place``: see
    :func:`scope.place_of`. Returns the entry's id and what became of it.
    """
    of, branch_id = place
    kept = {field.key: values.get(field.key, "") for field in register.fields}
    key = _key(register, kept, now)
    said = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    given = {"register": register.name, "whose": of, "row_key": key}
    before = db.execute(_NOW, given).first()
    if before is not None and before.said == said:
        return int(before.id), "as it was"
    if before is not None:
        db.execute(_END, {"entry_id": before.id, "at": now, "by": by, "gone": False})
    made = db.execute(
        insert(register_entry).returning(register_entry.c.id),
        {
            "register": register.name, "of": of, "branch_id": branch_id, "key": key,
            "held_on": day_of(register, kept, now), "said": said, "entered_by": by, "entered_at": now, "actor": actor,
        },
    ).scalar_one()  # fmt: skip
    audit.record(db, now, by, actor, "register", f"{register.name} {of}", f"entry {made}")
    return int(made), "entered" if before is None else "corrected"


def _key(register: Register, values: Mapping[str, str], now: datetime) -> str:
    """What names the row: its key fields; without any, each row is one by itself."""
    parts = [values[key] for key in register.keys]
    return "|".join(parts)[:300] if parts else now.isoformat()


def day_of(register: Register, values: Mapping[str, str], now: datetime) -> date:
    """The local day a row is of: a month's or a year's last day, today's where the register is not dated."""
    said = values.get(register.dated, "")
    if not said:
        return local.day(now)
    kind = register.field(register.dated).type
    if kind == "year":
        return date(int(said), 12, 31)
    if kind == "month":
        return local.day(local.month_bounds(said)[0])
    return date.fromisoformat(said)


def withdraw(db: Connection, entry: Entry, by: int | None, now: datetime, actor: str = "chat") -> bool:
    """Take a row back; it stays with who did so and when. False where it no longer stands."""
    done = db.execute(_END, {"entry_id": entry.id, "at": now, "by": by, "gone": True}).rowcount == 1
    if done:
        audit.record(db, now, by, actor, "register back", f"{entry.register} {entry.of}", f"entry {entry.id}")
    return done


def get(db: Connection, entry_id: int) -> Entry | None:
    """A version of a row by its id, or None."""
    row = db.execute(_BY_ID, {"entry_id": entry_id}).first()
    return _built(row) if row is not None else None


def rows(
    db: Connection,
    register: Register,
    branch_ids: Iterable[int] | None,
    since: date = EVER,
    until: date = NEVER,
) -> list[Entry]:
    """The rows that stand, the latest first, between two local days; of these branches, or of all for None."""
    given: dict[str, Any] = {"register": register.name, "since": since, "until": until}
    if branch_ids is None:
        return [_built(row) for row in db.execute(_STANDING, given)]
    return [_built(row) for row in db.execute(_OF_BRANCHES, {**given, "ids": list(branch_ids)})]


def of_member(
    db: Connection, register: Register, member_id: int, since: date = EVER, until: date = NEVER
) -> list[Entry]:
    """A member's own rows of a register of members, the latest first."""
    given = {"register": register.name, "since": since, "until": until, "whose": f"member-{member_id}"}
    return [_built(row) for row in db.execute(_OF_ONE, given)]


def history(db: Connection, entry: Entry) -> list[Entry]:
    """Every version of a row, oldest first."""
    given = {"register": entry.register, "whose": entry.of, "row_key": entry.key}
    return [_built(row) for row in db.execute(_VERSIONS, given)]


def _built(row: Any) -> Entry:
    return Entry(
        id=row.id,
        register=row.register,
        of=row.of,
        branch_id=row.branch_id,
        branch_name=row.branch or "",
        key=row.key,
        held_on=row.held_on,
        values=json.loads(row.said),
        entered_by=row.by_name or "",
        entered_at=row.entered_at,
        ended_at=row.ended_at,
        withdrawn=bool(row.withdrawn),
    )
