"""A branch makes its month its own: adding, changing, leaving out, and taking up again."""

from datetime import date

import pytest

from bot.ledger import task_plan, tasks
from tests.chat.evenings import bubbles


@pytest.fixture
def tell(say):
    return bubbles(say)


def of_month(town, month="2026-11", branch="first"):
    with town.db() as db:
        return {one.title: one for one in tasks.of_month(db, getattr(town.cast, branch), month)}


def optional(town):
    return next(one for one in of_month(town).values() if not one.mandatory)


def required(town):
    return next(one for one in of_month(town).values() if one.mandatory)


def test_a_task_of_the_branchs_own_is_added_with_its_day(town, tell):
    told = tell("李书记", "加任务 11月28日前 走访退休党员").splitlines()
    added = of_month(town)["走访退休党员"]
    assert told[0] == f"✓ 已加　{added.no} 走访退休党员"
    assert told[1] == "一支部　11月28日前"
    assert f"不做 {added.no} 加错了" in told[-1]
    assert (added.due_on, added.mandatory) == (date(2026, 11, 28), False)
    assert "走访退休党员" not in of_month(town, branch="joint")


def test_without_a_day_it_is_due_at_the_months_end(town, tell):
    tell("李书记", "加任务 走访退休党员")
    assert of_month(town)["走访退休党员"].due_on == date(2026, 11, 30)


def test_a_task_may_be_added_to_a_month_to_come(town, tell):
    told = tell("李书记", "加任务 12月20日前走访退休党员")
    december = of_month(town, "2026-12")
    assert december["走访退休党员"].due_on == date(2026, 12, 20)
    assert len(december) > 5
    assert "12月任务" in told
    assert "走访退休党员" not in of_month(town)
    tell("李书记", f"不做 12月 {december['走访退休党员'].no} 加错了")
    assert "走访退休党员" not in of_month(town, "2026-12")


def test_the_same_words_twice_are_one_task(town, tell):
    tell("李书记", "加任务 11月28日前 走访退休党员")
    assert tell("李书记", "加任务 11月28日前 走访退休党员").startswith("已经有这一件：")


def test_what_to_add_is_asked_for_and_can_be_cancelled(town, tell):
    assert tell("李书记", "加任务").startswith("加什么任务？")
    assert tell("李书记", "11月28日前 走访退休党员").startswith("✓ 已加")
    tell("李书记", "加任务")
    assert tell("李书记", "取消").startswith("好，已取消")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("加任务 11月2日前走访退休党员", "已经过了"),
        ("加任务 11月28日", "要做的事写 2 到 40 个字"),
        ("加任务 走" + "访" * 60, "要做的事写 2 到 40 个字"),
        ("加任务 2028年3月2日前走访退休党员", "只能加一年以内的"),
    ],
)
def test_what_cannot_be_added_is_said_and_asked_again(town, tell, said, told):
    assert told in tell("李书记", said)
    assert tell("李书记", "11月28日前 走访退休党员").startswith("✓ 已加")


def test_the_day_of_a_task_is_changed_and_the_old_one_kept(town, tell):
    tell("李书记", "任务")
    one = required(town)
    told = tell("李书记", f"改任务 {one.no} 11月26日").splitlines()
    assert told[0] == f"✓ 已改　{one.no} {one.title}　11月26日前"
    assert told[1].startswith(f"原来：{one.title}　11月{one.due_on.day}日前")
    with town.db() as db:
        (step,) = task_plan.history(db, one.id)
    assert (step.verb, step.by_member_id) == ("change", town.cast.ids["李书记"])
    assert step.before == f"{one.title}（11月{one.due_on.day}日前）"


def test_words_and_day_are_changed_at_once(town, tell):
    tell("李书记", "任务")
    one = optional(town)
    tell("李书记", f"把任务{one.no}改到11月26日，提醒大家交党费")
    changed = of_month(town)["提醒大家交党费"]
    assert (changed.no, changed.due_on) == (one.no, date(2026, 11, 26))


def test_what_to_change_is_asked_with_what_was_done_before(town, tell):
    tell("李书记", "任务")
    one = optional(town)
    tell("李书记", f"改任务 {one.no} 提醒大家交党费")
    asked = tell("李书记", f"改任务 {one.no}")
    assert asked.startswith(f"{one.no} 提醒大家交党费")
    assert "11月23日改为　提醒大家交党费" in asked
    assert tell("李书记", "11月27日").startswith("✓ 已改")


def test_a_monthly_duty_stays_in_its_month_and_a_quarterly_one_in_its_quarter(town, tell):
    tell("李书记", "任务")
    monthly = next(one for one in of_month(town).values() if one.kind == "主题党日")
    assert "只能排在11月1日到11月30日之间" in tell("李书记", f"改任务 {monthly.no} 12月5日")
    quarterly = next(one for one in of_month(town).values() if one.kind == "支部党员大会")
    assert tell("李书记", f"改任务 {quarterly.no} 12月5日").startswith("✓ 已改")


def test_a_task_is_left_out_with_its_reason_and_taken_up_again(town, tell):
    tell("李书记", "任务")
    one = optional(town)
    told = tell("李书记", f"不做 {one.no} 会计所统一收").splitlines()
    assert told[0] == f"✓ 不做了　{one.no} {one.title}（一支部）"
    assert told[1] == "原因：会计所统一收"
    assert one.title not in of_month(town)
    listed = tell("王党员", "任务")
    assert f"不做：{one.no}" in listed
    assert f"没有第 {one.no} 件任务" in tell("周组织", f"完成 {one.no} 做了")
    assert tell("李书记", f"恢复任务 {one.no}").startswith(f"✓ 已恢复　{one.no} ")
    assert of_month(town)[one.title].no == one.no


def test_the_reason_is_asked_for(town, tell):
    tell("李书记", "任务")
    one = optional(town)
    assert "为什么不做？" in tell("李书记", f"不做 {one.no}")
    assert "原因：会计所统一收" in tell("李书记", "会计所统一收")


def test_what_the_rules_require_a_branch_cannot_leave_out_but_the_committee_can(town, tell):
    tell("李书记", "任务")
    one = required(town)
    assert "支部不能自己免" in tell("李书记", f"不做 {one.no} 太忙")
    assert one.title in of_month(town)
    assert tell("郑干事", f"不做 {one.no} 台风停会").startswith("哪个支部的任务？")
    assert "2 全部 2 个支部" in tell("郑干事", "1")
    assert tell("郑干事", "1").startswith("✓ 不做了")
    assert one.title not in of_month(town)


def test_the_committee_adds_to_all_branches_after_a_confirmation(town, tell):
    tell("郑干事", "加任务 11月28日前 报送年度总结")
    tell("郑干事", "1")
    assert "要给全部 2 个支部办吗？" in tell("郑干事", "2")
    told = tell("郑干事", "1")
    assert told.startswith("✓ 已加")
    assert "共办了 2 个支部" in told
    assert "报送年度总结" in of_month(town)
    assert "报送年度总结" in of_month(town, branch="joint")


def test_the_same_duty_is_changed_in_all_branches_whatever_its_number(town, tell):
    tell("郑干事", "任务")
    tell("郑干事", "取消")
    theme = next(one for one in of_month(town).values() if one.kind == "主题党日")
    for said in (f"改任务 {theme.no} 11月27日", "1", "2", "1"):
        told = tell("郑干事", said)
    assert "共办了 2 个支部" in told
    days = {
        one.due_on
        for branch in ("first", "joint")
        for one in of_month(town, branch=branch).values()
        if one.kind == "主题党日"
    }
    assert days == {date(2026, 11, 27)}


def test_an_instructor_of_two_branches_says_which(town, tell):
    assert tell("孙指导", "加任务 11月28日前 走访退休党员").startswith("哪个支部的任务？")
    assert "联合支部" in tell("孙指导", "2")
    assert "走访退休党员" in of_month(town, branch="joint")


def test_a_done_task_is_not_changed(town, tell):
    tell("周组织", "完成 2 走访了两家企业")
    assert "已经完成，不用改" in tell("李书记", "改任务 2 11月27日")
    assert "已经完成，不用改" in tell("李书记", "不做 2 不用了")


def test_a_number_that_is_no_task_is_said(town, tell):
    assert "没有第 40 件任务" in tell("李书记", "改任务 40 11月27日")
    assert "没有不做的第 1 件任务" in tell("李书记", "恢复任务 1")


def test_the_number_is_asked_for(town, tell):
    tell("李书记", "任务")
    one = optional(town)
    assert tell("李书记", "不做任务").startswith("哪一件？")
    assert "为什么不做？" in tell("李书记", str(one.no))
    assert tell("李书记", "会计所统一收").startswith("✓ 不做了")


def test_a_member_changes_nothing(town, tell):
    tell("王党员", "任务")
    one = optional(town)
    for said in ("加任务 11月28日前 走访退休党员", f"不做 {one.no} 太忙", f"改任务 {one.no} 11月27日"):
        assert not tell("王党员", said).startswith("✓")
    assert one.title in of_month(town)
    assert "走访退休党员" not in of_month(town)


@pytest.mark.parametrize("said", ["可以不做3吗", "不做 3 行不行", "不要加任务", "谁让改任务 3 的"])
def test_a_question_or_a_refusal_changes_nothing(town, tell, said):
    tell("李书记", "任务")
    before = of_month(town)
    assert not tell("李书记", said).startswith("✓")
    assert of_month(town) == before


def test_the_committee_restores_a_task_in_all_branches(town, tell):
    tell("李书记", "任务")
    tell("钱书记", "任务")
    one = required(town)
    for step in (f"不做 {one.no} 台风停会", "1", "2", "1"):
        told = tell("郑干事", step)
    assert "共办了 2 个支部" in told
    for step in (f"恢复任务 {one.no}", "1", "2", "1"):
        told = tell("郑干事", step)
    assert "共办了 2 个支部" in told
    assert one.title in of_month(town)
    assert one.title in of_month(town, branch="joint")
