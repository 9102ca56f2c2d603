"""What a session gives in 学时, written when it is closed, with the rule of that day (domain.md rule 10).

A later rule changes nothing that was confirmed; people may say anew how long a session lasted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot import local
from bot.config import DutySettings
from bot.ledger.meetings import Meeting
from bot.ledger.tables import hour_credit
from content.duties import rules

NOON = time(13)  # a day from nine to five is four and four
LONGEST = 24 * 60


@dataclass(frozen=True, slots=True)
class HourRule:
    """How minutes become 学时: so many minutes one, in steps of a half, at most so many a half-day and a day."""

    minutes_per_hour: int = 60
    half_day: int = 4
    day: int = 8

    @property
    def name(self) -> str:
        """As it is kept beside what it gave: ``60-4-8``."""
        return f"{self.minutes_per_hour}-{self.half_day}-{self.day}"

    @classmethod
    def of(cls, settings: DutySettings) -> HourRule:
        """The rule that the settings say."""
        return cls(settings.minutes_per_hour, settings.hours_half_day, settings.hours_day)

    @classmethod
    def named(cls, name: str) -> HourRule:
        """The rule of that name."""
        return cls(*(int(part) for part in name.split("-")))


@dataclass(frozen=True, slots=True)
class Credit:
    """What a session gives in one half of a local day (``am``, ``pm``), in half 学时."""

    day: date
    part: str
    halves: int


DEFAULT = HourRule()
_ADD = insert(hour_credit)
_CLEAR = delete(hour_credit).where(hour_credit.c.meeting_id == bindparam("of_meeting"))
_OF_MEETING = (
    select(hour_credit.c.day, hour_credit.c.part, hour_credit.c.halves, hour_credit.c.rule)
    .where(hour_credit.c.meeting_id == bindparam("of_meeting"))
    .order_by(hour_credit.c.day, hour_credit.c.part)
)


def usual_minutes(kind: str) -> int | None:
    """How long a session of that kind is taken to last where nobody says; None where the kind is no study."""
    session = rules().sessions.get(kind)
    return session.minutes if session else None


def given_by(starts_at: datetime, minutes: int, rule: HourRule = DEFAULT) -> list[Credit]:
    """What a session gives: from its start (UTC) for so many minutes, parted at one o'clock and at midnight.

    So one that lasts over New Year gives to both years; no part gives more than a half-day, no day more than a day.
    """
    begins, left, gone = local.at(starts_at), min(minutes, LONGEST), 0
    found: list[Credit] = []
    of_day: dict[date, int] = defaultdict(int)
    while left > 0:
        part = "am" if begins.time() < NOON else "pm"
        ends_on = begins.date() if part == "am" else begins.date() + timedelta(days=1)
        ends = datetime.combine(ends_on, NOON if part == "am" else time(), begins.tzinfo)
        length = min(left, int((ends - begins).total_seconds()) // 60)
        halves = (gone + length) * 2 // rule.minutes_per_hour - gone * 2 // rule.minutes_per_hour
        halves = min(halves, rule.half_day * 2, rule.day * 2 - of_day[begins.date()])
        if halves > 0:
            found.append(Credit(begins.date(), part, halves))
            of_day[begins.date()] += halves
        gone, left, begins = gone + length, left - length, ends
    return found


def confirm(
    db: Connection, held: Meeting, minutes: int | None, now: datetime, rule: HourRule = DEFAULT
) -> int:
    """Write what a closed session gives; returns the half 学时. Nothing for a kind that is no study.

    ``minutes`` is how long it lasted as people say it; left out, as its kind usually does. Said anew, the earlier is
    replaced, under the rule it was first confirmed with.
    """
    usual = usual_minutes(held.kind)
    if usual is None:
        return 0
    before = db.execute(_OF_MEETING, {"of_meeting": held.id}).all()
    by = HourRule.named(before[0].rule) if before else rule
    given = given_by(held.starts_at, usual if minutes is None else minutes, by)
    db.execute(_CLEAR, {"of_meeting": held.id})
    for one in given:
        row = {"meeting_id": held.id, "day": one.day, "part": one.part, "halves": one.halves}
        db.execute(_ADD, row | {"rule": by.name, "entered_at": now})
    return sum(one.halves for one in given)


def of_meeting(db: Connection, meeting_id: int) -> int:
    """The half 学时 a closed session gives."""
    return sum(row.halves for row in db.execute(_OF_MEETING, {"of_meeting": meeting_id}))
