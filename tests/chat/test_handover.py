"""换届, 转接, 外出, 组织设置 in chat."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.ledger import members
from tests.chat.evenings import bubbles


@pytest.fixture
def tell(say):
    return bubbles(say)


def test_a_secretary_hands_over_and_has_no_reach_at_once(town, tell):
    assert tell("李书记", "换届").startswith("一支部换届。新书记是谁？")
    tell("李书记", "王党员")
    tell("李书记", "组织委员 周组织，纪检委员 吴党员")
    shown = tell("李书记", "1")
    assert "新任：书记 王党员、组织委员 周组织、纪检委员 吴党员" in shown
    assert "卸任：书记 李书记" in shown
    assert tell("李书记", "1").startswith("✓ 已换届　一支部　本届到 2029年11月23日")
    assert "书记" in tell("李书记", "支部情况")
    assert not tell("李书记", "支部情况").startswith("支部情况")
    assert tell("王党员", "支部情况").startswith("支部情况 · 一支部")


def test_a_form_left_open_by_who_leaves_is_closed(town, tell):
    tell("李书记", "表决")
    tell("周组织", "谈心谈话")
    tell("郑干事", "换届")
    tell("郑干事", "1")
    tell("郑干事", "王党员")
    tell("郑干事", "2")
    tell("郑干事", "1")
    tell("郑干事", "1")
    assert not tell("周组织", "2 5").startswith("✓")


def test_an_organiser_may_not(town, tell):
    assert tell("周组织", "换届").startswith("一支部换届，由现任书记或行业党委工作人员办。")


def test_wrong_answers_are_asked_again(town, tell):
    tell("李书记", "换届")
    assert "没有「蒋党员」" in tell("李书记", "蒋党员")
    assert "支委还有谁" in tell("李书记", "王党员")
    assert tell("李书记", "随便写写").startswith("没看懂")
    tell("李书记", "没有")
    assert tell("李书记", "明年").startswith("写今天或以前的日期")
    assert tell("李书记", "取消").startswith("好，已取消")


def test_the_committee_transfers_a_member(town, tell):
    shown = tell("郑干事", "转接 周组织 联合支部")
    assert shown.splitlines()[:2] == [
        "周组织：一支部 → 联合支部，今天起。",
        "原支部的职务（组织委员）同时结束。",
    ]
    assert tell("郑干事", "1").startswith("✓ 已转接　周组织 现在在联合支部")
    with town.db() as db:
        assert members.by_id(db, town.cast.ids["周组织"]).branch_name == "联合支部"
    assert "不用转" in tell("郑干事", "转接 周组织 联合支部")
    assert "行业党委" in tell("李书记", "转接 王党员 联合支部")


def test_a_transfer_asks_what_is_not_clear(town, tell):
    assert "写「姓名 支部」" in tell("郑干事", "转接")
    assert "没有「三支部」" in tell("郑干事", "王党员 三支部")
    assert "王党员：一支部 → 联合支部" in tell("郑干事", "王党员 联合支部")


def test_who_is_away_is_entered_and_flagged_after_six_months(town, tell):
    assert tell("李书记", "外出 王党员 6月1日").startswith("✓ 已记　王党员 2026-06-01 起外出")
    assert "王党员　2026-06-01 起" in tell("李书记", "外出")
    town.at(datetime(2026, 12, 1, 2, tzinfo=UTC))
    assert "王党员　2026-06-01 起　流动党员" in tell("李书记", "外出")
    assert tell("李书记", "王党员 回来").startswith("✓ 已记　王党员回来了")


def test_what_to_look_at_is_said_and_left_to_people(town, tell):
    shown = tell("李书记", "组织设置")
    assert "一支部：正式党员 7 名，应设支委会，现在登记了 2 名支委" in shown
    assert shown.endswith("只是提醒，由组织决定；换届发「换届」。")
    town.at(datetime(2027, 12, 1, 2, tzinfo=UTC))
    assert "一支部本届到 2028-01-06，请准备换届" in tell("李书记", "组织设置")
