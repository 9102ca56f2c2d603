"""Asking leave, and what officers do about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.ledger import attendance, leave
from bot.ledger.tables import attendance as marks
from bot.ledger.tables import conversation, leave_request, metadata
from tests.chat.evenings import START, bubbles, close, code, plan, state


@pytest.fixture
def held(town):
    return plan(town)


@pytest.fixture
def tell(say):
    return bubbles(say)


def test_leave_in_a_sentence(town, tell, held):
    told = tell("王党员", "请假 开庭")
    assert told.splitlines()[0] == "✓ 已请假，等组织委员批准　11月25日（周三）19:30 支部党员大会"
    assert "事由：开庭" in told


def test_leave_asks_for_the_reason_and_a_digit_will_do(tell, held):
    assert "什么事由？" in tell("王党员", "请假")
    assert "事由：出差" in tell("王党员", "2")


def test_a_second_request_is_told_of_the_first(tell, held):
    tell("王党员", "请假 开庭")
    assert tell("王党员", "请假").startswith("您请过假了（待批）")


def test_which_meeting_is_asked_where_there_are_two(town, tell, held):
    plan(town, kind="主题党日", starts_at=START + timedelta(days=2))
    asked = tell("王党员", "请假 开庭")
    assert asked.splitlines()[1:3] == [
        "1 11月25日（周三）19:30 支部党员大会",
        "2 11月27日（周五）19:30 主题党日",
    ]
    assert "请回 1 到 2" in tell("王党员", "9")
    assert "主题党日" in tell("王党员", "2")


def test_a_day_that_is_named_chooses_the_meeting(town, tell, held):
    plan(town, kind="主题党日", starts_at=START + timedelta(days=2))
    assert "主题党日" in tell("王党员", "请假 11月27日开庭")


def test_after_the_start_the_organiser_is_the_way_out(town, tell, held):
    town.at(START)
    told = tell("王党员", "请假 开庭")
    assert told.startswith("没请成：支部党员大会 19:30 已经开始")
    assert "请组织委员登记" in told


def test_without_a_meeting_nothing_is_asked(tell):
    assert tell("王党员", "请假 开庭").startswith("近期没有要您参加的会议")


def test_the_officer_grants_by_number(town, tell, held):
    tell("王党员", "请假 开庭")
    assert tell("周组织", "待批").splitlines()[1] == "1 王党员　11月25日（周三）19:30 支部党员大会，开庭"
    assert tell("周组织", "准 1").startswith("✓ 已准　王党员")
    assert state(town, held, "王党员") == "leave"


def test_the_officer_refuses_with_a_reason(town, tell, held):
    tell("王党员", "请假 开庭")
    assert "原因：要表决" in tell("李书记", "不准 1 要表决")
    assert "未准" in tell("王党员", "我的记录")
    assert state(town, held, "王党员") == ""


def test_a_refusal_without_a_reason_asks_for_it(tell, held):
    tell("王党员", "请假 开庭")
    assert "原因是什么" in tell("李书记", "不准 1")
    assert tell("李书记", "要表决").startswith("✓ 未准　王党员")


def test_granted_by_mistake_is_taken_back_by_name(tell, held):
    tell("王党员", "请假 开庭")
    tell("李书记", "准 1")
    assert tell("李书记", "不准 王党员 要表决").startswith("✓ 未准　王党员")


def test_a_number_that_is_not_there_shows_the_list(tell, held):
    tell("王党员", "请假 开庭")
    told = tell("李书记", "准 7")
    assert told.startswith("没有第 7 个待批的请假。")
    assert "1 王党员" in told


def test_another_branchs_officer_sees_and_grants_nothing(town, tell, held):
    tell("王党员", "请假 开庭")
    assert tell("钱书记", "待批").startswith("没有待批的请假")
    assert tell("钱书记", "准 1").startswith("没有待批的请假")
    with town.db() as db:
        assert len(leave.waiting(db, [town.cast.first])) == 1


def test_a_plain_member_grants_nothing(town, tell, held):
    tell("王党员", "请假 开庭")
    tell("吴党员", "准 1")
    assert state(town, held, "王党员") == ""


def test_an_officer_enters_leave_for_somebody_after_being_asked_back(town, tell, held):
    assert tell("周组织", "给王党员请假 开庭") == (
        "要给王党员办请假（11月25日 支部党员大会，事由：开庭）吗？回 1 确认，回 2 不办。"
    )
    assert state(town, held, "王党员") == ""
    assert tell("周组织", "1").startswith("✓ 已给王党员登记请假")
    assert state(town, held, "王党员") == "leave"


def test_two_does_not_enter_it(town, tell, held):
    tell("周组织", "给王党员请假 开庭")
    assert tell("周组织", "2").startswith("好，没有办")
    assert state(town, held, "王党员") == ""


def test_an_officer_enters_nothing_for_another_branch(tell, held):
    assert "没有「蒋党员」" in tell("周组织", "给蒋党员请假 开庭")


def test_leave_after_the_closing_is_a_correction(town, tell, held):
    close(town, held)
    town.at(START + timedelta(days=1))
    assert "已散会，改成请假" in tell("周组织", "给王党员请假 开庭")
    tell("周组织", "1")
    assert state(town, held, "王党员") == "leave"


def test_one_on_leave_who_comes_after_all_is_present(town, tell, held):
    tell("王党员", "请假 开庭")
    tell("李书记", "准 1")
    town.at(START)
    assert tell("王党员", code(town, held)).startswith("✓ 已签到")
    assert state(town, held, "王党员") == "present"


def test_who_has_checked_in_need_not_ask_leave(town, say):
    held = plan(town)
    town.at(held.starts_at - timedelta(minutes=10))
    codes = attendance.Codes(town.services.keys, town.services.config.meetings.code_seconds)
    assert say("王党员", codes.spoken(held.id, town.now)).startswith("✓ 已签到")
    assert say("王党员", "请假 开庭").startswith("您已经签到了：")


def test_of_an_illness_only_that_it_is_one_is_kept_and_shown(town, tell, held):
    told = tell("王党员", "请假 发高烧在医院挂水")
    assert told.splitlines()[1] == "事由：身体原因（只记这几个字，病情不记）"
    assert tell("周组织", "待批").splitlines()[1].endswith("支部党员大会，身体原因")
    assert tell("周组织", "准 1").startswith("✓ 已准　王党员")
    close(town, held)
    town.at(START + timedelta(hours=2))
    assert "身体原因" in tell("王党员", "我的记录")
    with town.db() as db:
        asked = db.execute(select(leave_request.c.reason, leave_request.c.reason_code)).all()
        assert asked == [("身体原因", "health")]
        (mark,) = db.execute(select(marks).where(marks.c.state == "leave")).all()
        assert (mark.reason, mark.reason_code) == ("身体原因", "health")
        for table in metadata.sorted_tables:
            for row in db.execute(select(table)):
                assert not [word for word in ("高烧", "医院", "挂水") if word in str(row)], table.name


def test_an_illness_in_the_family_is_a_family_reason(town, tell, held):
    assert "事由：家庭原因（只记这几个字，病情不记）" in tell("王党员", "请假 我妈妈住院")


def test_other_reasons_are_kept_as_said_with_their_code(town, tell, held):
    assert "事由：去看守所会见\n" in tell("王党员", "请假 去看守所会见")
    with town.db() as db:
        asked = db.execute(select(leave_request.c.reason, leave_request.c.reason_code)).all()
    assert asked == [("去看守所会见", "court")]


def test_an_illness_does_not_wait_in_an_open_form_either(town, tell, held):
    plan(town, kind="主题党日", starts_at=START + timedelta(days=2))
    tell("王党员", "请假 发烧")
    with town.db() as db:
        assert "发烧" not in str(db.execute(select(conversation.c.slots)).all())
    assert "事由：身体原因（只记" in tell("王党员", "2")


def test_an_officer_who_enters_leave_is_told_what_is_kept(town, tell, held):
    assert "事由：身体原因（只记这几个字，病情不记）" in tell("周组织", "给王党员请假 住院")
    assert "事由：身体原因" in tell("周组织", "1")
    with town.db() as db:
        assert db.execute(select(leave_request.c.reason)).scalars().all() == ["身体原因"]


def test_a_refusal_names_no_illness(tell, held):
    tell("王党员", "请假 开庭")
    assert tell("李书记", "不准 1 感冒不算").startswith("原因里不要写病情")
    assert tell("李书记", "要表决").startswith("✓ 未准　王党员")


def test_an_illness_that_is_asked_back_lies_nowhere_and_its_day_still_counts(town, tell, held):
    plan(town, kind="主题党日", starts_at=START + timedelta(days=2))
    assert "您是要「请假」吗" in tell("王党员", "生病来不了周三的会")
    with town.db() as db:
        (slots,) = db.execute(select(conversation.c.slots)).scalars().all()
    assert "生病" not in slots
    told = tell("王党员", "1")
    assert "11月25日（周三）19:30 支部党员大会" in told
    assert "事由：身体原因（只记这几个字，病情不记）" in told
