"""Rule 4: one fixed day a month; once a month at least; moves stay within seven days."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot import local
from bot.jobs.theme_days import AT, themes_to_come
from bot.ledger import meeting_rules, theme_days
from bot.ledger.theme_days import ThemeDay
from tests.cast import NOW
from tests.ledger.duty_days import held, state
from tests.ledger.gatherings import START, meeting


@pytest.mark.parametrize(
    ("said", "month", "day"),
    [
        ("每月第2个周五", "2026-11", date(2026, 11, 13)),
        ("每月第一个周一", "2027-02", date(2027, 2, 1)),
        ("每月最后一个周五", "2026-11", date(2026, 11, 27)),
        ("每月最后一个周一", "2026-11", date(2026, 11, 30)),  # a fifth Monday
        ("每月第四个星期天", "2026-11", date(2026, 11, 22)),
        ("每月15日", "2026-11", date(2026, 11, 15)),
        ("31号", "2026-11", date(2026, 11, 30)),
        ("31号", "2027-02", date(2027, 2, 28)),
        ("31号", "2028-02", date(2028, 2, 29)),
    ],
)
def test_the_fixed_day_falls_in_every_month(said, month, day):
    assert theme_days.parse(said).of_month(month) == day


@pytest.mark.parametrize("said", ["随便", "每月", "32日", "0号", "第五个周五"])
def test_what_is_no_day_is_none(said):
    assert theme_days.parse(said) is None


def test_a_branch_has_one_and_a_later_choice_replaces_it(db, cast):
    for chosen in (ThemeDay(2, 4), ThemeDay(0, 15)):
        theme_days.set_day(db, cast.first, chosen, None, NOW)
    assert theme_days.of_branches(db, [cast.first, cast.joint]) == {cast.first: ThemeDay(0, 15)}
    assert ThemeDay(2, 4).title == "每月第2个周五"


@pytest.mark.parametrize(
    ("day", "done"), [(date(2026, 11, 30), True), (date(2026, 12, 1), False), (date(2026, 10, 31), False)]
)
def test_once_a_month_to_the_day(db, cast, day, done):
    held(db, cast, "主题党日", day)
    assert (state(db, cast.first, "theme-day", date(2026, 11, 30)).state == "done") is done


@pytest.mark.parametrize(("days", "allowed"), [(7, True), (8, False), (-1, True)])
def test_a_move_stays_within_seven_days(db, cast, days, allowed):
    planned = meeting(db, cast, kind="主题党日")
    problem = meeting_rules.problem_of_move(planned, START + timedelta(days=days), NOW)
    assert (problem == "") is allowed


def test_other_meetings_may_move_further(db, cast):
    planned = meeting(db, cast, kind="党课")
    assert meeting_rules.problem_of_move(planned, START + timedelta(days=30), NOW) == ""


@pytest.mark.parametrize(("until", "asked"), [(AT, True), (time(9, 38), False)])
def test_the_theme_is_asked_for_seven_days_ahead(db, cast, until, asked):
    theme_days.set_day(db, cast.first, ThemeDay(0, 15), None, NOW)
    found = list(themes_to_come(None, db, NOW, local.instant(date(2026, 12, 8), until)))
    assert [one.matter for one in found] == [local.instant(date(2026, 12, 15), time())][: int(asked)]
