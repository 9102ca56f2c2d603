"""Rule 11: the first topic opens 大会, 支委会 and 小组会, once a month at least; published sources with title and date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from bot import local
from bot.jobs import reminders
from bot.ledger import first_topics, meeting_kinds
from bot.ledger.first_topics import Study
from content.month_checks import check_topics
from content.problems import File
from tests.cast import NOW
from tests.ledger.duty_days import held, state

GOOD = {
    "title": "公开发表的文章",
    "issuer": "某报",
    "date": "2026-11-01",
    "summary": "一段四十个字以上的摘要。" * 5,
    "source": "某报第一版",
    "prompts": ["结合工作谈"],
}


@pytest.mark.parametrize(
    ("kind", "opens"),
    [("支部党员大会", True), ("支委会", True), ("党小组会", True), ("党课", False), ("主题党日", False)],
)
def test_it_opens_the_meetings_of_a_branch(kind, opens):
    assert meeting_kinds.kind(kind).first_topic is opens


@pytest.mark.parametrize(
    ("day", "clock", "month", "done"),
    [
        (date(2026, 11, 30), time(23, 59), date(2026, 11, 30), True),
        (date(2026, 12, 1), time(0, 0), date(2026, 11, 30), False),
        (date(2026, 12, 1), time(0, 0), date(2026, 12, 31), True),
        (date(2028, 2, 29), time(23, 59), date(2028, 2, 29), True),
    ],
)
def test_once_a_month_by_the_local_calendar(db, cast, day, clock, month, done):
    one = held(db, cast, "支部党员大会", day, clock=clock)
    first_topics.record(db, one, Study(("材料",), "李书记", "王党员"), None, NOW)
    assert (state(db, cast.first, "first-topic", month).state == "done") is done


def test_of_a_joint_meeting_each_branch_has_its_record(db, cast):
    one = held(db, cast, "支部党员大会", date(2026, 11, 20), branches=(cast.first, cast.joint))
    first_topics.record(db, one, Study(("材料",)), None, NOW)
    assert [found.branch_id for found in first_topics.of_meeting(db, one.id)] == [cast.first, cast.joint]
    assert first_topics.not_yet(db, "2026-11") == []
    assert [id_ for id_, _ in first_topics.not_yet(db, "2026-12")] == [cast.first, cast.joint]


@pytest.mark.parametrize("missing", ["title", "date", "source", "issuer"])
def test_a_material_without_title_date_or_source_is_refused(missing):
    row = {name: value for name, value in GOOD.items() if name != missing}
    assert any(missing in str(one) for one in check_topics(File("2026-12.toml", ""), {"item": [row]}, ()))
    assert list(check_topics(File("2026-12.toml", ""), {"item": [GOOD]}, ())) == []


def test_the_topic_is_told_a_week_and_the_material_a_day_ahead():
    assert reminders.days("topic-notice-days") == timedelta(days=7)
    assert reminders.days("material-days") >= reminders.days("material-least-days") == timedelta(days=1)
    assert local.day(datetime(2026, 11, 30, 16, 0, tzinfo=NOW.tzinfo)) == date(2026, 12, 1)
