"""When a push may go out: by the hour, by the day, and by what it speaks of."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import local
from bot.config import PushSettings
from bot.ledger import calendar
from bot.ledger.quiet import considerate, is_quiet, out_of_quiet

PUSH = PushSettings()


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


@pytest.fixture
def seeded(db):
    calendar.seed(db)
    return db


def goes(db, due, matter=None, hours=2):
    return local.at(
        considerate(
            db,
            here(*due),
            PUSH,
            "k",
            matter=here(*matter) if matter else None,
            at_least=timedelta(hours=hours),
        )
    )


@pytest.mark.parametrize("hour", range(24))
def test_nothing_goes_out_from_nine_in_the_evening_to_eight(hour):
    at = here(2026, 11, 24, hour, 30)
    assert is_quiet(at, PUSH) == (hour >= 21 or hour < 8)
    out = local.at(out_of_quiet(at, PUSH, "k"))
    assert 8 <= out.hour < 21
    assert out.day == (25 if hour >= 21 else 24)


def test_on_a_workday_it_goes_as_due(seeded):
    assert goes(seeded, (2026, 11, 24, 10)) == here(2026, 11, 24, 10)


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ((2026, 11, 28, 10), (11, 30)),  # a Saturday
        ((2026, 10, 3, 10), (10, 8)),  # in the national holiday
        ((2026, 9, 30, 22), (10, 8)),  # the evening before it
        ((2026, 10, 10, 10), (10, 10)),  # a Saturday that 调休 makes a workday
    ],
)
def test_from_a_holiday_it_moves_to_the_next_worked_morning(seeded, due, day):
    out = goes(seeded, due)
    assert (out.month, out.day) == day
    assert out.hour == (10 if day == (10, 10) else 8)


def test_what_happens_before_that_is_spoken_of_on_its_own_day(seeded):
    out = goes(seeded, (2026, 10, 3, 15), (2026, 10, 4, 15))
    assert (out.day, out.hour) == (4, 8)


def test_what_happens_early_on_its_own_day_is_spoken_of_when_due(seeded):
    assert goes(seeded, (2026, 10, 3, 9), (2026, 10, 4, 9)) == here(2026, 10, 3, 9)


def test_what_happens_early_on_the_next_workday_is_not_left_to_that_morning(seeded):
    """Monday at nine, due on Sunday at nine: half past eight on Monday would be too late."""
    assert goes(seeded, (2026, 11, 29, 9), (2026, 11, 30, 9)) == here(2026, 11, 29, 9)


def test_reading_comes_a_day_before_even_in_a_holiday(seeded):
    assert goes(seeded, (2026, 10, 5, 15), (2026, 10, 8, 15), hours=24) == here(2026, 10, 5, 15)


def test_without_quiet_hours_a_holiday_still_ends_in_the_morning(seeded):
    push = PushSettings(quiet_from_hour=0, quiet_to_hour=0)
    assert local.at(considerate(seeded, here(2026, 11, 28, 10), push, "k")).hour == 8
