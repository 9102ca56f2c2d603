"""固定党日 in chat."""

from __future__ import annotations

import pytest

from tests.chat.evenings import bubbles


@pytest.fixture
def tell(say):
    return bubbles(say)


def test_the_day_is_fixed_in_a_sentence_and_shown_where_it_is_owed(tell):
    assert tell("李书记", "固定党日").startswith("主题党日 · 一支部：还没有定")
    assert tell("李书记", "大概月中").startswith("没看懂")
    assert tell("李书记", "每月第2个周五").startswith(
        "✓ 已定　一支部 主题党日：每月第2个周五，本月是 11月13日"
    )
    tell("李书记", "支部情况")
    assert "固定日：每月第2个周五，11月13日" in tell("李书记", "2")


def test_a_joint_branch_is_chosen_first(tell):
    assert "是哪一个支部" in tell("孙指导", "固定党日 每月15日")
    assert tell("孙指导", "2").startswith("✓ 已定　联合支部 主题党日：每月15日，本月是 11月15日")
