"""A phone meets the bot: following, binding, guessing wrong, leaving."""

import pytest
from sqlalchemy import select

from bot.ledger import bindings
from bot.ledger.tables import binding
from content.privacy import in_force
from sandbox import wire


@pytest.fixture
def code(town):
    """A code for 王党员, whose phone is not bound."""
    new = bindings.make_code()
    with town.db() as db:
        bindings.unbind(db, "official", town.cast.openid("王党员"), town.now, "asked")
        bindings.keep_code(db, town.cast.ids["王党员"], new, town.now, 7)
    return new.code


def test_a_follower_is_told_how_to_bind_and_what_is_kept(town):
    welcome = town.event("赵路人", wire.subscribe)
    assert welcome.splitlines()[0] == "您好，这里是榕树，律师党员的学习助手。"
    assert "绑定 姓名 绑定码" in welcome
    assert "不计分、不排名、不看时长" in welcome
    assert len(welcome) <= 300


def test_binding_says_who_one_is_and_what_one_agrees_to(town, code):
    done = town.say("赵路人", f"绑定 王党员 {code}")
    assert done.startswith("✓ 已绑定　王党员（一支部）")
    assert "绑定即同意" in done
    with town.db() as db:
        row = db.execute(select(binding).where(binding.c.openid == "o-stranger")).one()
    assert row.consent_version == in_force().version


def test_a_wrong_code_says_how_many_tries_are_left(town, code):
    assert "还可试 4 次" in town.say("赵路人", "绑定 王党员 AAAAA-AAAAA")
    for _ in range(3):
        town.say("赵路人", "绑定 王党员 AAAAA-AAAAA")
    assert "这一小时不能再试了" in town.say("赵路人", "绑定 王党员 AAAAA-AAAAA")
    assert "试的次数太多了，11:00 以后再试" in town.say("赵路人", f"绑定 王党员 {code}")


def test_binding_without_name_or_code_shows_the_form(say):
    assert "绑定 张三 K7M2P-9QXRT" in say("赵路人", "绑定")


def test_a_bound_phone_is_told_so(say):
    assert say("王党员", "绑定 王党员 AAAAA-AAAAA").startswith("这部手机已经绑定 王党员")


def test_a_stranger_gets_the_way_in_and_nothing_else(say):
    for words in ("签到", "1", "任务", "我的记录", "点名", "导出11月考勤", "什么时候开会", "天气不错"):
        reply = say("赵路人", words)
        assert reply.startswith("还没认出您。先绑定一次"), words


def test_unbinding_is_asked_back_and_done(town, say):
    assert "要解除绑定吗" in say("王党员", "解绑")
    assert say("王党员", "1").startswith("✓ 已解绑")
    assert say("王党员", "1").startswith("还没认出您")


def test_unbinding_can_be_left_alone(say):
    say("王党员", "解绑")
    assert say("王党员", "2").startswith("好，没有解绑")


def test_unfollowing_ends_the_binding(town, say):
    assert town.event("王党员", wire.unsubscribe) == ""
    assert say("王党员", "1").startswith("还没认出您")


def test_following_again_after_binding_is_a_welcome_back(town):
    assert town.event("李书记", wire.subscribe).startswith("李书记，欢迎回来。您在一支部。")
