"""What is foretold is what the jobs then send: the same pushes, at the same minute, to as many people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot import local
from bot.jobs import JOBS, forecast
from bot.ledger import calendar, notices
from bot.ledger.tables import delivery, notice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KINDS = ("tasks", "reminder", "first_topic")


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


def month(day, name):
    with day.ledger.read() as db:
        return forecast.month(day.services, db, JOBS, name, day.now)


def coming(day, days):
    with day.ledger.read() as db:
        return forecast.coming(day.services, db, JOBS, day.now, day.now + days * DAY)


def sent(day):
    """What stands in the ledger, as (when it goes out, title, how many people)."""
    rows = (
        select(notice.c.send_at, notice.c.title, func.count(delivery.c.id))
        .join(delivery)
        .where(notice.c.kind.in_(KINDS))
        .group_by(notice.c.id)
    )
    with day.ledger.read() as db:
        return sorted(map(tuple, db.execute(rows)))


def said(found):
    return sorted((one.at, one.title, one.recipients) for one in found)


def live(day, begins, ends, minutes=120):
    """The scheduler looks now and then: a month of looking every ten minutes would take minutes of a test."""
    at = begins
    while at < ends:
        day.fire(at, ["month_plan", "owed_tasks", "meeting_reminder", "first_topic_reminder"])
        at += timedelta(minutes=minutes)


# One month in the fast run; the long one adds the National Day and the Spring Festival.
@pytest.mark.parametrize(
    "name", ["2026-12", *(pytest.param(one, marks=pytest.mark.slow) for one in ("2026-10", "2027-02"))]
)
def test_a_month_goes_as_it_was_foretold(day, name):
    begins, ends = local.month_bounds(name)
    day.fire(begins - 8 * HOUR)
    days = range(3, 29, 5)
    for n, of in enumerate(days):
        kind = ("支部党员大会", "支委会", "主题党日", "党课")[n % 4]
        day.meeting(
            begins + of * DAY + (9 + n) * HOUR + 30 * timedelta(minutes=1), kind=kind, joint=n % 2 == 0
        )
    day.fire(begins - 7 * HOUR)
    foretold = [one for one in month(day, name) if not one.made or one.at >= begins]
    assert len(foretold) > 10
    live(day, begins - 7 * HOUR - 55 * timedelta(minutes=1), ends)
    made = [row for row in sent(day) if begins <= row[0] < ends]
    minute_off = timedelta(minutes=130)  # made when the scheduler looks next
    assert [(title, count) for _, title, count in made] == [(t, c) for _, t, c in said(foretold)]
    for (at, title, _), (foretold_at, _, _) in zip(made, said(foretold), strict=True):
        assert abs(at - foretold_at) <= minute_off, title


def test_nothing_falls_on_a_holiday_but_what_cannot_wait(day):
    day.started(here(2026, 9, 29, 10))
    day.meeting(here(2026, 10, 4, 15))  # in the middle of the national holiday
    day.meeting(here(2026, 10, 8, 19, 30), kind="党课")
    found = month(day, "2026-10")
    on_holidays = []
    with day.ledger.read() as db:
        on_holidays = [one for one in found if not calendar.is_workday(db, local.day(one.at))]
    assert {one.title for one in on_holidays} == {"开会提醒：支部党员大会", "会前读一读"}
    [reminder] = [one for one in on_holidays if one.kind == "reminder"]
    assert local.day(reminder.at) == date(2026, 10, 4), "on the matter's own day"
    [lecture] = [one for one in found if one.title == "开会提醒：党课"]
    assert local.day(lecture.at) == date(2026, 10, 8)
    assert 8 <= local.at(lecture.at).hour < 9


def test_a_workday_made_by_the_calendar_is_one(day):
    """Saturday 10 October 2026 is worked: a reminder that falls on it stays."""
    day.started(here(2026, 10, 8, 10))
    day.meeting(here(2026, 10, 11, 15))
    [reminder] = [one for one in month(day, "2026-10") if one.kind == "reminder"]
    assert reminder.at == here(2026, 10, 10, 15)


def test_beyond_the_known_holidays_it_is_marked_as_assumed(day):
    day.started(here(2026, 12, 20, 10))
    assert {one.assumed for one in month(day, "2027-05")} == {True}
    assert {one.assumed for one in month(day, "2026-12") if not one.made} == {False}
    with day.ledger.begin() as db:
        for name, _ in calendar.HOLIDAYS:
            calendar.set_day(db, date(2027, 6, 1), calendar.HOLIDAY, name, None, day.now)
            calendar.set_day(
                db, date(2027, 6, 2), calendar.HOLIDAY, "元旦春节清明劳动端午中秋国庆", None, day.now
            )
    assert {one.assumed for one in month(day, "2027-05")} == {False}


def test_any_month_can_be_asked_for_and_writes_nothing(day):
    day.started()
    for name in ("2026-12", "2027-06", "2031-02"):
        found = month(day, name)
        assert {one.title for one in found} >= {
            f"{int(name[5:])}月任务（一支部）",
            f"{int(name[5:])}月任务（联合支部）",
        }
        assert all(local.month(one.at) == name for one in found)
    assert not day.written()


def test_a_month_past_shows_what_was_sent(day):
    day.fire(here(2026, 11, 30, 12))
    day.fire(here(2026, 12, 1, 9, 7))
    day.now = here(2027, 1, 20, 10)
    found = month(day, "2026-12")
    assert [one.title for one in found] == ["12月任务（一支部）", "12月任务（联合支部）"]
    assert all(one.made for one in found)


def test_what_has_been_made_is_foretold_no_more_but_stands_as_written(day):
    day.fire(here(2026, 11, 30, 10))
    assert [one.made for one in coming(day, 7) if one.title.startswith("12月任务")] == [False, False]
    day.now = here(2026, 12, 1, 9, 7)
    day.fire(day.now, ["month_plan"])
    assert [one.made for one in coming(day, 6) if one.title.startswith("12月任务")] == [True, True]


def test_a_notice_that_waits_for_its_hour_is_in_the_calendar_and_one_taken_back_is_not(day):
    day.started()
    with day.ledger.begin() as db:
        for title in ("到点发的", "撤回的"):
            made = notices.create(
                db,
                key=title,
                kind="notice",
                title=title,
                body="",
                recipients=[day.cast.ids["王党员"]],
                now=day.now,
                send_at=day.now + DAY,
                branch_id=day.cast.first,
            )
        notices.cancel(db, made.notice_id, day.now)
    assert [one.title for one in coming(day, 2) if one.kind == "notice"] == ["到点发的"]
