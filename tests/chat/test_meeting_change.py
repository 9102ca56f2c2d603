"""A meeting called off or moved from chat: who knew of it is told, nobody else; what was not out is taken back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import local, scheduler
from bot.ledger import leave, meetings
from bot.ledger.tables import audit, delivery, notice
from tests.cast import FIRST
from tests.chat.evenings import START, bubbles, plan

# 孙指导 had the reading; 李书记 does it; 褚党员 could not be reached.
KNEW = {*FIRST, "孙指导"} - {"李书记", "褚党员"}


@pytest.fixture
def held(town):
    return plan(town)


@pytest.fixture
def tell(say):
    return bubbles(say)


def remind(town, sent=True):
    """The evening before: the reminder is written, and has arrived with all but one."""
    scheduler.fire(town.services, town.now)
    town.at(START - timedelta(hours=23, minutes=55))
    scheduler.fire(town.services, town.now)
    if sent:
        with town.db() as db:
            db.execute(update(delivery).values(state="accepted", doubt_since=town.now))
            db.execute(
                update(delivery)
                .where(delivery.c.member_id == town.cast.ids["褚党员"])
                .values(state="failed", doubt_since=None)
            )


def told(town, stem):
    """Who gets the notices whose key begins so, and the last one's text."""
    names = {id_: name for name, id_ in town.cast.ids.items()}
    with town.db() as db:
        rows = db.execute(
            select(delivery.c.member_id, notice.c.title, notice.c.body)
            .join(notice, notice.c.id == delivery.c.notice_id)
            .where(notice.c.key.like(f"{stem}%"), notice.c.cancelled_at.is_(None))
        ).all()
    return {names[row.member_id] for row in rows}, rows[-1].title + "\n" + rows[-1].body if rows else ""


def state(town, held):
    with town.db() as db:
        one = meetings.get(db, held.id)
        return one.state, one.starts_at, one.place


def test_called_off_in_a_sentence_who_had_the_reminder_is_told(town, tell, held):
    remind(town)
    told_back = tell("李书记", "取消会议 1 场地没了").splitlines()
    assert told_back[0] == "要取消 11月25日（周三）19:30 支部党员大会 吗？"
    assert told_back[1] == "原因：场地没了"
    assert state(town, held)[0] == "planned"
    assert tell("李书记", "1").startswith(
        "✓ 已取消　11月25日（周三）19:30 支部党员大会\n已通知知道这个会的 7 人"
    )
    who, text = told(town, "off-meeting")
    assert who == KNEW
    assert (
        text
        == "会议取消：支部党员大会\n11月25日（周三）19:30 支部党员大会 不开了。\n原因：场地没了\n不用签到，也不用请假。"
    )
    assert state(town, held)[0] == "cancelled"
    assert "近期没有安排会议" in tell("王党员", "会议")


def test_another_place_at_the_old_time_is_said_in_a_sentence(town, tell, held):
    tell("李书记", "会议地点换到律协二楼")
    assert "改到 11月25日（周三）19:30（律协二楼），对吗？" in tell("李书记", "1")
    tell("李书记", "1")
    assert state(town, held)[1:] == (held.starts_at, "律协二楼")


def test_a_reminder_that_is_not_out_is_taken_back_and_nobody_is_told(town, tell, held):
    remind(town, sent=False)
    tell("李书记", "取消会议 场地没了")
    assert "收回没发出的提醒" in tell("李书记", "1")
    assert told(town, "off-meeting") == (set(), "")
    with town.db() as db:
        about = select(delivery.c.state).join(notice).where(notice.c.key.like("%-meeting-%"))
        assert {row.state for row in db.execute(about)} == {"cancelled"}


def test_who_asked_leave_knows_of_it_and_is_told(town, tell, held):
    with town.db() as db:
        leave.ask(db, held, town.cast.ids["吴党员"], "出差", town.now)
    tell("李书记", "取消会议 场地没了")
    tell("李书记", "1")
    assert told(town, "off-meeting")[0] == {"吴党员"}


def test_the_reason_is_asked_for_and_a_digit_will_do(town, tell, held):
    assert "什么原因？1 场地有变　2 时间冲突　3 人数不够" in tell("周组织", "取消会议")
    assert "原因：时间冲突" in tell("周组织", "2")
    tell("周组织", "1")
    assert state(town, held)[0] == "cancelled"


def test_two_leaves_it(town, tell, held):
    tell("李书记", "取消会议 场地没了")
    assert tell("李书记", "2").startswith("好，会议没有动")
    assert state(town, held)[0] == "planned"


def test_moved_in_a_sentence(town, tell, held):
    remind(town)
    tell("李书记", "改期 1 周五晚上七点 地点 五楼会议室")
    assert "改到 11月27日（周五）19:00（五楼会议室），对吗？" in tell("李书记", "1")
    assert tell("李书记", "1").startswith("✓ 已改期　11月27日（周五）19:00 支部党员大会（五楼会议室）")
    assert state(town, held)[1:] == (here(27, 19), "五楼会议室")
    who, text = told(town, "moved-meeting")
    assert who == KNEW
    assert "原定 11月25日（周三）19:30，改到 11月27日（周五）19:00。" in text


def here(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=local.SHANGHAI)


def test_after_a_move_the_reminder_names_the_new_time_and_comes_once(town, tell, held):
    remind(town)
    tell("李书记", "改期 周五晚上七点")
    tell("李书记", "1")
    tell("李书记", "1")
    for hours in (22, 23, 24, 25, 26):
        town.at(here(26, 19, 5) + timedelta(hours=hours - 24))
        scheduler.fire(town.services, town.now)
    who, text = told(town, f"reminder-meeting-{held.id}-")
    assert who == {*FIRST}
    assert "11月27日（周五）19:00" in text


def test_moved_a_little_the_word_of_it_is_the_reminder(town, tell, held):
    remind(town)
    tell("李书记", "改期 明天晚上七点")
    tell("李书记", "1")
    tell("李书记", "1")
    town.later(minutes=15)
    scheduler.fire(town.services, town.now)
    who, text = told(town, "reminder-meeting")
    assert text.startswith("会议改期：")
    assert who == KNEW


def test_a_day_alone_keeps_the_hour(town, tell, held):
    tell("李书记", "改期 周五")
    tell("李书记", "1")
    tell("李书记", "1")
    assert state(town, held)[1] == here(27, 19, 30)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("改期 昨天晚上七点", "已经过了"),
        ("改期 随便什么时候", "没看懂"),
        ("改期 2029年1月5日晚上七点", "一年以内"),
    ],
)
def test_a_time_that_cannot_be_is_asked_for_again(town, tell, held, words, why):
    assert why in tell("李书记", words)
    tell("李书记", "周五晚上七点")
    tell("李书记", "1")
    tell("李书记", "1")
    assert state(town, held)[1] == here(27, 19)


def test_a_theme_day_stays_within_a_week_of_its_day(town, tell):
    plan(town, kind="主题党日")
    assert "前后 7 天以内" in tell("李书记", "改期 12月10日晚上七点")


def test_which_of_several_is_asked(town, tell, held):
    plan(town, kind="党课", starts_at=START + timedelta(days=1))
    listed = tell("李书记", "取消会议").splitlines()
    assert listed[:3] == [
        "取消哪一个会？",
        "1 11月25日（周三）19:30 支部党员大会",
        "2 11月26日（周四）19:30 党课",
    ]
    assert tell("李书记", "2").startswith("11月26日（周四）19:30 党课\n什么原因？")
    assert tell("李书记", "取消").startswith("好，已取消")
    assert state(town, held)[0] == "planned"


def test_others_have_no_business_with_it(town, tell, held):
    tell("王党员", "取消会议 1 不想开")
    tell("王党员", "1")
    assert tell("钱书记", "取消会议").startswith("没有还没开的会")
    assert state(town, held)[0] == "planned"


def test_a_guest_branch_does_not_call_off_the_hosts_meeting(town, tell):
    held = plan(town, joint=True)
    assert tell("钱书记", "取消会议").startswith("没有还没开的会")
    assert "要取消" in tell("郑干事", "取消会议 场地没了")
    tell("郑干事", "1")
    assert state(town, held)[0] == "cancelled"


def test_one_that_has_begun_meanwhile_stays(town, tell, held):
    tell("李书记", "取消会议 场地没了")
    with town.db() as db:
        meetings.reschedule(db, held.id, town.now - timedelta(minutes=1))
    assert tell("李书记", "1").startswith("没办成")
    assert state(town, held)[0] == "planned"


def test_who_changed_what_is_kept(town, tell, held):
    tell("李书记", "改期 周五晚上七点")
    tell("李书记", "1")
    tell("李书记", "1")
    with town.db() as db:
        kept = db.execute(select(audit).where(audit.c.verb == "meeting_move")).one()
    assert kept.member_id == town.cast.ids["李书记"]
    assert kept.detail == "2026-11-25T11:30:00+00:00 -> 2026-11-27T11:00:00+00:00 场地有变"
