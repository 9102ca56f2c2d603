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


HOLIDAYS_2027 = {
    "元旦": (1, 1), "春节": (2, 6), "清明节": (4, 5), "劳动节": (5, 1), "端午节": (6, 9), "中秋节": (9, 15), "国庆节": (10, 1),
}  # fmt: skip


def entered(db, *names):
    for name in names:
        calendar.set_day(db, date(2027, *HOLIDAYS_2027[name]), calendar.HOLIDAY, name, None, NOW)


def test_days_entered_by_hand_count_as_far_as_they_have_no_gap(seeded):
    assert calendar.missing(seeded, 2027) == ["元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆"]
    entered(seeded, "春节")
    assert calendar.covered_until(seeded) == date(2026, 12, 31)
    entered(seeded, "元旦")
    assert calendar.covered_until(seeded) == date(2027, 4, 1)
    assert calendar.missing(seeded, 2027) == ["清明", "劳动", "端午", "中秋", "国庆"]


def test_a_whole_year_by_hand_stops_the_warning(seeded):
    entered(seeded, *HOLIDAYS_2027)
    assert calendar.covered_until(seeded) == date(2027, 12, 31)
    assert not calendar.runs_out(seeded, date(2026, 12, 1))
    assert calendar.runs_out(seeded, date(2027, 12, 1))


def test_two_holidays_in_one_name_are_both_entered(seeded):
    entered(seeded, "元旦", "春节", "清明节", "劳动节", "端午节")
    calendar.set_day(seeded, date(2027, 10, 1), calendar.HOLIDAY, "国庆中秋", None, NOW)
    assert calendar.missing(seeded, 2027) == []


def test_a_day_entered_by_hand_can_be_taken_away_and_one_of_the_package_cannot(seeded):
    entered(seeded, "元旦")
    assert calendar.forget_day(seeded, date(2027, 1, 1), None, NOW)
    assert calendar.is_workday(seeded, date(2027, 1, 1))
    assert not calendar.forget_day(seeded, date(2027, 1, 1), None, NOW)
    assert not calendar.forget_day(seeded, date(2026, 10, 1), None, NOW)


def test_the_table_of_a_year_says_who_entered_what(seeded):
    calendar.set_day(seeded, date(2026, 10, 1), calendar.HOLIDAY, "国庆节", None, NOW)
    days = calendar.days_of(seeded, date(2026, 10, 1), date(2026, 10, 31))
    assert [one.day.day for one in days if one.kind == calendar.WORKDAY] == [10]
    assert [one.day.day for one in days if one.source == calendar.BY_HAND] == [1]


def test_a_day_is_worked_or_not(db):
    with pytest.raises(ValueError, match="not 'half'"):
        calendar.set_day(db, date(2026, 12, 1), "half", "", None, NOW)
