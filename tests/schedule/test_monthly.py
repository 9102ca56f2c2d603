"""The month's tasks go out once, on the first worked day, to each branch; who owes is reminded."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot import local
from bot.ledger import calendar, members, notices, tasks
from bot.ledger.tables import branch, delivery, notice, task
from tests.cast import FIRST, JOINT, LONG_AGO

PLAN = ["month_plan"]


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("month", "first"),
    [("2026-01", 4), ("2026-05", 6), ("2026-10", 8), ("2026-11", 2), ("2026-12", 1), ("2027-05", 3)],
)
def test_it_goes_out_on_the_first_worked_day_and_on_no_other(day, month, first):
    year, number = int(month[:4]), int(month[5:])
    day.started(here(year, number, 1, 0, 1) - timedelta(days=1))
    sent_on = []
    for n in range(1, 10):
        before = len(day.written("monthly"))
        day.fire(here(year, number, n, 9, 7), PLAN)
        if len(day.written("monthly")) > before:
            sent_on.append(n)
    assert sent_on == [first]
    assert set(day.written("monthly")) == {
        f"monthly-{month}-branch-{id_}" for id_ in (day.cast.first, day.cast.joint)
    }


def test_all_members_and_officers_of_the_branch_get_it_and_nobody_else(day):
    day.started().fire(here(2026, 12, 1, 9, 7), PLAN)
    written = day.written("monthly")
    assert written[f"monthly-2026-12-branch-{day.cast.first}"] == {*FIRST, "孙指导"}
    assert written[f"monthly-2026-12-branch-{day.cast.joint}"] == {*JOINT, "孙指导"}


def test_the_bubble_is_short_and_says_what_is_due_by_when(day):
    day.started()
    for number in range(1, 13):
        with day.ledger.read() as db:
            first = calendar.first_workday(db, f"2027-{number:02}")
        day.fire(local.instant(first, time(9, 7)), PLAN)
        for branch_id in (day.cast.first, day.cast.joint):
            row = day.notice(f"monthly-2027-{number:02}-branch-{branch_id}")
            bubble = f"{row.title}\n{row.body}"
            assert len(bubble) <= 300
            assert len(bubble.splitlines()) <= 8
            assert f"{number}月任务" in row.title
            assert row.body.startswith("共")
            assert row.body.splitlines()[-1].startswith("回「任务」")


def test_the_branch_has_its_tasks_when_the_push_is_written(day):
    day.started().fire(here(2026, 12, 1, 9, 7), PLAN)
    with day.ledger.read() as db:
        found = tasks.of_month(db, day.cast.first, "2026-12")
    body = day.notice(f"monthly-2026-12-branch-{day.cast.first}").body
    assert len(found) >= 3
    assert f"共{len(found)}项" in body
    assert f"1 {found[0].title[:20]}" in body


def test_after_a_day_down_it_is_sent_once(day):
    day.started(here(2026, 11, 30, 12))
    late = here(2026, 12, 2, 8, 30)
    day.fire(late)
    assert len(day.written("monthly-2026-12")) == 2
    assert day.notice(f"monthly-2026-12-branch-{day.cast.first}").send_at == late
    day.fire(here(2026, 12, 2, 9, 7))
    day.fire(here(2026, 12, 3, 9, 7))
    assert len(day.written("monthly-2026-12")) == 2


def test_a_catch_up_in_the_night_waits_for_the_morning(day):
    day.started(here(2026, 11, 30, 12))
    day.fire(here(2026, 12, 2, 2))
    send_at = local.at(day.notice(f"monthly-2026-12-branch-{day.cast.first}").send_at)
    assert send_at.date() == date(2026, 12, 2)
    assert send_at.hour == 8
    assert send_at.minute not in (0, 30)


def test_a_new_installation_catches_up_this_month_and_no_earlier_one(day):
    day.fire(here(2026, 11, 23, 10))
    assert set(day.written("monthly")) == {
        f"monthly-2026-11-branch-{day.cast.first}",
        f"monthly-2026-11-branch-{day.cast.joint}",
    }


def test_the_month_is_counted_in_shanghai(day):
    day.started(here(2026, 11, 30, 12))
    day.fire(datetime(2026, 11, 30, 15, 59, tzinfo=UTC), PLAN)  # 23:59 on 30 November
    assert not day.written("monthly-2026-12")
    with day.ledger.begin() as db:
        calendar.set_day(db, date(2026, 12, 1), calendar.HOLIDAY, "试", None, day.now)
    day.fire(here(2026, 12, 1, 9, 7), PLAN)
    assert not day.written("monthly-2026-12")
    day.fire(here(2026, 12, 2, 9, 7), PLAN)
    assert len(day.written("monthly-2026-12")) == 2


def test_a_branch_entered_later_in_the_month_gets_its_list_the_next_day(day):
    day.started().fire(here(2026, 12, 1, 9, 7), PLAN)
    with day.ledger.begin() as db:
        made = db.execute(
            insert(branch).values(
                committee_id=day.cast.committee, name="三支部", kind="independent", created_at=LONG_AGO
            )
        ).inserted_primary_key
        members.move(db, day.cast.ids["蒋党员"], made[0], day.now)
    day.fire(here(2026, 12, 2, 9, 7), PLAN)
    assert day.written(f"monthly-2026-12-branch-{made[0]}") == {
        f"monthly-2026-12-branch-{made[0]}": {"蒋党员"}
    }


def test_a_year_sends_each_branch_twelve_lists(day):
    day.started(here(2025, 12, 31, 12))
    for number in range(1, 13):
        for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 28):
            day.awake(here(2026, number, n, 9, 7)).fire(here(2026, number, n, 9, 7), PLAN)
    assert len(day.written()) == len(day.written("monthly-2026-")) == 24


@pytest.mark.parametrize(
    ("on", "asked"), [(25, False), (26, False), (27, False), (28, True), (29, False), (30, False)]
)
def test_officers_are_reminded_five_days_before_the_last_day_or_once_the_weekend_is_over(day, on, asked):
    """The 31st is a Thursday: five days before it is Saturday the 26th."""
    day.started(here(2026, 12, on, 8)).fire(here(2026, 12, on, 9, 37), ["owed_tasks"])
    written = day.written("owed-2026-12-31-5")
    if asked:
        key = f"owed-2026-12-31-5-branch-{day.cast.first}"
        assert written[key] == {"李书记", "周组织", "孙指导"}
        assert "完成" in day.notice(key).body
        assert day.notice(key).title.endswith("项任务，12月31日到期")
        assert day.notice(key).rule
    else:
        assert not written


def test_who_has_done_everything_is_left_in_peace(day):
    day.started(here(2026, 12, 30, 8))
    with day.ledger.begin() as db:
        for one in tasks.of_month(db, day.cast.joint, "2026-12"):
            tasks.complete(db, day.cast.joint, "2026-12", one.no, "", day.cast.ids["钱书记"], day.now)
    day.fire(here(2026, 12, 30, 9, 37), ["owed_tasks"])
    assert set(day.written("owed")) == {f"owed-2026-12-31-1-branch-{day.cast.first}"}


def test_a_day_late_the_reminder_still_comes_and_only_of_what_is_still_owed(day):
    day.started(here(2026, 12, 28, 8))
    with day.ledger.begin() as db:
        for one in tasks.of_month(db, day.cast.joint, "2026-12"):
            tasks.complete(db, day.cast.joint, "2026-12", one.no, "", day.cast.ids["钱书记"], day.now)
    day.fire(here(2026, 12, 29, 9, 0))
    assert set(day.written("owed")) == {f"owed-2026-12-31-5-branch-{day.cast.first}"}
    assert not day.written("missed")


def test_of_two_reminders_that_a_holiday_brings_together_the_nearer_one_is_made(day):
    """8 October 2026 ends the national holiday: a task due on the 9th is spoken of once, that morning."""
    with day.ledger.begin() as db:
        month_of = tasks.of_month(db, day.cast.first, "2026-10")
        assert not month_of
    day.started(here(2026, 10, 8, 9))
    with day.ledger.begin() as db:
        (one, *_) = tasks.of_month(db, day.cast.first, "2026-10")
        db.execute(update(task).where(task.c.id == one.id).values(due_on=date(2026, 10, 9), mandatory=True))
    day.fire(here(2026, 10, 8, 9, 37), ["owed_tasks"])
    assert set(day.written("owed")) == {f"owed-2026-10-09-1-branch-{day.cast.first}"}


def test_who_has_had_as_many_pushes_as_a_week_allows_gets_the_plan_next_week(day):
    day.awake(here(2026, 12, 1, 9))
    with day.ledger.begin() as db:
        for n in range(day.services.config.push.weekly_limit):
            notices.create(
                db,
                key=f"n{n}",
                kind="notice",
                title="通知",
                body="",
                recipients=[day.cast.ids["王党员"]],
                now=here(2026, 11, 30, 10 + n),
            )
    day.fire(here(2026, 12, 1, 9, 7), PLAN)
    with day.ledger.read() as db:
        rows = (
            select(delivery.c.member_id, delivery.c.next_at)
            .join(notice)
            .where(notice.c.key == f"monthly-2026-12-branch-{day.cast.first}")
        )
        due = {row.member_id: local.at(row.next_at) for row in db.execute(rows)}
    waits = due.pop(day.cast.ids["王党员"])
    assert (waits.day, waits.hour) == (7, 8)
    assert {(at.day, at.hour) for at in due.values()} == {(1, 9)}
