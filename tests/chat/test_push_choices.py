"""Turning kinds of push off and on, and what cannot be turned off."""

from datetime import timedelta

import pytest

from bot.ledger import notices, push_choices
from tests.chat.evenings import bubbles


@pytest.fixture
def tell(say):
    return bubbles(say)


def off(town, name):
    with town.db() as db:
        return push_choices.off(db, town.cast.ids[name])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("退订 任务", "tasks"),
        ("退订会议提醒", "reminder"),
        ("退订第一议题", "first_topic"),
        ("关闭党课推送", "lecture"),
    ],
)
def test_a_kind_is_turned_off_by_its_name_and_on_again(town, tell, words, kind):
    assert tell("王党员", words).startswith("✓ 已退订")
    assert off(town, "王党员") == {kind}
    assert tell("王党员", words).endswith(f"想收了，回「恢复 {push_choices.CHOOSABLE[kind]}」。")
    assert tell("王党员", f"恢复 {push_choices.CHOOSABLE[kind]}").startswith("✓ 已恢复")
    assert off(town, "王党员") == set()


def test_the_list_switches_by_digits(town, tell):
    listed = tell("王党员", "退订").splitlines()
    assert listed[1] == "1 每月任务 开　2 会议提醒 开　3 第一议题 开　4 党课 开"
    assert tell("王党员", "4").splitlines()[:2] == [
        "✓ 已退订　党课",
        "1 每月任务 开　2 会议提醒 开　3 第一议题 开　4 党课 关",
    ]
    tell("王党员", "1")
    assert off(town, "王党员") == {"lecture", "tasks"}
    assert tell("王党员", "恢复").startswith("要恢复哪一种？")
    assert tell("王党员", "4").startswith("✓ 已恢复　党课")


def test_the_only_one_that_is_off_needs_no_name(tell):
    assert tell("王党员", "恢复").startswith("推送都开着")
    tell("王党员", "退订 党课")
    assert tell("王党员", "恢复").startswith("✓ 已恢复　党课")


@pytest.mark.parametrize("kind", ["通知", "更正", "催收"])
def test_what_cannot_be_turned_off_is_named_with_the_reason(town, tell, kind):
    assert tell("王党员", f"退订{kind}").startswith("这一类不能关：")
    assert off(town, "王党员") == set()


@pytest.mark.parametrize("name", ["李书记", "周组织", "孙指导", "郑干事"])
def test_officers_and_staff_choose_for_themselves(town, tell, name):
    tell(name, "退订 任务")
    assert off(town, name) == {"tasks"}
    assert off(town, "王党员") == set()


def test_the_settings_count_this_weeks_pushes_only(town, tell):
    for key, at in (("上周", town.now - timedelta(days=3)), ("本周", town.now - timedelta(hours=1))):
        with town.db() as db:
            to = [town.cast.ids["王党员"]]
            notices.create(db, key=key, kind="notice", title=key, body="", recipients=to, now=at)
    assert "本周推送给您 1 条；一周满 5 条，不急的顺延到下周。" in tell("王党员", "推送设置")


def test_a_kind_nobody_may_turn_off_is_refused_by_the_ledger(town):
    with town.db() as db, pytest.raises(ValueError, match="cannot be turned off"):
        push_choices.turn_off(db, town.cast.ids["王党员"], "notice", town.now)
