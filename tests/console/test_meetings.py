"""A meeting run from the console: planned, marked, closed, written up; and what others may not do to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import local
from bot.ledger import attendance, meetings, minutes
from tests.chat.evenings import START, plan

NEW = "/console/meetings/new"


def planned(visitor, **fields):
    """Fill in the form as a secretary does and press twice; returns the page of the meeting."""
    sent = {"kind": "支部党员大会", "starts": "2026-12-05T19:30", "place": "三楼会议室", **fields}
    form = visitor.form(NEW, NEW)
    first = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    looked = visitor.post(NEW, {**first, **sent})
    assert looked.status_code == 200, looked.text
    return visitor.post(NEW, {**first, **sent, "step": "publish"})


def roll_of(town, number):
    with town.db() as db:
        held = meetings.get(db, number)
        return {one.name: one for one in attendance.roll(db, held, town.now)}


def test_a_meeting_is_shown_once_more_and_published_once(town, visitor):
    one = visitor("李书记")
    form = one.form(NEW, NEW)
    sent = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    sent |= {"kind": "支部党员大会", "starts": "2026-12-05T19:30", "place": "三楼会议室"}
    look = one.post(NEW, sent)
    assert "12月5日（周六）19:30" in look.text
    assert "一支部 8 人" in look.text
    with town.db() as db:
        assert not meetings.upcoming(db, [town.cast.first], town.now)
    first = one.post(NEW, {**sent, "step": "publish"})
    again = one.post(NEW, {**sent, "step": "publish"})
    assert first.headers["Location"] == again.headers["Location"]
    with town.db() as db:
        (held,) = meetings.upcoming(db, [town.cast.first], town.now)
    assert (held.kind, held.place, local.clock(held.starts_at)) == ("支部党员大会", "三楼会议室", "19:30")
    assert held.created_by == town.cast.ids["李书记"]
    assert "12月5日" in town.say("王党员", "会议")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"starts": ""}, "时间：请填日期和几点"),
        ({"starts": "2026-13-45T99:99"}, "时间：请填日期和几点"),
        ({"starts": "2029-12-05T19:30"}, "一年以内"),
        ({"kind": ""}, "会议类型"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(town, visitor, fields, said):
    one = visitor("李书记")
    form = one.form(NEW, NEW)
    sent = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    answer = one.post(
        NEW,
        {**sent, "kind": "党课", "starts": "2026-12-05T19:30", "place": "<五楼>", "step": "publish"} | fields,
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert "&lt;五楼&gt;" in answer.text


def test_a_branch_of_three_has_no_committee_to_meet(visitor):
    one = visitor("钱书记")
    form = one.form(NEW, NEW)
    sent = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    answer = one.post(NEW, {**sent, "kind": "支委会", "starts": "2026-12-05T19:30"})
    assert "没有支委会" in answer.text


def test_marks_made_here_are_the_marks_in_chat(town, visitor):
    number = plan(town).id
    town.at(START)
    one = visitor("李书记")
    page = f"/console/meetings/{number}"
    ids = town.cast.ids
    done = one.press(page, "/mark", who=[ids["王党员"], ids["吴党员"]], state="present")
    assert "记为实到 2 人" in done.text
    one.press(page, "/mark", who=[ids["冯党员"]], state="leave", reason="开庭")
    roll = roll_of(town, number)
    assert [roll[name].state for name in ("王党员", "吴党员", "冯党员", "陈党员")] == [
        "present",
        "present",
        "leave",
        "",
    ]
    assert roll["王党员"].how == "paper"
    assert roll["冯党员"].how == "officer"
    assert "实到 2" in town.say("李书记", "点名")


def test_a_check_in_by_phone_shows_in_the_live_part(town, visitor):
    number = plan(town).id
    town.at(START)
    one = visitor("李书记")
    live = one.page(f"/console/meetings/{number}/live")
    code = live.select_one(".code").text
    assert "✓ 已签到" in town.say("王党员", code)
    assert one.page(f"/console/meetings/{number}/live").select("dd")[1].text == "1"


def test_closing_fills_the_roll_and_both_doors_say_the_same(town, visitor):
    number = plan(town).id
    town.at(START)
    one = visitor("李书记")
    page = f"/console/meetings/{number}"
    one.press(page, "/mark", who=[town.cast.ids["王党员"]], state="present")
    said = one.press(page, "/close").select_one(".told").text
    assert "应到 8，实到 1，请假 0，缺席 7" in said
    assert "应到 8　实到 1" in town.say("李书记", "点名")
    assert one.page(page).select_one(".state").text == "已散会"


def test_a_meeting_cannot_be_closed_before_it_begins(town, visitor):
    number = plan(town).id
    one = visitor("李书记")
    page = one.page(f"/console/meetings/{number}")
    assert not [form for form in page.select("form") if form["action"].endswith("/close")]
    key = page.select_one("input[name=key]")["value"]
    assert one.post(f"/console/meetings/{number}/close", {"key": key}).status_code == 422
    with town.db() as db:
        assert meetings.get(db, number).state == "planned"


def test_a_doubted_check_in_is_confirmed_by_the_officer(town, visitor):
    number = plan(town).id
    town.at(START)
    one = visitor("李书记")
    code = one.page(f"/console/meetings/{number}/live").select_one(".code").text
    town.later(seconds=town.services.config.meetings.code_seconds)
    assert "✓ 已签到" in town.say("王党员", code)
    assert "上一个口令" in town.say("李书记", "点名")
    page = one.press(f"/console/meetings/{number}", "/confirm", who=[town.cast.ids["王党员"]])
    assert "已核对 1 人在场" in page.text
    assert "上一个口令" not in town.say("李书记", "点名")
    with town.db() as db:
        history = attendance.events(db, number, town.cast.ids["王党员"])
    assert [event.verb for event in history] == ["check_in", "confirm"]


def test_minutes_are_written_line_by_line_and_stay_after_they_are_final(town, visitor):
    number = plan(town).id
    town.at(START)
    one = visitor("李书记")
    page = f"/console/meetings/{number}"
    one.press(page, "/close")
    one.press(page, "/minutes", field="recorder", said="周组织")
    one.press(page, "/minutes", field="decision", said="=通过预算", owner="张三", due="12月20日")
    one.press(page, "/minutes/final")
    after = one.press(page, "/minutes", field="speech", said="补记一句")
    assert "更正 · 发言" in after.text
    with town.db() as db:
        kept = minutes.of(db, meetings.get(db, number))
    assert kept.recorder == "周组织"
    assert [(line.said, line.owner, line.due) for line in kept.of("decision")] == [
        ("=通过预算", "张三", "12月20日")
    ]
    assert [line.said for line in kept.corrections] == ["补记一句"]


def test_moving_and_calling_off_tell_those_who_know(town, visitor):
    number = plan(town).id
    town.say("王党员", "请假 开庭")
    one = visitor("李书记")
    page = f"/console/meetings/{number}"
    when = local.at(START + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "已改到" in one.press(page, "/move", starts=when, reason="场地有变").text
    with town.db() as db:
        assert meetings.get(db, number).starts_at == START + timedelta(days=1)
    assert "已取消" in one.press(page, "/cancel", reason="人数不够").text
    assert "会议取消" in town.say("王党员", "通知")


@pytest.mark.parametrize("name", ["钱书记", "孙指导", "郑干事"])
def test_who_acts_for_the_branch_and_nobody_else_sees_the_meeting(town, visitor, name):
    number = plan(town).id
    status = 404 if name == "钱书记" else 200
    one = visitor(name)
    for path in ("", "/live"):
        assert one.get(f"/console/meetings/{number}{path}").status_code == status
    key = one.page("/console/").select_one("input[name=key]")["value"]
    for act in ("mark", "guest", "close", "move", "cancel", "minutes", "minutes/final", "confirm"):
        answer = one.post(f"/console/meetings/{number}/{act}", {"key": key, "who": [town.cast.ids["王党员"]]})
        assert answer.status_code in ((404,) if name == "钱书记" else (303, 422))


def test_a_form_without_the_sessions_key_does_nothing(town, visitor):
    number = plan(town).id
    town.at(START)
    one, other = visitor("李书记"), visitor("李书记")
    theirs = other.page("/console/").select_one("input[name=key]")["value"]
    for key in ("", "guess", theirs):
        assert one.post(f"/console/meetings/{number}/close", {"key": key}).status_code == 403
    with town.db() as db:
        assert meetings.get(db, number).state == "planned"


def test_a_form_from_another_site_does_nothing(town, visitor):
    number = plan(town).id
    town.at(START)
    one = visitor("李书记")
    key = one.page("/console/").select_one("input[name=key]")["value"]
    answer = one.browser.post(
        f"/console/meetings/{number}/close", data={"key": key}, headers={"Sec-Fetch-Site": "cross-site"},
        base_url="https://rongshu.example",
    )  # fmt: skip
    assert answer.status_code == 403


def test_a_meeting_of_two_branches_shows_each_secretary_their_own(town, visitor):
    one = visitor("孙指导")
    answer = planned(one, branches=[town.cast.first, town.cast.joint], kind="结对活动")
    page = answer.headers["Location"]
    everybody = one.page(page)
    assert "沈党员" in everybody.text
    assert "王党员" in everybody.text
    first = visitor("李书记").page(page)
    assert "王党员" in first.text
    assert "沈党员" not in first.text


def test_looking_at_a_roll_is_written_down(town, visitor):
    number = plan(town).id
    visitor("李书记").page(f"/console/meetings/{number}")
    with town.db() as db:
        rows = db.exec_driver_sql("select verb, subject from audit where actor = 'console'").all()
    assert ("look up", f"meeting {number}") in [tuple(row) for row in rows]


def test_times_are_those_of_the_wall_in_jiangmen(town, visitor):
    answer = planned(visitor("李书记"))
    number = int(answer.headers["Location"].rpartition("/")[2])
    with town.db() as db:
        assert local.words(meetings.get(db, number).starts_at) == "12月5日（周六）19:30"
