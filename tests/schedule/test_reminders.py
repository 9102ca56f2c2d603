"""Reminders reach those who are due and coming, in time, once; the reading comes before."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import local
from bot.ledger import leave, meetings
from tests.cast import FIRST, JOINT, NOW

HOUR = timedelta(hours=1)
MEETING = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)  # Wednesday 19:30 in Shanghai
REMIND, READ = ["meeting_reminder"], ["first_topic_reminder"]


@pytest.fixture
def day(day):
    return day.started()


def fire(day, now, jobs):
    day.awake(now).fire(now, jobs)


def reminded(day):
    return set().union(*day.written("reminder").values())


def test_a_meeting_is_brought_to_mind_a_day_before(day):
    day.meeting(MEETING)
    fire(day, MEETING - 25 * HOUR, REMIND)
    assert not day.written()
    fire(day, MEETING - 24 * HOUR + timedelta(minutes=3), REMIND)
    assert reminded(day) == set(FIRST)


def test_once_however_often_it_runs(day):
    held = day.meeting(MEETING)
    for minutes in range(0, 240, 10):
        fire(day, MEETING - 10 * HOUR + timedelta(minutes=minutes), REMIND)
    assert list(day.written()) == [f"reminder-meeting-{held.id}"]


def test_the_reminder_says_when_where_and_what_to_reply(day):
    held = day.meeting(MEETING)
    fire(day, MEETING - 23 * HOUR, REMIND)
    row = day.notice(f"reminder-meeting-{held.id}")
    assert row.expires_at == MEETING
    lines = row.body.splitlines()
    assert lines[0] == "11月25日（周三）19:30 支部党员大会"
    assert lines[1] == "地点：三楼会议室"
    assert lines[2].startswith("先学第一议题：《")
    assert lines[-1] == "到了回「签到」；来不了回「请假 原因」。"


def test_who_has_asked_leave_is_not_reminded(day):
    held = day.meeting(MEETING)
    ids = day.cast.ids
    with day.ledger.begin() as db:
        leave.ask(db, held, ids["王党员"], "出差", NOW)
        leave.excuse(db, held, ids["吴党员"], "住院", ids["李书记"], NOW)
        rejected = leave.ask(db, held, ids["冯党员"], "不想去", NOW)
        leave.decide(db, rejected, leave.REJECTED, ids["李书记"], NOW)
    fire(day, MEETING - 20 * HOUR, REMIND)
    assert reminded(day) == {*FIRST} - {"王党员", "吴党员"}


def test_a_committee_meeting_reminds_the_committee_only(day):
    day.meeting(MEETING, kind="支委会")
    fire(day, MEETING - 20 * HOUR, REMIND)
    assert reminded(day) == {"李书记", "周组织"}


def test_a_joint_meeting_reminds_both_branches_in_one_notice(day):
    day.meeting(MEETING, kind="结对活动", joint=True)
    fire(day, MEETING - 20 * HOUR, REMIND)
    assert len(day.written()) == 1
    assert reminded(day) == {*FIRST, *JOINT}


def test_a_meeting_called_off_or_begun_is_not_brought_to_mind(day):
    held = day.meeting(MEETING)
    day.meeting(MEETING - 48 * HOUR, kind="党课")
    with day.ledger.begin() as db:
        meetings.cancel(db, held.id)
    fire(day, MEETING - 20 * HOUR, REMIND)
    assert not day.written()


def test_a_moved_meeting_gets_a_new_reminder_and_the_old_one_is_taken_back(day):
    held = day.meeting(MEETING)
    fire(day, MEETING - 20 * HOUR, REMIND)
    with day.ledger.begin() as db:
        meetings.reschedule(db, held.id, MEETING + 48 * HOUR)
    fire(day, MEETING + 28 * HOUR, REMIND)
    fire(day, MEETING + 29 * HOUR, REMIND)
    stem = f"reminder-meeting-{held.id}"
    assert set(day.written()) == {stem, f"{stem}-11271930"}
    assert day.notice(stem).cancelled_at is not None
    assert day.notice(f"{stem}-11271930").body.startswith("11月27日")


@pytest.mark.parametrize("hour", [*range(24)])
def test_no_reminder_is_sent_in_the_quiet_hours(day, hour):
    begins = datetime(2026, 11, 26, hour, tzinfo=local.SHANGHAI)
    held = day.meeting(begins)
    fire(day, begins.astimezone(UTC) - 24 * HOUR + timedelta(minutes=3), REMIND)
    sent = local.at(day.notice(f"reminder-meeting-{held.id}").send_at)
    assert 8 <= sent.hour < 21
    assert sent.minute not in (0, 30)


def test_officers_get_the_months_reading_a_week_before_and_members_three_days_before(day):
    held = day.meeting(MEETING + 7 * 24 * HOUR)
    fire(day, MEETING - HOUR, READ)
    assert not day.written()
    fire(day, MEETING + timedelta(minutes=17), READ)
    assert day.written() == {f"first-topic-meeting-{held.id}": {"李书记", "周组织", "孙指导"}}
    fire(day, MEETING + 95 * HOUR, READ)
    assert f"reading-meeting-{held.id}" not in day.written()
    fire(day, MEETING + 96 * HOUR + timedelta(minutes=17), READ)
    written = day.written()
    assert written[f"reading-meeting-{held.id}"] == set(FIRST) - {"李书记", "周组织"}
    titles = [one.title for one in day.services.library.first_topics("2026-12").items]
    assert titles[0].strip("《》")[:20] in day.notice(f"first-topic-meeting-{held.id}").body


def test_members_have_the_reading_a_day_before_or_in_the_reminder(day):
    held = day.meeting(NOW + 20 * HOUR)
    fire(day, NOW + HOUR, READ)
    assert list(day.written()) == [f"first-topic-meeting-{held.id}"]
    fire(day, NOW + HOUR, REMIND)
    assert "先学第一议题" in day.notice(f"reminder-meeting-{held.id}").body


def test_a_meeting_without_a_first_topic_has_no_reading(day):
    day.meeting(MEETING, kind="主题党日")
    fire(day, MEETING - 40 * HOUR, READ)
    assert not day.written()


def test_a_month_without_prepared_materials_is_said_to_officers_only(day):
    held = day.meeting(datetime(2028, 5, 10, 11, 30, tzinfo=UTC))
    fire(day, held.starts_at - 60 * HOUR, READ)
    assert list(day.written("first")) == [f"first-topic-meeting-{held.id}"]
    assert not day.written("reading")
    assert "还没有备好" in day.notice(f"first-topic-meeting-{held.id}").body


def test_every_bubble_fits(day):
    for n, kind in enumerate(
        ("支部党员大会", "支委会", "党小组会", "党课", "一个名字相当长的支部自定活动项目名称")
    ):
        day.meeting(MEETING + n * HOUR, kind=kind, joint=True)
    fire(day, MEETING - 18 * HOUR, REMIND + READ)
    for key in day.written():
        row = day.notice(key)
        bubble = f"{row.title}\n{row.body}"
        assert len(bubble) <= 300
        assert len(bubble.splitlines()) <= 8
