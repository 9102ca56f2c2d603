"""One due time, one run: with two schedulers, a kill in the middle, an error, a day's outage."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from bot import local, scheduler
from bot.jobs import Daily, Every, Job
from bot.ledger import calendar, job_runs, notices
from tests.cast import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


def a_job(run, rule=None, late=timedelta(hours=12)):
    return Job("watched", "试", lambda push: rule or Daily(9, 7), run, late)


def fired(day, job, now):
    return scheduler.fire(day.services, now, [job])


@pytest.fixture
def ran():
    return []


@pytest.fixture
def job(ran):
    return a_job(lambda services, slot, now: ran.append(slot) or "办了")


def test_two_schedulers_at_the_same_moment_do_one_run(day, job, ran):
    fired(day, job, NOW)
    at = here(2026, 11, 24, 9, 8)
    together = threading.Barrier(4)

    def one():
        together.wait()
        fired(day, job, at)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ran == [here(2026, 11, 24, 9, 7)]


def test_a_run_killed_in_the_middle_is_done_again_after_ten_minutes(day, job, ran):
    fired(day, job, NOW)
    slot = here(2026, 11, 24, 9, 7)
    with day.ledger.begin() as db:
        job_runs.claim(db, job.name, slot, slot)  # and then: kill -9
    fired(day, job, slot + 9 * MINUTE)
    assert ran == []
    fired(day, job, slot + 10 * MINUTE)
    fired(day, job, slot + 30 * MINUTE)
    assert ran == [slot]


def test_an_error_is_noted_without_its_words_and_tried_again(day, ran, caplog):
    def fails(services, slot, now):
        ran.append(slot)
        raise ValueError("王党员 13800000000")

    job = a_job(fails)
    fired(day, job, NOW)
    at = here(2026, 11, 24, 9, 7)
    assert fired(day, job, at) == 0
    fired(day, job, at + 5 * MINUTE)
    fired(day, job, at + 10 * MINUTE)
    assert ran == [at, at]
    noted = day.runs(job.name)[0].outcome
    assert noted.startswith("出错：ValueError < test_firing.py:")
    assert "ValueError" in caplog.text
    assert "王党员" not in caplog.text + noted


def test_an_error_in_a_frequent_job_waits_for_the_next_time(day, ran):
    def fails(services, slot, now):
        ran.append(slot)
        raise ValueError

    job = a_job(fails, Every(10, 3))
    fired(day, job, NOW)
    fired(day, job, NOW + 3 * MINUTE)
    fired(day, job, NOW + 12 * MINUTE)
    fired(day, job, NOW + 13 * MINUTE)
    fired(day, job, NOW + 20 * MINUTE)
    assert ran == [NOW + 3 * MINUTE, NOW + 13 * MINUTE]


def test_one_job_that_fails_does_not_keep_the_others_from_running(day, job, ran):
    def fails(services, slot, now):
        raise RuntimeError

    bad = Job("bad", "坏", lambda push: Daily(9, 7), fails)
    scheduler.fire(day.services, NOW, [bad, job])
    assert scheduler.fire(day.services, NOW + DAY, [bad, job]) == 1
    assert len(ran) == 1


def test_what_came_too_late_is_recorded_and_told_to_the_staff_once(day):
    day.started(here(2026, 12, 1, 10))
    day.meeting(here(2026, 12, 3, 9))
    day.fire(here(2026, 12, 4, 10))
    day.fire(here(2026, 12, 4, 10, 1))
    [key] = day.written("missed")
    assert key == "missed-owed_tasks-202612020937"
    assert day.written("missed")[key] == {"郑干事"}
    missed = [run for run in day.runs("owed_tasks") if run.outcome == job_runs.MISSED]
    assert [run.slot for run in missed] == [here(2026, 12, 2, 9, 37)]
    body = day.notice(key).body
    assert "任务到期提醒：12月2日09:37" in body
    assert "会议提醒：12月1日10:03起，没来得及：开会提醒：支部党员大会" in body


def test_a_short_outage_is_made_good_without_a_word(day):
    day.started(here(2026, 12, 1, 9))
    day.fire(here(2026, 12, 1, 10, 30))
    assert not day.written("missed")
    assert len(day.written("monthly-2026-12")) == 2
    assert day.runs("owed_tasks")[0].slot == here(2026, 12, 1, 9, 37)


def test_a_week_down_is_one_report_and_no_flood(day):
    day.started(here(2026, 11, 24, 10))
    day.meeting(here(2026, 11, 27, 19, 30))
    day.fire(here(2026, 12, 1, 10))
    assert len(day.written("missed")) == 1
    assert not day.written("reminder")
    assert len(day.written("monthly-2026-12")) == 2
    assert len(day.runs("sweep")) == 1
    body = day.notice(next(iter(day.written("missed")))).body
    assert len(body.splitlines()) <= 7
    assert "另行告知" in body.splitlines()[-1]


def test_a_clock_set_back_repeats_nothing(day, job, ran):
    fired(day, job, NOW)
    at = here(2026, 11, 24, 9, 7)
    for now in (at + MINUTE, at - 60 * MINUTE, at, at + MINUTE):
        fired(day, job, now)
    assert ran == [at]


def test_the_worker_is_woken_after_runs_only(day, job):
    fired(day, job, NOW)
    assert day.queue.count == 0
    fired(day, job, NOW + DAY)
    assert day.queue.count == 1


def test_without_announced_days_the_staff_are_told_once_a_month(day):
    day.started(here(2026, 10, 20, 10))
    for month, date in ((10, 31), (11, 1), (11, 2), (11, 3), (11, 30), (12, 1), (12, 2)):
        day.fire(here(2026, month, date, 4), ["calendar_watch"])
    assert set(day.written("calendar")) == {"calendar-2026-11-01", "calendar-2026-12-01"}
    assert day.written("calendar")["calendar-2026-12-01"] == {"郑干事"}
    assert "2026年12月31日" in day.notice("calendar-2026-12-01").body


def test_2027_without_days_falls_back_to_monday_to_friday_and_warns(day):
    day.started(here(2027, 1, 1, 4))
    day.fire(here(2027, 1, 1, 9, 7), ["month_plan"])  # a Friday that nobody has announced as a holiday
    assert len(day.written("monthly-2027-01")) == 2
    day.fire(here(2027, 2, 2, 4), ["calendar_watch"])
    assert day.written("calendar-2027-02-01")


def test_the_calendar_is_seeded_by_the_first_firing(day):
    with day.ledger.begin() as db:
        db.execute(calendar.calendar_day.delete())
    day.fire(here(2026, 10, 8, 9, 7))
    assert len(day.written("monthly-2026-10")) == 2
    with day.ledger.read() as db:
        assert calendar.first_workday(db, "2026-10") == local.day(day.now)


def test_old_runs_are_forgotten_and_the_daily_ones_kept(day):
    day.started()
    for n in range(1, 6):
        day.fire(NOW + n * DAY)
    assert len(day.runs("sweep")) <= 4
    assert len(day.runs("month_plan")) == 6


def test_a_notice_made_elsewhere_under_the_same_key_is_not_repeated(day):
    day.started()
    with day.ledger.begin() as db:
        notices.create(
            db,
            key=f"monthly-2026-12-branch-{day.cast.first}",
            kind="tasks",
            title="已由书记发过",
            body="共3项",
            recipients=[day.cast.ids["王党员"]],
            now=NOW,
        )
    day.fire(here(2026, 12, 1, 9, 7))
    assert day.notice(f"monthly-2026-12-branch-{day.cast.first}").title == "已由书记发过"
