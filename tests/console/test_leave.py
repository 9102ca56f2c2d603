"""The inbox of leave and disputes: the same answers as in chat, and nothing of other branches."""

from __future__ import annotations

import pytest

from bot.ledger import attendance, leave, meetings
from tests.chat.evenings import START, close, plan, state

PAGE = "/console/leave"


@pytest.fixture
def asked(town):
    """王党员 asks leave from a meeting to come."""
    held = plan(town)
    town.say("王党员", "请假 =开庭")
    with town.db() as db:
        (request,) = leave.waiting(db, [town.cast.first])
    return held, request


def said_to(town, name):
    with town.db() as db:
        sql = "select n.title, n.body from notice n join delivery d on d.notice_id = n.id where d.member_id = ? order by n.id"
        return [tuple(row) for row in db.exec_driver_sql(sql, (town.cast.ids[name],)).all()]


def test_a_request_is_granted_and_the_member_is_told(town, visitor, asked):
    held, request = asked
    one = visitor("李书记")
    assert "=开庭" in one.page(PAGE).main.text
    done = one.press(PAGE, "/decide", request=request.id, verdict="approve")
    assert "✓ 已准：王党员" in done.text
    assert state(town, held, "王党员") == "leave"
    title, body = said_to(town, "王党员")[-1]
    assert title.startswith("已准假：11月25日")
    assert "能来了" in body
    assert town.queue.count
    assert "没有待批" in town.say("李书记", "待批")


def test_a_refusal_needs_its_reason_and_the_member_is_told_it(town, visitor, asked):
    held, request = asked
    one = visitor("李书记")
    wrong = one.press(PAGE, "/decide", 422, request=request.id, verdict="reject", reason="x")
    assert "原因：请写几个字" in wrong.select_one(".problems").text
    assert wrong.select_one("details[open] input[name=reason]")["value"] == "x"
    assert said_to(town, "王党员") == []
    one.press(PAGE, "/decide", request=request.id, verdict="reject", reason="要表决")
    assert state(town, held, "王党员") == ""
    assert "原因：要表决" in said_to(town, "王党员")[-1][1]


def test_leave_that_was_granted_can_be_taken_back_until_the_closing(town, visitor, asked):
    _, request = asked
    one = visitor("李书记")
    one.press(PAGE, "/decide", request=request.id, verdict="approve")
    done = one.press(PAGE, "/decide", request=request.id, verdict="reject", reason="要表决")
    assert "✓ 未准" in done.text
    with town.db() as db:
        (kept,) = leave.decided(db, [town.cast.first])
        actors = db.exec_driver_sql(
            "select actor, verb from audit where verb like 'leave_%' order by id"
        ).all()
    assert (kept.state, kept.decision_note) == ("rejected", "要表决")
    assert [tuple(row) for row in actors] == [("console", "leave_approved"), ("console", "leave_rejected")]


def test_whoever_is_second_is_told_so(town, visitor, asked):
    _, request = asked
    one = visitor("李书记")
    town.say("周组织", "准 1")
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    again = one.post(f"{PAGE}/decide", {"key": key, "request": request.id, "verdict": "approve"})
    assert again.status_code == 303
    assert len(said_to(town, "王党员")) == 1


def test_another_branchs_secretary_neither_sees_nor_answers(town, visitor, asked):
    _, request = asked
    one = visitor("钱书记")
    assert "王党员" not in one.page(PAGE).text
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    answer = one.post(f"{PAGE}/decide", {"key": key, "request": request.id, "verdict": "approve"})
    assert answer.status_code == 422
    with town.db() as db:
        assert [it.id for it in leave.waiting(db, [town.cast.first])] == [request.id]


def test_leave_is_entered_for_a_member(town, visitor):
    held = plan(town)
    one = visitor("李书记")
    done = one.press(PAGE, "/enter", meeting=held.id, name="冯党员", reason="开庭")
    assert "✓ 已给冯党员登记请假" in done.text
    assert state(town, held, "冯党员") == "leave"
    again = one.press(PAGE, "/enter", 422, meeting=held.id, name="冯党员", reason="出差")
    assert "已经请过假了，事由：开庭" in again.text
    assert again.select_one("form[action$='/enter'] input[name=reason]")["value"] == "出差"


def test_of_an_illness_the_console_keeps_and_shows_the_title_alone(town, visitor):
    held = plan(town)
    one = visitor("李书记")
    done = one.press(PAGE, "/enter", meeting=held.id, name="冯党员", reason="骨折住院")
    assert "原因只记了“身体原因”，病情不记。" in done.text
    assert "骨折" not in one.page(PAGE).text
    refused = one.press(PAGE, "/decide", 422, verdict="reject", reason="骨折不算")
    assert "不要写病情" in refused.text
    page = f"/console/meetings/{held.id}"
    town.at(START)
    one = visitor("李书记")
    marked = one.press(page, "/mark", who=town.cast.ids["陈党员"], state="absent", reason="动手术")
    assert "原因只记了“身体原因”" in marked.text
    assert "手术" not in one.page(page).text


def test_after_the_closing_leave_is_a_correction(town, visitor):
    held = plan(town)
    town.at(START)
    close(town, held)
    town.later(hours=3)
    visitor("李书记").press(PAGE, "/enter", meeting=held.id, name="冯党员", reason="开庭")
    with town.db() as db:
        steps = attendance.events(db, held.id, town.cast.ids["冯党员"])
    assert [(step.verb, step.after) for step in steps] == [("close", "absent"), ("correct", "leave")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "沈党员"}, "应到名单里没有「沈党员」"),
        ({"reason": ""}, "事由：请写几个字"),
        ({"meeting": "999"}, "会议：请选一个"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(town, visitor, fields, said):
    held = plan(town)
    sent = {"meeting": held.id, "name": "冯党员", "reason": "<开庭>", **fields}
    page = visitor("李书记").press(PAGE, "/enter", 422, **sent)
    assert said in page.select_one(".problems").text
    assert page.select_one("form[action$='/enter'] input[name=name]")["value"] == sent["name"]


@pytest.fixture
def disputed(town):
    """冯党员 was marked absent at a joint meeting and says otherwise."""
    held = plan(town, joint=True)
    town.at(START)
    close(town, held)
    town.later(hours=3)
    town.say("冯党员", "不对")
    assert "已记下异议" in town.say("冯党员", "我到了，手机没电")
    return held


def test_a_dispute_is_settled_by_a_correction(town, visitor, disputed):
    of = f"{disputed.id}-{town.cast.ids['冯党员']}"
    one = visitor("李书记")
    assert "手机没电" in one.page(PAGE).text
    done = one.press(PAGE, "/dispute", dispute=of, verdict="present")
    assert "✓ 已改成实到：冯党员" in done.text
    assert state(town, disputed, "冯党员") == "present"
    with town.db() as db:
        assert not attendance.open_disputes(db, [town.cast.first])
        steps = attendance.events(db, disputed.id, town.cast.ids["冯党员"])
    assert [step.verb for step in steps] == ["close", "dispute", "correct"]


def test_a_dispute_is_upheld_and_the_mark_stays(town, visitor, disputed):
    of = f"{disputed.id}-{town.cast.ids['冯党员']}"
    visitor("李书记").press(PAGE, "/dispute", dispute=of, verdict="uphold")
    assert state(town, disputed, "冯党员") == "absent"
    assert "没有待核对" in town.say("李书记", "异议")


def test_at_a_joint_meeting_each_answers_for_their_own(town, visitor, disputed):
    other = visitor("钱书记")
    assert "冯党员" not in other.page(PAGE).text
    assert "没有待核对" in town.say("钱书记", "异议")
    key = other.page(PAGE).select_one("input[name=key]")["value"]
    of = f"{disputed.id}-{town.cast.ids['冯党员']}"
    assert other.post(f"{PAGE}/dispute", {"key": key, "dispute": of, "verdict": "present"}).status_code == 422
    with town.db() as db:
        assert meetings.get(db, disputed.id) is not None
    assert state(town, disputed, "冯党员") == "absent"
