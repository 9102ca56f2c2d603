"""Officers call people as they do among themselves: 王律师, 老王, 阿仪."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.ledger.tables import member
from tests.chat.evenings import START, bubbles, close, code, plan, state


@pytest.fixture
def held(town):
    return plan(town)


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.mark.parametrize("said", ["准王律师的假", "同意老王请假", "小王的假批了", "准 王党元"])
def test_leave_is_granted_by_what_the_member_is_called(town, tell, held, said):
    tell("王党员", "请假 开庭")
    answer = tell("周组织", said)
    if answer.startswith("您是要"):
        answer = tell("周组织", "1")
    assert answer.startswith("✓ 已准　王党员")
    assert state(town, held, "王党员") == "leave"


@pytest.mark.parametrize(
    "said", ["帮老王请个假，他出差", "小王今晚来不了 出差", "王律师今天出差，登记请假", "给王律师请假 出差"]
)
def test_leave_is_entered_for_who_is_called_so(town, tell, held, said):
    town.at(START - timedelta(hours=5))
    answer = tell("周组织", said)
    if answer.startswith("您是要"):
        answer = tell("周组织", "1")
    assert answer.startswith("要给王党员办请假")
    assert "出差" in answer


def test_a_name_that_may_be_two_is_asked(town, tell, held):
    with town.db() as db:
        db.execute(update(member).where(member.c.name == "吴党员").values(name="王建国"))
    assert tell("周组织", "给王律师请假 出差").startswith("「王律师」可能是：王党员、王建国。")
    assert "王建国" in tell("周组织", "给建国请假 出差")


def test_who_forgot_the_telephone_is_marked_as_called(town, tell, held):
    town.at(START)
    assert tell("周组织", "代签 老王").startswith("要给王党员代签")
    assert "吴党员、陈党员" in tell("周组织", "代签 吴律师、小陈")


def test_the_reason_of_an_absence_is_told_of_who_is_called_so(town, tell, held):
    close(town, held)
    assert tell("周组织", "缺席原因 王律师 出差").startswith("✓ 已记　王党员缺席，原因：出差")


def test_one_is_asked_after_by_what_they_are_called(town, tell, held):
    town.at(START)
    tell("王党员", code(town, held))
    assert tell("李书记", "王律师到了吗").splitlines()[1] == "3 王党员　实到 19:30"
    assert tell("李书记", "老吴来了没").splitlines()[1] == "4 吴党员　未到"
    assert "应到名单里没有「老赵」" in tell("李书记", "老赵到了没")
    assert not tell("吴党员", "王律师到了吗").startswith("11月25日")  # not a member's to know
