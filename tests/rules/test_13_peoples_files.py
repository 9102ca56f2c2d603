"""Rule 13: time limits are told and nothing is decided: development, 流动党员, losing touch."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot import local
from bot.ledger import attendance, contact, meetings, members, transfers
from bot.ledger import registers as rows
from bot.ledger.attendance import NewMark
from bot.ledger.meetings import NewMeeting
from content.register_values import warnings
from content.registers import named
from tests.cast import NOW

FILES = named("fazhan")


def due(db, cast, today, **dates):
    said = {"case": "2026-1", "step": FILES.field("step").choices[0], **dates}
    rows.enter(db, FILES, said, (f"branch-{cast.first}", cast.first), None, NOW)
    return {item.due_on for item in rows.due(db, [FILES], [cast.first], today)}


@pytest.mark.parametrize(
    ("began", "field", "day"),
    [
        (date(2026, 1, 31), "applied_on", date(2026, 2, 28)),  # a talk within a month
        (date(2027, 2, 28), "activist_on", date(2028, 2, 28)),  # a year of education
        (date(2026, 8, 31), "activist_on", date(2027, 2, 28)),  # a review each half-year
        (date(2026, 8, 31), "admitted_on", date(2026, 11, 30)),  # approval within three months
        (date(2027, 3, 31), "admitted_on", date(2028, 2, 29)),  # before a year of probation is over
    ],
)
def test_a_limit_is_brought_to_mind_by_its_day(db, cast, began, field, day):
    assert day in due(db, cast, day, **{"applied_on": "2026-01-01", field: began.isoformat()})


def test_dates_closer_than_the_rules_allow_are_remarked_on_and_kept():
    early = {"activist_on": "2026-01-10", "candidate_on": "2027-01-09"}
    in_time = early | {"candidate_on": "2027-01-10"}
    assert warnings(FILES, early)
    assert not warnings(FILES, in_time)


@pytest.mark.parametrize(
    ("since", "day", "floats"),
    [
        (date(2026, 5, 31), date(2026, 11, 29), False),
        (date(2026, 5, 31), date(2026, 11, 30), True),
        (date(2027, 8, 29), date(2028, 2, 28), False),
        (date(2027, 8, 29), date(2028, 2, 29), True),
    ],
)
def test_six_months_away_are_floating_to_the_day(db, cast, since, day, floats):
    transfers.set_away(db, cast.ids["王党员"], since, None, NOW)
    assert bool(transfers.floating(db, [cast.first], day)) is floats


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2026, 11, 29), None),
        (date(2026, 11, 30), 3),
        (date(2027, 1, 31), 5),
        (date(2027, 2, 27), 5),
        (date(2027, 2, 28), 6),
    ],
)
def test_silence_is_counted_by_the_calendar_and_ends_nobodys_membership(db, cast, on, months):
    def evening(day, present):
        at = local.instant(day, time(19, 30))
        made, _ = meetings.create(db, NewMeeting(f"{day}", (cast.first,), "党课", "党课", "", at), None, NOW)
        marks = [NewMark(cast.ids[name], cast.first, "full", "present") for name in present]
        if marks:
            attendance.mark(db, made, marks, "officer", cast.ids["李书记"], at)
        attendance.close(db, made.id, None, at + timedelta(hours=1))

    evening(date(2026, 8, 31), ["王党员"])
    evening(date(2026, 9, 30), [])
    found = [one.months for one in contact.silent(db, on) if one.name == "王党员"]
    assert found == ([months] if months else [])
    assert members.by_id(db, cast.ids["王党员"]).branch_id == cast.first
