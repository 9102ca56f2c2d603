"""What meets a duty besides a meeting: talks by kind of pair, an appraisal's four figures, the firm that hosted.

Counts only: who talked to whom, what was said and who got which grade stays with people (domain.md rule 6).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import duties, tasks
from bot.ledger.duties.held import PAIRS
from bot.ledger.tables import appraisal, branch_talk, firm, hosting
from content.duties import rules

Pair = Literal["committee", "with_members", "among_members"]
MOST_PAIRS = 999


@dataclass(frozen=True, slots=True)
class Talk:
    """Talks of one kind on a local day, ``count`` pairs."""

    id: int
    held_on: date
    pair: Pair
    count: int

    @property
    def title(self) -> str:
        """``支委和党员``."""
        return PAIRS[self.pair]


@dataclass(frozen=True, slots=True)
class Grades:
    """How many were given each of the four grades; people settle them, nothing here computes one."""

    excellent: int
    qualified: int
    basic: int
    unqualified: int

    @property
    def people(self) -> int:
        """How many were appraised."""
        return sum(astuple(self))

    @property
    def many_excellent(self) -> bool:
        """Whether more than the usual share is 优秀 (a third; people decide what to do about it)."""
        return self.excellent * rules().number("excellent-share") > self.people


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A branch's 民主评议 for a year, held on a local day."""

    branch_id: int
    year: int
    held_on: date
    grades: Grades


_ADD_TALK = insert(branch_talk)
_TALKS = (
    select(branch_talk.c.id, branch_talk.c.held_on, branch_talk.c.pair, branch_talk.c.count)
    .where(
        branch_talk.c.branch_id == bindparam("branch_id"),
        branch_talk.c.withdrawn_at.is_(None),
        branch_talk.c.held_on >= bindparam("since"),
        branch_talk.c.held_on <= bindparam("until"),
    )
    .order_by(branch_talk.c.held_on, branch_talk.c.id)
)
_WITHDRAW_TALK = (
    update(branch_talk)
    .where(branch_talk.c.id == bindparam("of"), branch_talk.c.withdrawn_at.is_(None))
    .values(withdrawn_by=bindparam("by"), withdrawn_at=bindparam("at"))
)
_ADD_APPRAISAL = insert(appraisal)
_REPLACE_APPRAISAL = (
    update(appraisal)
    .where(
        appraisal.c.branch_id == bindparam("of_branch"),
        appraisal.c.year == bindparam("of_year"),
        appraisal.c.withdrawn_at.is_(None),
    )
    .values(withdrawn_by=bindparam("by"), withdrawn_at=bindparam("at"))
)
_APPRAISAL = select(
    appraisal.c.held_on,
    appraisal.c.excellent,
    appraisal.c.qualified,
    appraisal.c.basic,
    appraisal.c.unqualified,
).where(
    appraisal.c.branch_id == bindparam("branch_id"),
    appraisal.c.year == bindparam("year"),
    appraisal.c.withdrawn_at.is_(None),
)
_HOST = {
    name: statement.on_conflict_do_update(
        index_elements=["meeting_id"],
        set_={column: statement.excluded[column] for column in ("firm_id", "entered_by", "entered_at")},
    )
    for name, statement in (("sqlite", sqlite.insert(hosting)), ("postgresql", postgresql.insert(hosting)))
}
_HOST_OF = (
    select(firm.c.id, firm.c.name)
    .join(hosting, hosting.c.firm_id == firm.c.id)
    .where(hosting.c.meeting_id == bindparam("meeting_id"))
)


def add_talks(
    db: Connection, branch_id: int, pair: Pair, count: int, held_on: date, by: int | None, now: datetime
) -> int:
    """Enter that ``count`` pairs talked on a local day; returns the entry's id. Raises ValueError for no number."""
    if pair not in PAIRS or not 1 <= count <= MOST_PAIRS:
        raise ValueError(f"{count} talks of {pair}")
    given = {
        "branch_id": branch_id, "held_on": held_on, "pair": pair, "count": count, "entered_by": by, "entered_at": now,
    }  # fmt: skip
    made = db.execute(_ADD_TALK, given).inserted_primary_key
    assert made is not None
    _complete_task(db, branch_id, "talks", held_on, by, now)
    return int(made[0])


def talks(db: Connection, branch_id: int, since: date, until: date) -> list[Talk]:
    """A branch's talks between two local days, both included."""
    given = {"branch_id": branch_id, "since": since, "until": until}
    return [Talk(*row) for row in db.execute(_TALKS, given)]


def withdraw_talks(db: Connection, talk_id: int, by: int | None, now: datetime) -> bool:
    """Take an entry back; it stays in the ledger. False where that was done before."""
    return db.execute(_WITHDRAW_TALK, {"of": talk_id, "by": by, "at": now}).rowcount == 1


def set_appraisal(
    db: Connection, branch_id: int, year: int, grades: Grades, held_on: date, by: int | None, now: datetime
) -> None:
    """Enter a branch's appraisal for a year, in place of one entered before, which stays withdrawn.

    Raises ValueError for an appraisal of nobody.
    """
    if grades.people < 1 or min(astuple(grades)) < 0:
        raise ValueError("an appraisal of nobody")
    db.execute(_REPLACE_APPRAISAL, {"of_branch": branch_id, "of_year": year, "by": by, "at": now})
    excellent, qualified, basic, unqualified = astuple(grades)
    db.execute(
        _ADD_APPRAISAL,
        {
            "branch_id": branch_id, "year": year, "held_on": held_on, "excellent": excellent, "qualified": qualified,
            "basic": basic, "unqualified": unqualified, "entered_by": by, "entered_at": now,
        },
    )  # fmt: skip
    _complete_task(db, branch_id, "appraisal", held_on, by, now)


def _complete_task(
    db: Connection, branch_id: int, key: str, day: date, by: int | None, now: datetime
) -> None:
    """Complete the month's task of a duty that is met now: what is said once fills every form."""
    states = [one for one in duties.of_branch(db, branch_id, day) if one.duty.key == key]
    if by is None or not any(one.state == duties.DONE for one in states):
        return
    month = f"{day:%Y-%m}"
    for one in tasks.of_month(db, branch_id, month):
        if one.kind == states[0].duty.name and one.done_at is None:
            tasks.complete(db, branch_id, month, one.no, "已登记", by, now)


def appraisal_of(db: Connection, branch_id: int, year: int) -> Appraisal | None:
    """A branch's appraisal for a year, or None."""
    row = db.execute(_APPRAISAL, {"branch_id": branch_id, "year": year}).first()
    return Appraisal(branch_id, year, row[0], Grades(*row[1:])) if row else None


def set_host(db: Connection, meeting_id: int, firm_id: int, by: int | None, now: datetime) -> None:
    """Enter which firm of a joint branch hosted a meeting; a later entry replaces it (domain.md rule 12)."""
    given = {"meeting_id": meeting_id, "firm_id": firm_id, "entered_by": by, "entered_at": now}
    db.execute(_HOST[db.dialect.name], given)


def host_of(db: Connection, meeting_id: int) -> tuple[int, str] | None:
    """The firm that hosted a meeting as (id, name), or None."""
    row = db.execute(_HOST_OF, {"meeting_id": meeting_id}).first()
    return (row[0], row[1]) if row else None
