"""Rule 6: 组织生活会 and 民主评议 once a year, closed by 31 March; talks of each kind of pair; grades entered by people."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.ledger import activities
from bot.ledger.activities import Grades
from bot.ledger.tables import appraisal
from tests.cast import NOW
from tests.ledger.duty_days import held, state


@pytest.mark.parametrize(
    ("day", "clock", "done"),
    [
        (date(2026, 12, 31), time(23, 59), True),
        (date(2027, 1, 1), time(0, 0), True),
        (date(2027, 3, 31), time(23, 59), True),
        (date(2027, 4, 1), time(0, 0), False),
    ],
)
def test_the_years_meeting_may_close_until_31_march(db, cast, day, clock, done):
    held(db, cast, "组织生活会", date(2025, 11, 20))  # the year before is in order
    held(db, cast, "组织生活会", day, clock=clock)
    one = state(db, cast.first, "life-meeting", date(2026, 12, 31), date(2027, 4, 1))
    expected = ("done", 1) if done else ("overdue", 0)
    assert (one.state, one.held, one.due_on) == (*expected, date(2027, 3, 31))


@pytest.mark.parametrize(
    ("today", "state_then"), [(date(2027, 3, 31), "owed"), (date(2027, 4, 1), "overdue")]
)
def test_it_is_overdue_from_the_first_of_april(db, cast, today, state_then):
    assert state(db, cast.first, "life-meeting", date(2026, 12, 31), today).state == state_then


def test_until_31_march_both_years_are_shown(db, cast):
    held(db, cast, "组织生活会", date(2026, 2, 20))  # for 2025
    both = {
        name: state(db, cast.first, "life-meeting", date(2027, 3, 31), period=name).state
        for name in ("2026", "2027")
    }
    assert both == {"2026": "owed", "2027": "owed"}
    assert state(db, cast.first, "life-meeting", date(2027, 4, 1)).period.name == "2027"


def test_a_meeting_in_spring_is_for_the_old_year_only_where_that_still_lacks_it(db, cast):
    held(db, cast, "组织生活会", date(2025, 11, 20))
    held(db, cast, "组织生活会", date(2026, 11, 20))
    held(db, cast, "组织生活会", date(2027, 3, 1))
    assert state(db, cast.first, "life-meeting", date(2026, 12, 31)).held == 1
    assert state(db, cast.first, "life-meeting", date(2027, 5, 1)).state == "done"


def test_an_appraisal_is_four_figures_of_people_and_a_new_one_keeps_the_old(db, cast):
    for grades in (Grades(2, 5, 1, 0), Grades(2, 6, 0, 0)):
        activities.set_appraisal(db, cast.first, 2026, grades, date(2026, 12, 20), None, NOW)
    kept = activities.appraisal_of(db, cast.first, 2026)
    assert (kept.grades, kept.grades.people) == (Grades(2, 6, 0, 0), 8)
    assert len(db.execute(appraisal.select()).all()) == 2
    assert state(db, cast.first, "appraisal", date(2026, 12, 31)).state == "done"
    assert state(db, cast.first, "appraisal", date(2027, 6, 1)).state == "owed"


@pytest.mark.parametrize(
    ("excellent", "others", "many"), [(2, 4, False), (3, 6, False), (3, 5, True), (0, 8, False)]
)
def test_more_than_a_third_excellent_is_only_remarked_on(excellent, others, many):
    assert Grades(excellent, others, 0, 0).many_excellent is many


def test_an_appraisal_has_no_column_for_a_person():
    assert not any("member" in column.name for column in appraisal.columns)


def test_each_kind_of_pair_talks_once_a_year(db, cast):
    for pair in ("committee", "with_members"):
        activities.add_talks(db, cast.first, pair, 1, date(2026, 12, 31), None, NOW)
    activities.add_talks(db, cast.first, "among_members", 9, date(2027, 1, 1), None, NOW)
    assert state(db, cast.first, "talks", date(2026, 12, 31)).lacking == ("党员之间",)
    assert state(db, cast.first, "talks", date(2027, 1, 1)).lacking == ("支委之间", "支委和党员")
