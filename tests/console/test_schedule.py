"""The schedule in the console: foretold as in chat, questions answered once, what downtime does set by the committee."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot import local, scheduler
from bot.jobs import JOBS, forecast
from bot.ledger import calendar, job_runs, job_settings
from bot.ledger.tables import audit
from tests.chat.evenings import plan

PATH = "/console/schedule"


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


SLOT = here(2026, 12, 1, 9, 7)


@pytest.fixture
def late(town):
    """December's plans are late, and the committee is asked."""
    with town.db() as db:
        calendar.seed(db)
        for job in JOBS:
            job_runs.watch(db, job.name, here(2026, 12, 1, 9, 0))
        job_settings.set_policy(db, "month_plan", job_settings.ASK, None, town.now)
    town.at(here(2026, 12, 1, 14, 0))
    scheduler.fire(town.services, town.now)
    return town


def run(town):
    with town.db() as db:
        return job_runs.at(db, "month_plan", SLOT)


def recorded(town, verb):
    with town.db() as db:
        rows = select(audit.c.actor, audit.c.detail).where(audit.c.verb == verb)
        return [tuple(row) for row in db.execute(rows)]


def test_every_job_stands_there_with_its_next_run(town, visitor):
    page = visitor("郑干事").page(PATH)
    titles = [head.text for head in page.select("table")[0].select("tbody th")]
    assert titles == [job.title for job in JOBS]


def test_a_month_shows_what_is_foretold_and_what_went(town, visitor):
    plan(town)
    with town.db() as db:
        calendar.seed(db)
        expected = forecast.month(town.services, db, JOBS, "2026-11", town.now)
    page = visitor("郑干事").page(f"{PATH}?month=2026-11")
    table = page.select_one("#month").find_next("table")
    assert sum(int(cell.text) for cell in table.select("td.number")) == sum(
        one.recipients for one in expected
    )
    assert {row.th.text for row in table.select("tbody tr")} == {one.title for one in expected}


def test_a_late_run_is_asked_about_and_done_after_the_answer(late, visitor):
    one = visitor("郑干事")
    assert "停机误了。要补吗？" in one.page(PATH).text
    assert "一两分钟内补" in one.press(PATH, "/questions/1", policy="send").text
    scheduler.fire(late.services, late.now)
    assert run(late).outcome != job_runs.ASKED
    assert recorded(late, "job_answer") == [("console", f"{SLOT.isoformat()} send")]


def test_a_late_run_is_left_out_and_that_is_written_down(late, visitor):
    visitor("郑干事").press(PATH, "/questions/1", policy="skip")
    assert run(late).outcome == job_runs.NOT_WANTED
    page = visitor("郑干事").page(PATH)
    assert job_runs.NOT_WANTED in page.text
    assert "要补吗" not in page.text


def test_the_second_answer_is_told_who_was_first(late, visitor, say):
    one = visitor("郑干事")
    key = one.page(PATH).select_one("[name=key]")["value"]
    say("郑干事", "不补 1")
    told = one.page(one.post(f"{PATH}/questions/1", {"key": key, "policy": "send"}).headers["Location"])
    assert "郑干事已经答了不补" in told.text
    assert run(late).outcome == job_runs.NOT_WANTED


def test_what_is_too_late_is_not_done(late, visitor):
    late.later(days=5)
    one = visitor("郑干事")
    key = one.page(PATH).select_one("[name=key]")["value"]
    answer = one.post(f"{PATH}/questions/1", {"key": key, "policy": "send"})
    assert answer.status_code == 422
    assert "已经过时" in answer.text


def test_what_downtime_does_is_set_for_jobs_where_that_makes_sense(town, visitor):
    one = visitor("郑干事")
    assert "停机误了：先问" in one.press(f"{PATH}/month_plan", "/policy", policy="ask").text
    with town.db() as db:
        assert job_settings.policies(db) == {"month_plan": "ask"}
    assert recorded(town, "job_policy") == [("console", "ask")]
    page = one.page(f"{PATH}/sweep")
    assert not page.select("main form")
    key = page.select_one("[name=key]")["value"]
    assert one.post(f"{PATH}/sweep/policy", {"key": key, "policy": "skip"}).status_code == 422


@pytest.mark.parametrize("name", ["李书记", "孙指导"])
def test_the_schedule_is_the_committees(late, visitor, name):
    one = visitor(name)
    key = one.page("/console/").select_one("[name=key]")["value"]
    assert one.get(PATH).status_code == 403
    assert one.get(f"{PATH}/month_plan").status_code == 403
    assert one.post(f"{PATH}/month_plan/policy", {"key": key, "policy": "skip"}).status_code == 403
    assert one.post(f"{PATH}/questions/1", {"key": key, "policy": "skip"}).status_code == 403
    assert run(late).outcome == job_runs.ASKED


def test_there_is_no_page_for_a_job_that_is_not_there(visitor):
    assert visitor("郑干事").get(f"{PATH}/nothing").status_code == 404
