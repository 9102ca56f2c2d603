"""``schedule`` and ``calendar``: what an operator sees of the jobs, and the days entered by hand."""

from datetime import UTC, date, datetime

import pytest

from bot.ledger import calendar
from bot.ledger.tables import audit


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    monkeypatch.setattr("bot.cli.schedule.now", lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


def test_each_job_has_a_line_with_its_next_run_and_what_downtime_does(district):
    told = district.run("schedule")
    assert told.code == 0
    lines = told.said.splitlines()
    assert "每月任务下发（month_plan）　还没有办过　下次 2026-11-24 09:07　补发" in lines
    assert "会议提醒（meeting_reminder）　还没有办过　下次 2026-11-23 10:03　照现状办" in lines
    assert lines[-1] == "节假日还没有录。"


def test_a_month_is_foretold_with_its_branches_and_counts(district):
    told = district.run("schedule", "--month", "2027-03")
    assert told.code == 0, told.complained
    assert "？ 2027-03-01 09:07　3月任务（一支部）　→ 一支部 全体，9 人" in told.said
    assert "？：节假日还没有录到，按周一到周五算，可能变。" in told.said


def test_it_writes_nothing(district):
    before = district.counts()
    district.run("schedule")
    district.run("schedule", "--month", "2026-12")
    assert district.counts() == before


@pytest.mark.parametrize("month", ["2026-13", "december", "2026-1"])
def test_a_month_that_is_none_is_refused(district, month):
    assert district.run("schedule", "--month", month).code == 2


def test_days_entered_by_hand_count_and_are_in_the_audit(empty):
    done = empty.run("calendar", "set", "2027-02-06", "holiday", "春节", "--until", "2027-02-12")
    assert done.code == 0
    assert done.said.splitlines()[0] == "已录入 7 天：2027-02-06 到 2027-02-12 春节"
    assert done.said.splitlines()[1].startswith("2027 年还没有：元旦、清明、")
    empty.run("calendar", "set", "2027-02-14", "workday", "春节")
    with empty.ledger() as db:
        assert not calendar.is_workday(db, date(2027, 2, 10))
        assert calendar.is_workday(db, date(2027, 2, 14))
        assert {row.actor for row in db.execute(audit.select())} == {"cli"}
    shown = empty.run("calendar", "show", "2027").said
    assert "2027-02-14 周日　上班　春节（手工）" in shown


def test_a_day_is_forgotten_once(empty):
    empty.run("calendar", "set", "2027-01-01", "holiday", "元旦")
    assert empty.run("calendar", "forget", "2027-01-01").code == 0
    refused = empty.run("calendar", "forget", "2027-01-01")
    assert refused.code == 1
    assert "bot calendar show 2027" in refused.complained


@pytest.mark.parametrize(
    "words",
    [
        ("2027-02-30", "holiday", "春节"),
        ("2027-02-06", "holiday"),
        ("2027-02-06", "feast", "春节"),
        ("2027-02-06", "holiday", "春节", "--until", "2027-02-01"),
        ("2027-02-06", "holiday", "春节", "--until", "2028-02-01"),
    ],
)
def test_what_makes_no_day_is_wrong_usage(empty, words):
    assert empty.run("calendar", "set", *words).code == 2
    with empty.ledger() as db:
        assert calendar.days_of(db, date(2027, 1, 1), date(2028, 12, 31)) == []
