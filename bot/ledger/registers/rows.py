"""The rows of a register as they stand, and every version they have had."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot import local
from bot.ledger import audit, firms
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
    first_id: int | None = None


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
        register_entry.c.first_id,
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
# The district's rows of firms that no branch covers are nobody's own: whoever sees the register sees them.
_OF_DISTRICT = _STANDING.where(
    or_(
        register_entry.c.branch_id.in_(bindparam("ids", expanding=True)), register_entry.c.branch_id.is_(None)
    )
)
_OF_ONE = _STANDING.where(register_entry.c.of == bindparam("whose"))
_BY_ID = _WHOLE.where(register_entry.c.id == bindparam("entry_id"))
_SAME_KEY = and_(
    register_entry.c.register == bindparam("register"),
    register_entry.c.of == bindparam("whose"),
    register_entry.c.key == bindparam("row_key"),
)
_FIRST = func.coalesce(register_entry.c.first_id, register_entry.c.id)
_VERSIONS = _WHOLE.where(
    or_(register_entry.c.id == bindparam("first"), register_entry.c.first_id == bindparam("first"))
).order_by(register_entry.c.id)
_HEAD = select(register_entry.c.id, register_entry.c.said, _FIRST.label("first"))
_NOW = _HEAD.where(_SAME_KEY, register_entry.c.ended_at.is_(None))
_GONE = _HEAD.where(_SAME_KEY, register_entry.c.withdrawn).order_by(register_entry.c.id.desc()).limit(1)
_CORRECTED = _HEAD.where(
    register_entry.c.ended_at.is_(None),
    register_entry.c.id == bindparam("entry_id"),
    register_entry.c.register == bindparam("register"),
    register_entry.c.of == bindparam("whose"),
)
_END = (
    update(register_entry)
    .where(register_entry.c.id == bindparam("entry_id"), register_entry.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), ended_by=bindparam("by"), withdrawn=bindparam("gone"))
)
_ADD = {
    "sqlite": sqlite.insert(register_entry).on_conflict_do_nothing().returning(register_entry.c.id),
    "postgresql": postgresql.insert(register_entry).on_conflict_do_nothing().returning(register_entry.c.id),
}
ATTEMPTS = 5  # each meets somebody else entering the same row at the same moment
EVER, NEVER = date(1900, 1, 1), date(2999, 12, 31)


def enter(
    db: Connection,
    register: Register,
    values: Mapping[str, str],
    place: tuple[str, int | None],
    by: int | None,
    now: datetime,
    actor: str = "chat",
    corrects: int | None = None,
) -> tuple[int, Outcome]:
    """Enter a row; the one of the same key is corrected by it. ``values``: read by ``register_values``; ``place``: see
    :func:`scope.place_of`; ``corrects``: the id of the row that is corrected, where its key may have changed too. A row
    of a firm is kept with the branch that covers the firm.

    Returns the entry's id and what became of it.
    """
    kept = {field.key: values.get(field.key, "") for field in register.fields}
    said = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    branch_id = place[1]
    if register.level == "district" and register.firm is not None:
        branch_id = firms.branch_of(db, kept[register.firm.key])
    row = {
        "register": register.name, "of": place[0], "branch_id": branch_id, "key": _key(register, kept, now),
        "held_on": day_of(register, kept, now), "said": said, "entered_by": by, "entered_at": now, "actor": actor,
    }  # fmt: skip
    for _ in range(ATTEMPTS):
        before = _before(db, row, corrects)
        if before and before[0].said == said:
            return int(before[0].id), "as it was"
        for old in before:
            db.execute(_END, {"entry_id": old.id, "at": now, "by": by, "gone": False})
        earlier = before[-1] if before else db.execute(_GONE, _named(row)).first()
        first = earlier.first if earlier is not None else None
        made = db.execute(_ADD[db.dialect.name], {**row, "first_id": first}).scalar_one_or_none()
        if made is not None:
            audit.record(db, now, by, actor, "register", f"{register.name} {place[0]}", f"entry {made}")
            return int(made), "corrected" if before else "entered"
    raise RuntimeError(f"register {register.name}: the row was taken {ATTEMPTS} times over")


def _before(db: Connection, row: Mapping[str, Any], corrects: int | None) -> list[Any]:
    """What stands and gives way: the row of the same key, and the one that is corrected."""
    found = list(db.execute(_NOW, _named(row)))
    if corrects is not None and corrects not in [one.id for one in found]:
        found += db.execute(
            _CORRECTED, {"register": row["register"], "whose": row["of"], "entry_id": corrects}
        )
    return found


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"register": row["register"], "whose": row["of"], "row_key": row["key"]}


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
    chosen = _OF_DISTRICT if register.level == "district" else _OF_BRANCHES
    return [_built(row) for row in db.execute(chosen, {**given, "ids": list(branch_ids)})]


def of_member(
    db: Connection, register: Register, member_id: int, since: date = EVER, until: date = NEVER
) -> list[Entry]:
    """A member's own rows of a register of members, the latest first."""
    given = {"register": register.name, "since": since, "until": until, "whose": f"member-{member_id}"}
    return [_built(row) for row in db.execute(_OF_ONE, given)]


def history(db: Connection, entry: Entry) -> list[Entry]:
    """Every version of a row, oldest first, whatever named it then; taken back and entered again it is the same row."""
    given = {"first": entry.first_id or entry.id}
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
        first_id=row.first_id,
    )
