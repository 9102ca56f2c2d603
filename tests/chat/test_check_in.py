"""Checking in from a phone, and what it is told."""

from datetime import timedelta

import pytest

from sandbox import wire
from tests.chat.evenings import START, bubbles, close, code, codes, plan, state, wrong_code


@pytest.fixture
def held(town):
    held = plan(town)
    town.at(START - timedelta(minutes=4))
    return held


@pytest.fixture
def tell(say):
    return bubbles(say)


def test_the_code_alone_checks_in(town, tell, held):
    assert tell("王党员", code(town, held)) == (
        "✓ 已签到 19:26　支部党员大会（三楼会议室）\n记错了？7 天内回复「不对」。"
    )
    assert state(town, held, "王党员") == "present"


def test_check_in_with_its_code_in_one_sentence(town, tell, held):
    assert tell("王党员", f"签到 {code(town, held)}").startswith("✓ 已签到 19:26")


def test_check_in_asks_for_the_code(town, tell, held):
    asked = tell("王党员", "签到")
    assert "回会场屏幕上的 4 位数" in asked
    assert tell("王党员", code(town, held)).startswith("✓ 已签到")


def test_three_on_the_home_menu_is_check_in(town, tell, held):
    tell("王党员", "3")
    assert tell("王党员", code(town, held)).startswith("✓ 已签到")


def test_the_second_time_is_told_the_first(town, tell, held):
    tell("王党员", code(town, held))
    town.later(minutes=5)
    assert tell("王党员", "签到") == "您 19:26 已签到（口令），不用再签。"


def test_a_wrong_code_says_how_many_tries_are_left(town, tell, held):
    tell("王党员", "签到")
    assert tell("王党员", wrong_code(town, held)) == (
        "没签上：口令不对，还可试 4 次。\n看会场屏幕上的 4 位数，或请组织委员代签。"
    )
    assert tell("王党员", code(town, held)).startswith("✓ 已签到")


def test_after_five_wrong_codes_the_member_is_told_when_to_try_again(town, tell, held):
    for _ in range(5):
        last = tell("王党员", wrong_code(town, held))
    assert last == "没签上：口令试错太多，19:30 以后再试。\n等不及，请组织委员代签。"
    assert tell("王党员", code(town, held)).startswith("没签上")


def test_words_in_place_of_the_code_are_no_wrong_code(town, tell, held):
    tell("王党员", "签到")
    assert "请回 4 位数字" in tell("王党员", "氆氇")
    assert "还可试 4 次" in tell("王党员", wrong_code(town, held))


def test_a_command_in_place_of_the_code_is_done(town, tell, held):
    tell("王党员", wrong_code(town, held))
    assert tell("王党员", "听第三讲").startswith("第 3 讲 · ")
    assert tell("王党员", code(town, held)).startswith("✓ 已签到")


def test_a_spoken_code_in_chinese_or_full_width(town, tell, held):
    digits = code(town, held).translate(str.maketrans("0123456789", "零一二三四五六七八九"))
    assert tell("王党员", digits).startswith("✓ 已签到")
    wide = code(town, held).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert tell("吴党员", wide).startswith("✓ 已签到")


def test_before_it_opens_the_member_is_told_when(town, tell, held):
    town.at(START - timedelta(minutes=30, seconds=1))
    assert "19:00 开始签到" in tell("王党员", "签到")
    town.later(seconds=1)
    assert tell("王党员", code(town, held)).startswith("✓ 已签到 19:00")


def test_long_before_the_next_meeting_is_named(town, tell, held):
    town.at(START - timedelta(days=2))
    assert (
        tell("王党员", "签到").splitlines()[1]
        == "下一次：11月25日（周三）19:30 支部党员大会，19:00 开始签到。"
    )


def test_coming_late_is_said(town, tell, held):
    town.at(START + timedelta(minutes=11))
    assert tell("王党员", code(town, held)).startswith("✓ 已签到 19:41（晚到）")


def test_after_the_closing_the_ways_out_are_named(town, tell, held):
    close(town, held)
    town.at(START + timedelta(minutes=91))
    told = tell("王党员", "签到")
    assert told.startswith("没签上：支部党员大会已经散会。")
    assert "补学" in told


def test_a_member_of_another_branch_has_no_meeting(tell, held):
    assert tell("蒋党员", "签到").startswith("现在没有要签到的会议")


def test_scanning_the_screen_checks_in_once(town, held):
    scene = codes(town).scene(held.id, town.now)
    assert town.event("王党员", wire.scan, scene).startswith("✓ 已签到 19:26")
    town.later(seconds=5)
    assert town.event("王党员", wire.scan, scene) == "您 19:26 已签到（扫码），不用再签。"


def test_an_old_picture_of_the_screen_is_refused(town, held):
    scene = codes(town).scene(held.id, town.now)
    town.later(minutes=4)
    assert town.event("王党员", wire.scan, scene).startswith("没签上：这张二维码已经换了。")
    assert state(town, held, "王党员") == ""


def test_scanning_another_branchs_screen_names_whose_it_is(town, held):
    told = town.event("蒋党员", wire.scan, codes(town).scene(held.id, town.now))
    assert "别的支部" not in told or "一支部" in told
    assert "不在应到名单" in told


def test_asking_how_or_refusing_never_checks_in(town, tell, held):
    for said in ("怎么签到", "不要签到", "我没签到吗"):
        tell("王党员", said)
        assert state(town, held, "王党员") == ""


def test_leave_may_be_asked_where_the_code_was_asked(town, tell, held):
    tell("王党员", "签到")
    assert tell("王党员", "请假 开庭").startswith("✓ 已请假")
