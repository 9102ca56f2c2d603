"""Rule 10: 32 and 56 a calendar year, nothing carried over, split at New Year; only what a branch has closed counts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot import local
from bot.config import DutySettings
from bot.ledger import attendance, hours, meetings, members
from bot.ledger.attendance import NewMark
from bot.ledger.hour_credits import HourRule, given_by
from bot.ledger.meetings import NewMeeting
from content.duties import rules
from tests.cast import NOW


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI)


def studied(db, cast, begins, minutes, closed=True):
    made, _ = meetings.create(
        db, NewMeeting(f"{begins}", (cast.first,), "党课", "党课", "", begins), None, NOW
    )
    mark = NewMark(cast.ids["王党员"], cast.first, "full", "present")
    attendance.mark(db, made, [mark], "officer", cast.ids["李书记"], begins)
    if closed:
        attendance.close(db, made.id, None, begins, minutes=minutes)


def own(db, cast, year):
    return hours.own(db, members.by_id(db, cast.ids["王党员"]), year)


def test_the_figures_are_data():
    assert (rules().number("hours-member"), rules().number("hours-officer")) == (32, 56)
    assert HourRule.of(DutySettings()) == HourRule(60, 4, 8)


@pytest.mark.parametrize(
    ("begins", "minutes", "old", "new"),
    [
        (here(2026, 12, 31, 22), 120, 2, 0),  # ends at midnight
        (here(2026, 12, 31, 22), 180, 2, 1),
        (here(2026, 12, 31, 23, 30), 60, 0.5, 0.5),
        (here(2027, 1, 1, 0), 60, 0, 1),
    ],
)
def test_a_session_over_new_year_is_split(db, cast, begins, minutes, old, new):
    studied(db, cast, begins, minutes)
    assert (own(db, cast, 2026).halves / 2, own(db, cast, 2027).halves / 2) == (old, new)


def test_nothing_is_carried_over(db, cast):
    for month in range(1, 13):
        studied(db, cast, here(2026, month, 10, 9), 480)
    assert own(db, cast, 2026).halves == 12 * 16
    assert own(db, cast, 2027).halves == 0


@pytest.mark.parametrize(("minutes", "hours_given"), [(240, 4), (241, 4), (300, 4), (480, 4)])
def test_an_afternoon_gives_four_at_most(minutes, hours_given):
    assert sum(one.halves for one in given_by(here(2026, 11, 20, 14), minutes)) / 2 == hours_given


def test_a_day_gives_eight_at_most():
    assert sum(one.halves for one in given_by(here(2026, 11, 20, 8), 900)) / 2 == 8


def test_a_session_nobody_closed_gives_nothing(db, cast):
    studied(db, cast, here(2026, 11, 20, 14), 60, closed=False)
    assert own(db, cast, 2026).halves == 0


@pytest.mark.parametrize(
    ("joined", "target"), [(date(2026, 2, 28), 29.5), (date(2028, 2, 29), 29.5), (date(2026, 12, 1), 3)]
)
def test_who_joins_in_mid_year_has_the_months_that_are_left(db, cast, joined, target):
    one = members.by_id(db, cast.ids["卫预备"])
    assert hours.target(one, joined.year, joined) == target
    assert hours.target(one, joined.year + 1, joined) == 32
