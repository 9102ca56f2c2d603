"""The audit read again: who did what and looked up whom, page by page; for officers what is theirs to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Connection, String, bindparam, func, or_, select

from bot.ledger.tables import audit, member


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit as it was written: things are named by number in ``subject`` and ``detail``."""

    id: int
    at: datetime
    member_id: int | None
    actor: str
    verb: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: from ``since`` to before ``until`` (UTC); of one verb; by or about some persons (ids, None: all).

    ``own``: only those of this member (id) and those about ``branch_ids``; None for everybody's.
    """

    since: datetime
    until: datetime
    verb: str = ""
    persons: tuple[int, ...] | None = None
    own: int | None = None
    branch_ids: tuple[int, ...] = ()


_anybody = bindparam("anybody", type_=Boolean)
_everything = bindparam("everything", type_=Boolean)
_verb = bindparam("of_verb", type_=String)
_where = (
    audit.c.at >= bindparam("since"),
    audit.c.at < bindparam("until"),
    or_(_verb == "", audit.c.verb == _verb),
    or_(
        _anybody,
        audit.c.member_id.in_(bindparam("persons", expanding=True)),
        audit.c.subject.in_(bindparam("about", expanding=True)),
    ),
    or_(
        _everything,
        audit.c.member_id == bindparam("own"),
        audit.c.subject.in_(bindparam("branches", expanding=True)),
    ),
)
_PAGE = (
    select(
        audit.c.id,
        audit.c.at,
        audit.c.member_id,
        audit.c.actor,
        audit.c.verb,
        audit.c.subject,
        audit.c.detail,
    )
    .where(*_where)
    .order_by(audit.c.at.desc(), audit.c.id.desc())
    .limit(bindparam("count"))
    .offset(bindparam("skipped"))
)
_TOTAL = select(func.count()).select_from(audit).where(*_where)
_VERBS = select(audit.c.verb).distinct().order_by(audit.c.verb)
_LAST = select(func.max(audit.c.at)).where(audit.c.verb == bindparam("of_verb"))
_NAMES = select(member.c.id, member.c.name).where(member.c.id.in_(bindparam("ids", expanding=True)))
_NAMED = select(member.c.id).where(member.c.name == bindparam("name"))


def page(db: Connection, wanted: Wanted, count: int = 50, skipped: int = 0) -> tuple[list[Entry], int]:
    """The lines that are wanted, the latest first, and how many there are in all."""
    persons: Sequence[int] = wanted.persons or ()
    given: dict[str, Any] = {
        "since": wanted.since,
        "until": wanted.until,
        "of_verb": wanted.verb,
        "anybody": wanted.persons is None,
        "persons": list(persons),
        "about": [f"member {id_}" for id_ in persons],
        "everything": wanted.own is None,
        "own": wanted.own,
        "branches": [f"branch {id_}" for id_ in wanted.branch_ids],
    }
    rows = db.execute(_PAGE, given | {"count": count, "skipped": skipped})
    return [Entry(*row) for row in rows], db.execute(_TOTAL, given).scalar_one()


def verbs(db: Connection) -> list[str]:
    """Every verb there is in the audit."""
    return list(db.execute(_VERBS).scalars())


def last(db: Connection, verb: str) -> datetime | None:
    """When a verb was last written; None where it never was."""
    at: datetime | None = db.execute(_LAST, {"of_verb": verb}).scalar()
    return at


def names(db: Connection, member_ids: Iterable[int]) -> dict[int, str]:
    """The names of these members, of those who have left too."""
    return {row.id: row.name for row in db.execute(_NAMES, {"ids": list(member_ids)})}


def named(db: Connection, name: str) -> tuple[int, ...]:
    """The members of that name (ids), those who have left too."""
    return tuple(db.execute(_NAMED, {"name": name}).scalars())
