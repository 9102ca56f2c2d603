"""Terms of office of branches: when the present one ends, and which are to be renewed soon (domain.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from bot import local
from bot.ledger.spans import plus_months, plus_years
from bot.ledger.tables import branch, office, term
from content.duties import rules


@dataclass(frozen=True, slots=True)
class Term:
    """A branch's present term, in local days. ``entered``: by a handover; else reckoned from the secretary's office."""

    branch_id: int
    branch_name: str
    since: date
    ends_on: date
    entered: bool

    def remind_from(self) -> date:
        """From when its end is near enough to be spoken of."""
        return plus_months(self.ends_on, -rules().number("term-reminder-months"))


_IDS: Any = bindparam("ids", expanding=True)
_ADD = insert(term)
_ENTERED = (
    select(term.c.branch_id, term.c.since, term.c.ends_on)
    .where(term.c.branch_id.in_(_IDS))
    .order_by(term.c.id)
)
_SECRETARIES = (
    select(office.c.branch_id, func.min(office.c.since))
    .where(office.c.branch_id.in_(_IDS), office.c.role == "secretary", office.c.until.is_(None))
    .group_by(office.c.branch_id)
)
_NAMES = select(branch.c.id, branch.c.name).where(branch.c.id.in_(_IDS)).order_by(branch.c.id)


def begin(db: Connection, branch_id: int, since: date, by: int | None, now: datetime) -> date:
    """Enter that a new term began on a local day; returns the last day of it (three years)."""
    ends_on = plus_years(since, rules().number("term-years"))
    db.execute(
        _ADD,
        {"branch_id": branch_id, "since": since, "ends_on": ends_on, "entered_by": by, "entered_at": now},
    )
    return ends_on


def of_branches(db: Connection, branch_ids: Iterable[int]) -> dict[int, Term]:
    """The present terms, by branch id; a branch without secretary and without an entered term has none."""
    given = {"ids": list(branch_ids)}
    entered = {of: (since, ends_on) for of, since, ends_on in db.execute(_ENTERED, given)}
    years = rules().number("term-years")
    found: dict[int, Term] = {}
    secretaries = {row[0]: row[1] for row in db.execute(_SECRETARIES, given)}
    for id_, name in db.execute(_NAMES, given):
        if id_ in entered:
            found[id_] = Term(id_, name, *entered[id_], True)
        elif id_ in secretaries:
            since = local.day(secretaries[id_])
            found[id_] = Term(id_, name, since, plus_years(since, years), False)
    return found
