"""A roster that was read is entered, or only tried; and those without a phone bound get codes. CLI and console."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.keys import Keys
from bot.ledger import audit, bindings, roster
from bot.ledger.database import Ledger
from bot.ledger.members import Member
from bot.roster.sheet import Sheet

Progress = Callable[[], None]


class _Tried(Exception):
    """Takes the whole import back."""


def enter(
    ledger: Ledger,
    keys: Keys,
    sheet: Sheet,
    name: str,
    now: datetime,
    *,
    by: int | None = None,
    actor: str = "cli",
    trying: bool = False,
    progress: Progress = lambda: None,
) -> roster.Outcome:
    """Enter a sheet that is not blocked, whole or not at all; ``name`` is the file's, for the audit.

    ``trying``: say what it would do and change nothing. ``progress`` is called once a row. Raises roster.Conflicts.
    """
    outcome: roster.Outcome | None = None
    try:
        with ledger.begin() as db:
            outcome = roster.enter(db, sheet.rows, keys, now, progress, has_offices=sheet.has_offices)
            if trying:
                raise _Tried
            audit.record(db, now, by, actor, "roster import", name, f"{len(outcome.people)} people")
    except _Tried:
        pass
    assert outcome is not None
    return outcome


def give_codes(
    ledger: Ledger,
    people: Iterable[int],
    name: str,
    now: datetime,
    days: int,
    *,
    by: int | None = None,
    actor: str = "cli",
    progress: Progress = lambda: None,
) -> list[tuple[Member, str]]:
    """New codes, good for ``days`` days, for those of ``people`` without a bound phone; codes they had stop working.

    Making one is slow on purpose, so no transaction waits. ``name`` is the file's they go into, for the audit.
    """
    with ledger.read() as db:
        invited = roster.not_bound(db, people)
    made = []
    for member in invited:
        made.append((member, bindings.make_code()))
        progress()
    with ledger.begin() as db:
        for member, new in made:
            bindings.keep_code(db, member.id, new, now, days)
        audit.record(db, now, by, actor, "invite", name, f"{len(made)} codes")
    return [(member, new.code) for member, new in made]
