"""谈心谈话, 民主评议, 轮值 and who does not count: entered in a message or two, in counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.ledger import activities, duties, tasks
from content.plans import Task
from tests.chat.evenings import START, bubbles, plan


@pytest.fixture
def tell(say):
    return bubbles(say)


def stands(town, branch_id, key):
    with town.db() as db:
        return next(one for one in duties.of_branch(db, branch_id, date(2026, 11, 25)) if one.duty.key == key)


def test_talks_are_entered_by_kind_and_number(town, tell):
    shown = tell("李书记", "谈心谈话")
    assert "1 支委之间　今年 0 对" in shown
    assert tell("李书记", "2 5").startswith("✓ 已记　一支部 11月23日 支委和党员 5 对")
    assert tell("李书记", "3 4 11月20日").startswith("✓ 已记　一支部 11月20日 党员之间 4 对")
    assert stands(town, town.cast.first, "talks").lacking == ("支委之间",)


def test_talks_in_one_sentence_and_taken_back(town, tell):
    assert tell("李书记", "谈心谈话 支委之间 3").startswith("✓ 已记　一支部 11月23日 支委之间 3 对")
    assert tell("李书记", "撤掉").startswith("✓ 已撤掉")
    with town.db() as db:
        assert activities.talks(db, town.cast.first, date(2026, 1, 1), date(2026, 12, 31)) == []


def test_an_instructor_says_of_which_branch(town, tell):
    assert "是哪一个支部" in tell("孙指导", "谈心谈话")
    assert tell("孙指导", "2").startswith("谈心谈话 · 联合支部")


def test_a_day_to_come_is_no_day_for_a_talk(town, tell):
    tell("李书记", "谈心谈话")
    assert tell("李书记", "2 5 明天").startswith("没看懂")


def test_an_appraisal_is_four_figures_shown_before_they_are_kept(town, tell):
    assert "写四个数" in tell("李书记", "民主评议")
    shown = tell("李书记", "4 4 0 0")
    assert shown.splitlines()[0] == "一支部 2026年民主评议：优秀 4　合格 4　基本合格 0　不合格 0，共 8 人"
    assert "优秀超过三分之一" in shown
    assert stands(town, town.cast.first, "appraisal").state == "owed"
    assert tell("李书记", "1").startswith("✓ 已记　一支部 2026年民主评议")
    assert stands(town, town.cast.first, "appraisal").state == "done"


def test_until_the_end_of_march_an_appraisal_is_for_the_year_before(town, tell):
    town.at(datetime(2027, 3, 31, 12, tzinfo=UTC))
    assert tell("李书记", "民主评议 2 6 0 0").startswith("一支部 2026年民主评议")
    tell("李书记", "2")
    town.at(datetime(2027, 3, 31, 16, 30, tzinfo=UTC))
    assert tell("李书记", "民主评议 2 6 0 0").startswith("一支部 2027年民主评议")


def test_which_firm_hosted_is_chosen_by_number(town, tell):
    plan(town, joint=True)
    town.at(START)
    assert "不是联合支部" in tell("李书记", "轮值")


def test_a_joint_branchs_host_counts_when_the_meeting_is_over(town, tell):
    assert "三楼" in tell("钱书记", "开会 今天上午十一点 三楼会议室 主题党日")
    tell("钱书记", "1")
    town.later(hours=1)
    assert "1 广东小荷律师事务所" in tell("钱书记", "轮值")
    assert tell("钱书记", "1").startswith("✓ 已记　11月23日 主题党日　广东小荷律师事务所轮值")
    assert stands(town, town.cast.joint, "joint-rota").held == 0
    tell("钱书记", "散会")
    tell("钱书记", "1")
    assert stands(town, town.cast.joint, "joint-rota").state == "done"


def test_leaving_somebody_out_needs_the_reason_the_body_and_the_day(town, tell):
    plan(town)
    town.at(START)
    assert "应到 8" in tell("李书记", "点名")
    assert tell("李书记", "不计应到 王党员 长期外派").startswith("没看懂")
    shown = tell("李书记", "王党员 长期外派 区委 11月1日")
    assert "王党员不计应到，长期外派，区委 2026-11-01 批准" in shown
    tell("李书记", "1")
    counted = tell("李书记", "点名")
    assert "应到 7" in counted
    assert "不计的 1 人，回「不计应到」看原因。" in counted
    assert "王党员　不计应到：长期外派（区委 2026-11-01）" in tell("李书记", "不计应到")


def test_the_committee_enters_and_lifts_the_loss_of_a_vote(town, tell):
    plan(town)
    town.at(START)
    assert "行业党委工作人员" in tell("李书记", "留党察看 王党员 2026-03-01 2027-03-01 区纪委")
    shown = tell("郑干事", "留党察看 王党员 2026-03-01 2027-03-01 区纪委")
    assert "王党员（一支部）留党察看 2026-03-01 到 2027-03-01，区纪委决定。" in shown
    assert tell("郑干事", "1").startswith("✓ 已记")
    assert "应到 8" in tell("李书记", "点名")
    assert "有表决权 6 人" in tell("李书记", "点名")
    tell("郑干事", "解除留党察看 王党员")
    assert tell("郑干事", "1").startswith("✓ 已恢复")
    assert "有表决权 7 人" in tell("李书记", "点名")


def test_what_is_entered_completes_the_months_task(town, tell):
    plan_rows = [
        Task("talks", 1, kind, kind, date(2026, 11, 30), "", True, "all", "year")
        for kind in ("谈心谈话", "民主评议")
    ]
    with town.db() as db:
        rows = [replace(row, key=row.kind) for row in plan_rows]
        tasks.fill(db, town.cast.first, "2026-11", rows, town.now)
    for said in ("1 2", "2 3"):
        tell("李书记", f"谈心谈话 {said}")
    with town.db() as db:
        assert not any(one.done_at for one in tasks.of_month(db, town.cast.first, "2026-11"))
    tell("李书记", "谈心谈话 3 1")
    tell("李书记", "民主评议 2 6 0 0")
    tell("李书记", "1")
    with town.db() as db:
        assert all(one.done_at for one in tasks.of_month(db, town.cast.first, "2026-11"))
