"""A week before the fixed day the officers are asked for the theme, where nothing is planned; once a month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import local
from bot.jobs import JOBS, forecast
from bot.ledger import meetings, theme_days
from bot.ledger.theme_days import ThemeDay

JOB = ["theme_day"]


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


@pytest.fixture
def day(day):
    """一支部 keeps the 18th; the service has been running since the start of December."""
    day.started(here(2026, 12, 1, 8))
    with day.ledger.begin() as db:
        theme_days.set_day(db, day.cast.first, ThemeDay(0, 18), None, day.now)
    return day


def test_officers_are_asked_a_week_before_and_once(day):
    day.fire(here(2026, 12, 10, 9, 39), JOB)
    assert not day.written("theme")
    for on in (11, 12, 13):
        day.fire(here(2026, 12, on, 9, 39), JOB)
    assert day.written("theme") == {f"theme-2026-12-branch-{day.cast.first}": {"李书记", "周组织", "孙指导"}}
    body = day.notice(f"theme-2026-12-branch-{day.cast.first}").body
    assert "12月18日，还没有安排" in body
    assert "「开会 主题党日 12月18日" in body


@pytest.mark.parametrize("on", [3, 18, 31])
def test_nobody_is_asked_where_the_month_has_one(day, on):
    day.meeting(here(2026, 12, on, 15), kind="主题党日", joint=True)
    day.fire(here(2026, 12, 11, 9, 39), JOB)
    assert not day.written("theme")


@pytest.mark.parametrize(("kind", "on"), [("党课", (2026, 12, 18, 15)), ("主题党日", (2027, 1, 1, 15))])
def test_another_meeting_or_another_month_is_not_it(day, kind, on):
    day.meeting(here(*on), kind=kind)
    day.fire(here(2026, 12, 11, 9, 39), JOB)
    assert day.written("theme")


def test_one_called_off_is_asked_for_again_while_there_is_time(day):
    held = day.meeting(here(2026, 12, 18, 15), kind="主题党日")
    day.fire(here(2026, 12, 11, 9, 39), JOB)
    assert not day.written("theme")
    with day.ledger.begin() as db:
        meetings.cancel(db, held.id, day.now)
    day.fire(here(2026, 12, 15, 9, 39), JOB)
    assert day.written("theme")


def test_on_the_day_itself_it_is_too_late_to_ask(day):
    day.awake(here(2026, 12, 18, 9, 30)).fire(here(2026, 12, 18, 9, 39), JOB)
    assert not day.written("theme")


def test_a_branch_that_keeps_no_day_is_not_asked(day):
    for on in range(2, 31):
        day.fire(here(2026, 12, on, 9, 39), JOB)
    assert list(day.written("theme")) == [f"theme-2026-12-branch-{day.cast.first}"]


def test_a_fixed_day_early_in_the_month_is_asked_for_in_the_month_before(day):
    with day.ledger.begin() as db:
        theme_days.set_day(db, day.cast.first, ThemeDay(0, 4), None, day.now)
    day.awake(here(2026, 12, 28, 9, 30)).fire(here(2026, 12, 28, 9, 39), JOB)
    assert list(day.written("theme")) == [f"theme-2027-01-branch-{day.cast.first}"]


def test_it_stands_in_the_calendar_of_pushes_before_it_is_sent(day):
    with day.ledger.read() as db:
        found = forecast.month(day.services, db, JOBS, "2026-12", day.now)
    [asked] = [one for one in found if one.title == "主题党日快到了，请先定主题"]
    assert asked.at - here(2026, 12, 11, 9, 39) < timedelta(minutes=5)
    assert asked.recipients == 3
