"""What is held about the member, for the member alone: a link to these lasts half an hour."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot import local
from bot.ledger import attendance, hours, members
from bot.ledger.attendance import ABSENT, HOW_TITLES, LEAVE, PRESENT, STATE_TITLES
from bot.ledger.meetings import CLOSED
from bot.page_links import PERSONAL
from bot.pages.phone.door import Answer, Door, Visit, show
from bot.pages.phone.own_data import own_data


def add(door: Door) -> None:
    """``/p/record`` and ``/p/data``."""
    door.page("/p/record", (PERSONAL,))(record)
    door.page("/p/data", (PERSONAL,))(own_data)


def record(visit: Visit) -> Answer:
    """This year's own marks, with how each came about. Nobody else's, and nothing to compare with."""
    year = local.at(visit.now).year
    begins = local.instant(date(year, 1, 1), time())
    marks = attendance.own_marks(visit.db, visit.member.id, begins, visit.now + timedelta(days=1))
    closed = [one for one in marks if one.meeting.state == CLOSED]
    figures = [
        (STATE_TITLES[state], sum(one.state == state for one in closed)) for state in (PRESENT, LEAVE, ABSENT)
    ]
    joined_on = members.contact_details(visit.db, visit.member.id).joined_on
    return show(
        visit, "record.html", year=year, marks=marks, due=len(closed), figures=figures,
        states=STATE_TITLES, how=HOW_TITLES, words=local.words, clock=local.clock,
        study=hours.own(visit.db, visit.member, year, joined_on),
    )  # fmt: skip
