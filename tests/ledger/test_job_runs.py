"""A due time is run once, whoever claims it; one whose run died is run again."""

from datetime import timedelta

import pytest

from bot.ledger import job_runs
from tests.cast import NOW

SLOT = NOW
MINUTE = timedelta(minutes=1)


def test_a_due_time_is_claimed_once(db):
    assert job_runs.claim(db, "month_plan", SLOT, NOW)
    assert not job_runs.claim(db, "month_plan", SLOT, NOW)
    assert job_runs.claim(db, "owed_tasks", SLOT, NOW)


@pytest.mark.parametrize(("minutes", "again"), [(9, False), (10, True)])
def test_a_run_that_never_ended_is_claimed_again_after_ten_minutes(db, minutes, again):
    job_runs.claim(db, "month_plan", SLOT, NOW)
    assert job_runs.claim(db, "month_plan", SLOT, NOW + minutes * MINUTE) is again
    assert (
        job_runs.killed(db, "month_plan", NOW + minutes * MINUTE) == []
    )  # it has just been claimed, or is alive


def test_a_run_that_never_ended_is_found(db):
    job_runs.claim(db, "month_plan", SLOT, NOW)
    assert job_runs.killed(db, "month_plan", NOW + 10 * MINUTE) == [SLOT]
    assert job_runs.killed(db, "owed_tasks", NOW + 10 * MINUTE) == []


def test_a_finished_run_stays_finished(db):
    job_runs.claim(db, "month_plan", SLOT, NOW)
    job_runs.finish(db, "month_plan", SLOT, "下发 2 个支部", NOW + MINUTE)
    assert not job_runs.claim(db, "month_plan", SLOT, NOW + timedelta(days=1))
    [run] = job_runs.latest(db, "month_plan")
    assert (run.slot, run.finished_at, run.outcome) == (SLOT, NOW + MINUTE, "下发 2 个支部")


def test_a_failed_run_keeps_its_reason_and_is_open(db):
    job_runs.claim(db, "month_plan", SLOT, NOW)
    job_runs.note_failure(db, "month_plan", SLOT, "出错：ValueError")
    assert job_runs.latest(db, "month_plan")[0].outcome == "出错：ValueError"
    assert job_runs.claim(db, "month_plan", SLOT, NOW + 10 * MINUTE)


def test_a_missed_run_is_recorded_once(db):
    assert job_runs.give_up(db, "owed_tasks", SLOT, NOW)
    assert not job_runs.give_up(db, "owed_tasks", SLOT, NOW)
    assert job_runs.latest(db, "owed_tasks")[0].outcome == job_runs.MISSED


def test_the_last_due_time_is_not_one_ahead_of_the_clock(db):
    assert job_runs.last_slot(db, "sweep", NOW) is None
    job_runs.watch(db, "sweep", NOW)
    job_runs.claim(db, "sweep", NOW + timedelta(days=9), NOW)  # when the clock was wrong
    assert job_runs.last_slot(db, "sweep", NOW + MINUTE) == NOW


def test_recent_runs_of_all_jobs_come_newest_first(db):
    for n, job in enumerate(("sweep", "tidy", "sweep")):
        job_runs.claim(db, job, SLOT + n * MINUTE, NOW + n * MINUTE)
    assert [run.job for run in job_runs.recent(db, 2)] == ["sweep", "tidy"]
    assert job_runs.prune(db, "sweep", SLOT + MINUTE) == 1
    assert len(job_runs.recent(db)) == 2
