"""Who says something else while a form waits for an answer: at the second time it is done, at the first it is not."""

from datetime import timedelta

import pytest

from tests.chat.evenings import START, bubbles, plan


@pytest.fixture
def held(town):
    town.at(START - timedelta(days=1, hours=3))
    return plan(town)


@pytest.fixture
def tell(say):
    return bubbles(say)


def test_a_wish_in_other_words_leaves_a_form_that_waits_for_something_else(town, tell, held):
    assert "改到什么时候" in tell("李书记", "改期")
    assert "没看懂改到什么时候" in tell("李书记", "支部还欠些什么没做")
    told = tell("李书记", "支部还欠些什么没做")
    assert "没看懂改到什么时候" not in told
    assert told.endswith("（刚才没填完的已取消。）")


def test_a_command_that_a_form_might_have_taken_leaves_it_too(town, tell, held):
    tell("李书记", "取消会议 场地没了")
    assert tell("李书记", "第2项做完了") == "请回 1 确认，回 2 不办。"
    assert "会议没有动" not in tell("李书记", "第2项做完了")
    assert "支部党员大会" in tell("李书记", "会议")


def test_a_question_that_was_asked_back_is_left_for_what_is_wanted(town, tell, held):
    assert tell("王党员", "那我请假吧 开庭").startswith("您是要「请假」吗？")
    assert tell("王党员", "今天天气真好") == "请回 1 或 2；不办了回「取消」。"
    assert tell("王党员", "算了我能来").startswith("您是要「销假」吗？")


def test_thanks_do_not_leave_a_form(town, tell, held):
    tell("李书记", "取消会议 场地没了")
    for _ in range(3):
        assert tell("李书记", "谢谢") == "请回 1 确认，回 2 不办。"


@pytest.mark.parametrize(
    ("said", "moved_to"),
    [
        ("明天会地点改到五楼", "11月25日（周三）19:30（五楼）"),
        ("会改到周五晚上七点", "11月27日（周五）19:00"),
        ("明天的会推迟到后天下午三点", "11月26日（周四）15:00"),
        ("今晚的会改成线上", "11月25日（周三）19:30（线上）"),
        ("把明天的会换到律协会议室吧", "11月25日（周三）19:30（律协会议室）"),
    ],
)
def test_a_meeting_is_moved_in_ones_own_words(town, tell, held, said, moved_to):
    answer = tell("李书记", said)
    if answer.startswith("您是要"):
        answer = tell("李书记", "1")
    assert "什么原因" in answer
    assert tell("李书记", "1").splitlines()[1] == f"改到 {moved_to}，对吗？"


def test_before_a_meeting_an_officer_sees_who_has_leave(town, tell, held):
    assert tell("李书记", "明天会多少人请假").splitlines()[1] == "还没开始签到。应到 8　请假 0"
    tell("吴党员", "请假 开庭")
    assert tell("李书记", "老吴请假了吗").splitlines()[1] == "4 吴党员　请了假，等着批"
    tell("周组织", "准 1")
    assert tell("李书记", "吴律师请假了吗").splitlines()[1] == "4 吴党员　准了假（开庭）"
    assert "准了假 1：4 吴党员（开庭）" in tell("李书记", "名单")
