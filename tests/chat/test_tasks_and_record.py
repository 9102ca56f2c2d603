"""The month's tasks, making up, one's own record, disputes."""

from datetime import timedelta

import pytest

from bot.ledger import attendance, tasks
from tests.chat.evenings import START, bubbles, close, code, plan, state


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.fixture
def missed(town):
    """A meeting that 王党员 missed, two days ago."""
    held = plan(town)
    close(town, held)
    town.at(START + timedelta(days=2))
    return held


def test_the_months_tasks_are_numbered_with_their_last_day(town, tell):
    told = tell("王党员", "任务").splitlines()
    assert told[0].startswith("11月任务 · 一支部　已完成 0/")
    assert told[1].startswith("1 ")
    assert told[1].endswith("前")
    assert "书记、组织委员登记完成" in told[-1]


def test_four_on_the_home_menu_is_the_tasks(tell):
    assert tell("王党员", "4") == tell("王党员", "任务")


def test_an_officer_completes_a_task_with_a_note(town, tell):
    done = tell("周组织", "完成 2 走访了两家企业")
    assert done.startswith("✓ 已完成　2 ")
    assert "说明：走访了两家企业" in done
    with town.db() as db:
        task = tasks.of_month(db, town.cast.first, "2026-11")[1]
    assert (task.done_by, task.note) == (town.cast.ids["周组织"], "走访了两家企业")
    assert "✓ 已完成：2" in tell("王党员", "任务")


def test_a_task_completed_already_says_when(town, tell):
    tell("周组织", "完成 2 走访了两家企业")
    assert tell("李书记", "完成 2").startswith("第 2 件11月23日（周一）10:00 已经完成")


def test_a_number_that_is_no_task_is_said(tell):
    assert "没有第 40 件任务" in tell("周组织", "完成 40 说明")


def test_words_that_leave_a_doubt_are_asked_back_with_the_task(town, tell):
    asked = tell("周组织", "完成 2 他们说已经做了")
    assert asked.startswith("要把第 2 件（")
    assert "已完成 0/" in tell("王党员", "任务")
    assert tell("周组织", "1").startswith("✓ 已完成　2 ")


def test_a_member_is_told_who_completes_tasks(town, tell):
    assert "李书记、周组织" in tell("王党员", "完成 2 走访了")
    assert "已完成 0/" in tell("王党员", "任务")


def test_a_task_that_is_overdue_says_so(town, tell):
    with town.db() as db:
        plan_of = town.services.library.plan("2026-11", _shape(db, town))
        tasks.fill(db, town.cast.first, "2026-11", plan_of.tasks, town.now)
    town.at(town.now + timedelta(days=20))
    assert "已过期" in tell("王党员", "上个月的任务")


def _shape(db, town):
    from content.library import BranchKind

    shape = tasks.shape_of(db, town.cast.first)
    return BranchKind(shape.committee, shape.groups, shape.joint)


def test_staff_see_the_branches_and_choose(tell):
    assert tell("郑干事", "任务").splitlines()[2].startswith("2 联合支部　已完成 0/")
    assert "任务 · 联合支部" in tell("郑干事", "2")


def test_holding_the_meeting_completes_its_task(town, tell):
    tell("王党员", "任务")
    held = plan(town)
    town.at(START)
    tell("李书记", "散会")
    assert "任务完成：" in tell("李书记", "1")
    assert state(town, held, "王党员") == "absent"


def test_making_up_in_one_line(town, tell, missed):
    told = tell("王党员", "补学 读了本月三篇材料")
    assert told.startswith("✓ 已补学　11月25日 支部党员大会")
    assert "缺席的记录不变" in told
    assert state(town, missed, "王党员") == "absent"
    assert tell("王党员", "补学").startswith("近 30 天没有要补学的会议")


def test_making_up_shows_the_pack_and_asks_for_a_line(tell, missed):
    assert "学完回一句学了什么" in tell("王党员", "补学")
    assert tell("王党员", "读了材料，写了体会").startswith("✓ 已补学")


def test_two_missed_meetings_are_told_apart(town, tell, missed):
    lecture = plan(town, kind="党课", starts_at=START + timedelta(hours=3))
    close(town, lecture)
    assert tell("王党员", "补学 读了材料").splitlines()[1] == "1 11月25日 党课（缺席）"
    assert "支部党员大会" in tell("王党员", "2")


def test_after_thirty_days_nothing_is_made_up(town, tell, missed):
    town.at(START + timedelta(days=31))
    assert tell("王党员", "补学 读了").startswith("近 30 天没有")


def test_ones_own_record_has_ones_own_marks_only(town, tell):
    held = plan(town)
    town.at(START)
    tell("王党员", code(town, held))
    close(town, held)
    told = tell("王党员", "我的记录")
    assert told.splitlines()[:2] == [
        "2026 年您的会议　应到 1　实到 1　请假 0　缺席 0",
        "11月25日 支部党员大会　实到 19:30（口令）",
    ]
    assert "吴党员" not in told
    for word in ("排名", "积分", "分数", "时长"):
        assert word not in told


def test_asking_for_points_gives_the_hours(tell):
    shown = tell("王党员", "我的积分")
    assert shown.startswith("2026 年学时 0")
    assert "没有积分，不排名" in shown


def test_a_wrong_mark_is_disputed_and_both_versions_stay(town, tell, missed):
    assert "现在记的是：11月25日 支部党员大会　缺席" in tell("王党员", "不对")
    assert tell("王党员", "我到了，手机没电").startswith("✓ 已记下异议")
    assert state(town, missed, "王党员") == "absent"
    assert "有 1 人说记录不对" in tell("李书记", "点名")
    assert "说「我到了,手机没电」" in tell("李书记", "异议").replace("，手机", ",手机")
    assert tell("李书记", "1").startswith("✓ 已改成实到　王党员")
    with town.db() as db:
        history = attendance.events(db, missed.id, town.cast.ids["王党员"])
    assert [(one.verb, one.after) for one in history] == [
        ("close", "absent"),
        ("dispute", "absent"),
        ("correct", "present"),
    ]


def test_an_officer_may_leave_a_disputed_mark(town, tell, missed):
    tell("王党员", "不对")
    tell("王党员", "我到了")
    tell("李书记", "异议")
    assert tell("李书记", "维持 1").startswith("✓ 维持原样　王党员 缺席")
    assert tell("李书记", "异议").startswith("没有待核对的异议")
    assert state(town, missed, "王党员") == "absent"


def test_after_seven_days_the_way_out_is_a_person(town, tell, missed):
    town.at(START + timedelta(days=8))
    assert tell("王党员", "不对").startswith("近 7 天没有您的会议记录")


def test_disputes_of_another_branch_are_not_shown(tell, missed):
    tell("王党员", "不对")
    tell("王党员", "我到了")
    assert tell("钱书记", "异议").startswith("没有待核对的异议")
