"""What is going to be pushed, how the jobs stand, and the answer to what downtime made late."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import local, scheduler
from bot.jobs import JOBS
from bot.ledger import calendar, job_runs, job_settings, offices
from bot.ledger.tables import audit
from tests.chat.evenings import bubbles, plan


@pytest.fixture
def tell(say):
    return bubbles(say)


def here(*fields):
    return datetime(*fields, tzinfo=local.SHANGHAI).astimezone(UTC)


SLOT = here(2026, 12, 1, 9, 7)


@pytest.fixture
def late(town):
    """December's plans are late, and the committee is asked."""
    with town.db() as db:
        calendar.seed(db)
        for job in JOBS:
            job_runs.watch(db, job.name, here(2026, 12, 1, 9))
        job_settings.set_policy(db, "month_plan", job_settings.ASK, None, town.now)
    town.at(here(2026, 12, 1, 14))
    scheduler.fire(town.services, town.now)
    return town


def policy(town, job="month_plan"):
    with town.db() as db:
        return job_settings.policies(db).get(job)


def pages(tell, name):
    """All the pages of what is pushed in two weeks."""
    told = [tell(name, "推送日历")]
    while told[-1].endswith("回 1 往下看。"):
        told.append(tell(name, "1"))
    return "\n".join(told)


def test_an_officer_sees_what_goes_to_the_own_branch_only(town, tell):
    plan(town)
    assert "开会提醒：支部党员大会 8人" in pages(tell, "周组织")
    assert "联合支部" not in pages(tell, "周组织")
    assert "联合支部" in pages(tell, "钱书记")
    assert "开会提醒" not in pages(tell, "钱书记")


def test_staff_see_all_and_page_by_one(town, tell):
    with town.db() as db:
        calendar.seed(db)
    first = tell("郑干事", "推送日历 12月").splitlines()
    assert first[0].startswith("2026年12月推送 ")
    assert first[-1].endswith("回 1 往下看。")
    more = tell("郑干事", "1").splitlines()
    assert more[0] == first[0]
    assert more[1:] != first[1:]


def test_beyond_the_known_holidays_a_mark_says_so(town, tell):
    with town.db() as db:
        calendar.seed(db)
    told = tell("李书记", "推送日历 明年3月")
    assert "？" in told
    assert "节假日没录" in told


def test_a_member_has_no_business_with_it(tell):
    for words in ("推送日历", "定时任务", "补发 1", "不补 1"):
        told = tell("王党员", words)
        assert not told.startswith(("14 天内", "定时任务（", "✓", "没有"))


def test_the_jobs_say_when_they_ran_and_run_next(late, tell):
    told = tell("李书记", "定时任务").splitlines()
    assert told[0] == "定时任务（上次 → 下次）"
    assert told[1] == "1 每月任务下发　12/1 09:07 → 12/2 09:07"
    assert told[3].startswith("3 会议提醒　12/1 13:53 → 12/1 14:03")
    assert told[-1] == "看会推送什么，回「推送日历」。"


def test_staff_set_by_digits_what_downtime_does_and_it_is_kept(late, tell):
    assert "有 1 个在等答" in tell("郑干事", "定时任务")
    told = tell("郑干事", "1")
    assert "上次：12月1日（周二）09:07，停机误了，在问要不要补" in told
    assert "停机误了：先问" in told
    assert tell("郑干事", "2").startswith("✓ 已改　每月任务下发停机误了：不补")
    assert policy(late) == job_settings.SKIP
    with late.db() as db:
        kept = db.execute(select(audit.c.member_id, audit.c.detail).where(audit.c.verb == "job_policy")).all()
    assert (late.cast.ids["郑干事"], "skip") in [tuple(row) for row in kept]


def test_a_job_that_looks_at_how_things_are_has_nothing_to_choose(town, tell):
    tell("郑干事", "定时任务")
    assert tell("郑干事", "3").endswith("它看现状办事，恢复后该发的照发，过时的不发。")


def test_an_officer_sets_nothing(late, tell):
    tell("李书记", "定时任务")
    tell("李书记", "1")
    tell("李书记", "2")
    assert policy(late) == job_settings.ASK


def test_the_first_answer_counts(late, tell):
    with late.db() as db:
        offices.appoint_staff(db, late.cast.ids["孙指导"], late.now)
    assert tell("郑干事", "补发 1").startswith("✓ 记下了　每月任务下发 12月1日（周二）09:07：一两分钟内补。")
    assert "郑干事已经答了补发，不用再答" in tell("孙指导", "不补 1")
    late.later(minutes=1)
    scheduler.fire(late.services, late.now)
    with late.db() as db:
        assert job_runs.at(db, "month_plan", SLOT).outcome == "2026-12 下发 2 个支部"
    assert tell("郑干事", "补发").startswith("没有等着答的")


def test_without_a_number_the_only_one_is_meant(late, tell):
    assert tell("郑干事", "不补").endswith("看结果，回「定时任务」。")
    with late.db() as db:
        assert job_runs.at(db, "month_plan", SLOT).outcome == job_runs.NOT_WANTED


def test_a_number_that_is_not_there(late, tell):
    assert tell("郑干事", "补发 9").startswith("没有 9 号")


def test_too_late_is_too_late(late, tell):
    late.at(SLOT + timedelta(days=4))
    assert "已经过时，不补了" in tell("郑干事", "补发 1")


def test_an_officer_of_a_branch_answers_nothing(late, tell):
    assert tell("李书记", "补发 1").startswith("这项由行业党委工作人员办理")
    with late.db() as db:
        assert len(job_settings.waiting(db)) == 1
