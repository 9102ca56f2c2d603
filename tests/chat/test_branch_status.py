"""``支部情况``: what is missing, by when, the rule behind it; the committee sees counts by branch."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.chat.evenings import START, bubbles, close, plan


@pytest.fixture
def tell(say):
    return bubbles(say)


def test_an_officer_sees_what_is_missing_and_by_when(town, tell):
    shown = tell("李书记", "支部情况")
    assert shown.splitlines()[:3] == [
        "支部情况 · 一支部 现在",
        "还差 8 项　已办 0　不适用 3",
        "1 第一议题　11月30日前",
    ]
    assert "5 往下看（还有 7 项）" in shown


def test_a_number_tells_how_often_and_by_which_document(town, tell):
    tell("李书记", "支部情况")
    detail = tell("李书记", "3")
    assert detail.splitlines()[0] == "支委会 · 一支部 2026年11月"
    assert "还差：要 1 次，已有 0 次，11月30日前办。" in detail
    assert "依据：《中国共产党支部工作条例（试行）》第十二条" in detail
    assert tell("李书记", "1").startswith("第一议题 · 一支部")


def test_the_list_goes_on_with_a_number_to_what_does_not_apply_and_why(town, tell):
    tell("李书记", "支部情况")
    tell("李书记", "5")
    last = tell("李书记", "5")
    assert "党小组会　不适用" in last
    at = next(line[0] for line in last.splitlines() if "党小组会" in line)
    assert "不适用：没有划分党小组。" in tell("李书记", at)


def test_a_meeting_that_was_held_is_done_and_one_planned_is_shown(town, tell):
    held = plan(town)
    tell("李书记", "支部情况")
    assert "支部党员大会　12月31日前，已安排 11月25日" in tell("李书记", "支部情况")
    close(town, held)
    town.at(START)
    assert "已办 1" in tell("李书记", "支部情况")


def test_a_past_month_shows_what_it_left_undone(town, tell):
    shown = tell("李书记", "上个月还缺什么")
    assert shown.startswith("支部情况 · 一支部 10月")
    assert "第一议题　过期没办" in shown


def test_an_instructor_chooses_the_branch_by_number(town, tell):
    assert tell("孙指导", "支部情况").splitlines() == [
        "是哪一个支部？",
        "1 一支部",
        "2 联合支部",
        "回数字或支部名；不办了回「取消」。",
    ]
    assert tell("孙指导", "2").startswith("支部情况 · 联合支部")


def test_the_committee_sees_counts_by_branch_in_the_order_of_the_roster(town, tell):
    shown = tell("郑干事", "支部情况")
    assert shown.splitlines()[:3] == [
        "各支部情况　2 个支部，0 个都办了",
        "1 一支部　还差 8，已办 0",
        "2 联合支部　还差 9，已办 0",
    ]
    assert tell("郑干事", "2").startswith("支部情况 · 联合支部")


def test_in_the_first_months_the_last_years_meeting_is_still_asked_for(town, tell):
    town.at(datetime(2027, 3, 31, 12, tzinfo=UTC))
    shown = [tell("李书记", "支部情况"), tell("李书记", "5"), tell("李书记", "5")]
    assert any("组织生活会（2026年）　2027年3月31日前" in one for one in shown)
    town.at(datetime(2027, 3, 31, 16, tzinfo=UTC))  # 1 April here
    shown = [tell("李书记", "支部情况"), tell("李书记", "5"), tell("李书记", "5")]
    assert not any("（2026年）" in one for one in shown)


def test_a_member_is_told_who_may(town, tell):
    assert "书记" in tell("王党员", "支部情况")


def test_what_is_no_number_is_asked_again(town, tell):
    tell("李书记", "支部情况")
    assert tell("李书记", "9") == "请回 1 到 5 的数字；不看了回「取消」。"
