"""The calendar of worked days, against the package it is seeded from and beyond its end."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from bot.ledger import calendar
from tests.cast import NOW

MONTHS = [f"{year}-{number:02}" for year in range(2016, 2027) for number in range(1, 13)]


@pytest.fixture
def seeded(db):
    calendar.seed(db)
    return db


def by_package(month):
    day = date.fromisoformat(f"{month}-01")
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    return day


def test_the_first_workday_is_right_in_all_132_months_of_eleven_years(seeded):
    assert len(MONTHS) == 132
    assert {month: calendar.first_workday(seeded, month) for month in MONTHS} == {
        month: by_package(month) for month in MONTHS
    }


@pytest.mark.parametrize(
    ("month", "day"), [("2026-01", 4), ("2026-05", 6), ("2026-10", 8), ("2026-11", 2), ("2026-12", 1)]
)
def test_months_that_a_cron_expression_gets_wrong(seeded, month, day):
    assert calendar.first_workday(seeded, month).day == day


def test_the_next_workday_jumps_over_the_national_day_holiday(seeded):
    assert calendar.next_workday(seeded, date(2026, 9, 30)) == date(2026, 10, 8)
    assert calendar.next_workday(seeded, date(2026, 11, 23)) == date(2026, 11, 24)


def test_beyond_the_announced_days_monday_to_friday_is_assumed(seeded):
    assert calendar.covered_until(seeded) == date(2026, 12, 31)
    assert calendar.is_workday(seeded, date(2027, 1, 1))  # a Friday: nobody has announced it yet
    assert calendar.first_workday(seeded, "2027-05") == date(2027, 5, 3)


def test_it_warns_sixty_days_before_the_announced_days_end(seeded):
    assert not calendar.runs_out(seeded, date(2026, 11, 1))
    assert calendar.runs_out(seeded, date(2026, 11, 2))


def test_an_empty_table_works_and_warns(db):
    assert calendar.first_workday(db, "2026-11") == date(2026, 11, 2)
    assert calendar.runs_out(db, date(2026, 11, 2))


def test_a_day_put_right_by_hand_stays_when_seeded_again(db, cast):
    calendar.set_day(db, date(2026, 12, 1), calendar.HOLIDAY, "停电", cast.ids["郑干事"], NOW)
    calendar.set_day(db, date(2027, 1, 1), calendar.HOLIDAY, "元旦", cast.ids["郑干事"], NOW)
    assert calendar.seed(db) > 700
    assert calendar.seed(db) == 0
    assert calendar.first_workday(db, "2026-12") == date(2026, 12, 2)
    assert calendar.first_workday(db, "2027-01") == date(2027, 1, 4)
    assert calendar.covered_until(db) == date(2026, 12, 31)


def test_a_day_is_worked_or_not(db):
    with pytest.raises(ValueError, match="not 'half'"):
        calendar.set_day(db, date(2026, 12, 1), "half", "", None, NOW)
