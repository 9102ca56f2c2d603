"""What an officer said in the first sentence is not asked for again."""

import pytest

from tests.chat.evenings import bubbles


@pytest.fixture
def tell(say):
    return bubbles(say)


def test_time_and_place_said_where_the_kind_was_asked(tell):
    tell("李书记", "我要安排一个会")
    shown = tell("李书记", "下周三晚上七点半 三楼会议室 主题党日")
    assert shown.startswith("主题党日　12月2日（周三）19:30\n地点：三楼会议室")


def test_the_kind_is_asked_and_the_time_kept(tell):
    tell("李书记", "我要安排一个会")
    assert tell("李书记", "下周三晚上七点半 三楼会议室").startswith("时间、地点先记着。开什么会？")
    assert tell("李书记", "5").startswith("主题党日　12月2日（周三）19:30\n地点：三楼会议室")


def test_the_place_may_come_with_the_time(tell):
    tell("李书记", "开会")
    tell("李书记", "5")
    assert tell("李书记", "下周三晚上七点半在三楼会议室").startswith(
        "主题党日　12月2日（周三）19:30\n地点：三楼会议室"
    )


def test_the_fixed_day_in_a_sentence_is_shown_first(tell):
    assert tell("李书记", "我们以后党日定在每月第二个周三吧").startswith(
        "一支部的主题党日定成每月第2个周三吗？"
    )
    assert tell("李书记", "1").startswith("✓ 已定　一支部 主题党日：每月第2个周三")


def test_a_number_alone_is_no_day_of_the_month(tell):
    tell("李书记", "固定党日")
    assert tell("李书记", "1").startswith("没看懂。")
    assert "✓ 已定" in tell("李书记", "每月15日")


def test_grades_said_at_once(tell):
    assert tell("李书记", "民主评议 优秀2合格5基本合格1").startswith("一支部 2026年民主评议：优秀 2　合格 5")
    tell("李书记", "2")
    shown = tell("李书记", "评议结果出来了，优秀2合格6")
    assert shown.startswith("一支部 2026年民主评议：优秀 2　合格 6")


def test_who_went_away_is_shown_and_the_day_asked(tell):
    assert tell("李书记", "登记老吴外出深圳半年").startswith("吴党员哪天起外出？")
    assert tell("李书记", "11月2日").startswith("✓ 已记　吴党员 2026-11-02 起外出")
    assert tell("李书记", "外出 王律师从11月10日去北京").startswith("王党员从 2026-11-10 起外出，登记吗？")
    assert tell("李书记", "1").startswith("✓ 已记　王党员")
