"""Due times come from the rule, in Shanghai's time, over a whole year and across its edges."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import local
from bot.config import PushSettings
from bot.jobs import JOBS, Daily, Every, Job
from bot.jobs.timetable import Due

PUSH = PushSettings()
NINE = Daily(9, 7)


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


def job(rule, late=None, **given):
    return Job("a", "甲", lambda push: rule, lambda services, slot, now: "", late, **given)


def test_a_year_of_a_daily_rule_has_a_due_time_each_day_at_the_same_local_time():
    slots = NINE.missing(here(2025, 12, 31, 23), here(2026, 12, 31, 23))
    assert len(slots) == 365
    assert {local.clock(slot) for slot in slots} == {"09:07"}
    assert len({local.day(slot) for slot in slots}) == 365


@pytest.mark.parametrize("minute", [0, 7, 8, 59])
def test_the_latest_due_time_never_lies_ahead(minute):
    now = here(2026, 12, 1, 9, minute)
    day = 1 if minute >= 7 else 30
    assert NINE.latest(now) == here(2026, 12 if day == 1 else 11, day, 9, 7)


def test_a_rule_early_in_the_day_belongs_to_the_local_day_not_to_utc():
    early = Daily(3, 37)  # 19:37 UTC of the day before
    assert early.missing(here(2026, 11, 30, 4), here(2026, 12, 1, 4)) == [here(2026, 12, 1, 3, 37)]


def test_a_frequent_rule_keeps_off_the_full_and_half_hours():
    rule = Every(10, 3)
    slots = {rule.latest(here(2026, 11, 23, 0) + timedelta(minutes=n)) for n in range(1440)}
    assert {local.at(slot).minute for slot in slots} == {3, 13, 23, 33, 43, 53}


def test_of_a_frequent_rule_the_last_due_time_is_run_however_long_it_was_down():
    due = job(Every(10, 3), timedelta(hours=2)).due(
        PUSH, here(2026, 11, 23, 9, 3), (), here(2026, 11, 23, 10)
    )
    assert due == Due((here(2026, 11, 23, 9, 53),), ())
    due = job(Every(10, 3), timedelta(hours=2)).due(
        PUSH, here(2026, 11, 22, 9, 3), (), here(2026, 11, 23, 10)
    )
    assert due == Due((here(2026, 11, 23, 9, 53),))


def test_a_daily_rule_runs_each_day_within_its_limit_and_gives_up_the_others():
    due = job(NINE, timedelta(days=3)).due(PUSH, here(2026, 11, 20, 9, 7), (), here(2026, 11, 25, 10))
    assert [local.day(slot).day for slot in due.run] == [23, 24, 25]
    assert [local.day(slot).day for slot in due.missed] == [21, 22]


def test_where_a_later_run_makes_it_good_only_the_last_is_run():
    due = job(NINE).due(PUSH, here(2026, 11, 20, 9, 7), (), here(2026, 11, 25, 10))
    assert due == Due((here(2026, 11, 25, 9, 7),), ())


def test_a_killed_run_is_due_again():
    slot = here(2026, 11, 23, 9, 7)
    due = job(NINE, timedelta(days=3)).due(PUSH, slot, [slot], slot + timedelta(minutes=10))
    assert due == Due((slot,), ())


def test_a_new_installation_owes_nothing_but_what_is_marked_so():
    now = here(2026, 11, 23, 10)
    assert job(NINE, timedelta(days=3)).due(PUSH, None, (), now) == Due()
    assert job(NINE, at_once=True).due(PUSH, None, (), now) == Due((here(2026, 11, 23, 9, 7),))


def test_the_monthly_hour_is_a_setting():
    [monthly] = [one for one in JOBS if one.name == "month_plan"]
    assert monthly.when(PushSettings(monthly_hour=10, monthly_minute=20)) == Daily(10, 20)


def test_names_of_jobs_are_their_own():
    assert len({one.name for one in JOBS}) == len(JOBS)
