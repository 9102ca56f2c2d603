"""What downtime made late is sent, left out or asked about, as it is set; and the committee always hears of it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from bot import local, scheduler
from bot.jobs import JOBS
from bot.ledger import job_runs, job_settings
from bot.ledger.job_settings import ASK, SEND, SKIP

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


UP_TO, BACK = here(2026, 12, 1, 9), here(2026, 12, 1, 14)  # down over 9:07, when December's tasks go out
SLOT = here(2026, 12, 1, 9, 7)


@pytest.fixture
def day(day):
    return day.started(here(2026, 11, 24, 10)).awake(UP_TO)


def set_to(day, policy, job="month_plan"):
    with day.ledger.begin() as db:
        job_settings.set_policy(db, job, policy, day.cast.ids["郑干事"], day.now)


def waiting(day):
    with day.ledger.read() as db:
        return job_settings.waiting(db)


def answer(day, asked, policy, who="郑干事"):
    with day.ledger.begin() as db:
        return job_settings.answer(db, asked, policy, day.cast.ids[who], day.now)


def plans(day):
    return set(day.written("monthly-2026-12"))


def test_by_default_what_is_late_is_sent(day):
    day.fire(BACK)
    assert len(plans(day)) == 2
    assert not day.written("ask")


def test_set_to_skip_it_is_left_out_for_good_and_told(day):
    set_to(day, SKIP)
    day.fire(BACK)
    day.fire(here(2026, 12, 2, 9, 7))
    assert not plans(day)
    [key] = day.written("missed")
    assert day.written("missed")[key] == {"郑干事"}
    assert "下面这些按设定不补：\n每月任务下发：12月1日09:07" in day.notice(key).body
    with day.ledger.read() as db:
        assert job_runs.at(db, "month_plan", SLOT).outcome == job_runs.LEFT_OUT


def test_what_is_run_in_time_is_not_late(day):
    set_to(day, ASK)
    day.fire(SLOT + 5 * MINUTE)
    assert len(plans(day)) == 2
    assert not waiting(day)


def test_set_to_ask_the_committee_is_asked_once_and_nothing_is_sent(day):
    set_to(day, ASK)
    for n in range(3):
        day.fire(BACK + n * MINUTE)
    day.fire(here(2026, 12, 2, 9, 7))  # nor does the next day make it good by itself
    assert not plans(day)
    [question] = waiting(day)
    assert (question.number, question.job, question.slot) == (1, "month_plan", SLOT)
    [key] = day.written("ask")
    assert day.written("ask")[key] == {"郑干事"}
    assert day.notice(key).body.splitlines() == [
        "1 每月任务下发：12月1日09:07",
        "要补回「补发 1」，不补回「不补 1」，一个人答了就算。",
    ]


def test_the_answer_is_taken_once_and_done_once(day):
    set_to(day, ASK)
    day.fire(BACK)
    [question] = waiting(day)
    assert answer(day, question, SEND)
    assert not answer(day, question, SKIP, "李书记")
    assert not plans(day), "the chat only takes the answer"
    for n in range(1, 4):
        day.fire(BACK + n * MINUTE)
    assert len(plans(day)) == 2
    assert not waiting(day)
    with day.ledger.read() as db:
        assert job_runs.at(db, "month_plan", SLOT).outcome == "2026-12 下发 2 个支部"


def test_of_two_schedulers_one_does_what_was_answered(day):
    set_to(day, ASK)
    day.fire(BACK)
    [question] = waiting(day)
    answer(day, question, SEND)
    together, ran = threading.Barrier(3), []

    def one():
        together.wait()
        ran.append(scheduler.fire(day.services, BACK + MINUTE, [j for j in JOBS if j.name == "month_plan"]))

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == [0, 0, 1]


def test_a_kill_in_the_middle_of_what_was_answered_is_made_good(day):
    set_to(day, ASK)
    day.fire(BACK)
    [question] = waiting(day)
    answer(day, question, SEND)
    with day.ledger.begin() as db:
        assert job_runs.take_up(db, "month_plan", SLOT, BACK)  # and then: kill -9
    day.fire(BACK + 5 * MINUTE)
    assert not plans(day)
    day.fire(BACK + 10 * MINUTE)
    assert len(plans(day)) == 2


def test_the_answer_not_to_is_kept(day):
    set_to(day, ASK)
    day.fire(BACK)
    [question] = waiting(day)
    answer(day, question, SKIP)
    day.fire(BACK + MINUTE)
    day.fire(here(2026, 12, 2, 9, 7))
    assert not plans(day)


def test_unanswered_it_lapses_when_it_is_too_late(day):
    day.started(here(2026, 12, 30, 9))
    set_to(day, ASK, "owed_tasks")
    day.fire(here(2026, 12, 30, 14))
    [question] = waiting(day)
    day.fire(here(2026, 12, 31, 21, 36))
    assert waiting(day) == [question]
    day.fire(here(2026, 12, 31, 21, 38))
    assert not waiting(day)
    with day.ledger.read() as db:
        assert job_runs.at(db, "owed_tasks", question.slot).outcome == job_runs.MISSED


def test_nobody_is_asked_about_a_run_that_would_send_nothing(day):
    day.fire(here(2026, 12, 3, 9))
    set_to(day, ASK)
    day.fire(here(2026, 12, 3, 14))
    assert len(plans(day)) == 2
    assert not waiting(day)
    assert day.runs("month_plan")[0].slot == here(2026, 12, 3, 9, 7)


def test_numbers_stay_when_others_are_answered(day):
    with day.ledger.begin() as db:
        for n in range(3):
            job_settings.ask(db, "month_plan", SLOT + n * MINUTE, BACK + n * MINUTE)
    first, second, _ = waiting(day)
    assert (first.number, second.number) == (1, 2)
    answer(day, first, SKIP)
    assert [one.number for one in waiting(day)] == [2, 3]


def test_a_policy_that_is_none_is_refused(day):
    with day.ledger.begin() as db, pytest.raises(ValueError, match="one of send, skip, ask"):
        job_settings.set_policy(db, "month_plan", "later", None, day.now)


def test_an_outage_in_which_a_meeting_began_names_what_was_not_said(day):
    day.meeting(here(2026, 12, 2, 12))
    day.meeting(here(2026, 12, 3, 19), kind="党课")
    day.fire(here(2026, 12, 2, 13))
    [key] = day.written("missed")
    assert "没来得及：开会提醒：支部党员大会" in day.notice(key).body
    assert not [one for one in day.written("reminder") if "党课" in day.notice(one).title]


def test_a_night_down_that_cost_nothing_is_not_reported(day):
    day.fire(here(2026, 12, 1, 10))
    day.fire(here(2026, 12, 2, 9, 40))
    assert not day.written("missed")


def test_a_day_down_loses_no_due_time(day):
    """Each daily due time of the day is run, and what the frequent jobs had to say is said."""
    day.fire(UP_TO)
    day.meeting(here(2026, 12, 3, 9))
    back = UP_TO + 24 * HOUR
    day.fire(back)
    for job in JOBS:
        slots = {run.slot for run in day.runs(job.name)}
        rule = job.when(day.services.config.push)
        wanted = rule.missing(UP_TO, back)
        assert (
            set(wanted[-1:] if job.late is None or not job.may_choose(day.services.config.push) else wanted)
            <= slots
        )
    assert len(plans(day)) == 2
    assert day.written("reminder")
    assert not day.written("missed")
