"""The attendance of a branch as a matrix, of several in figures, and one mark with its history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ledger import attendance, leave, meetings
from bot.ledger.attendance import NewMark, summary
from bot.ledger.tables import member
from bot.reports import parse_period
from tests.cast import FIRST, JOINT
from tests.chat.evenings import START, close, code, plan

PAGE = "/console/attendance"
NOVEMBER = f"{PAGE}?period=2026-11"


@pytest.fixture
def evening(town):
    """A closed meeting of both branches: 王党员 came, 吴党员 on leave, 钱书记 came, the others absent."""
    held = plan(town, joint=True)
    town.say("吴党员", "请假 开庭")
    with town.db() as db:
        (request,) = leave.waiting(db, [town.cast.first])
        leave.decide(db, request, leave.APPROVED, town.cast.ids["李书记"], town.now)
    town.at(START)
    for name in ("王党员", "钱书记"):
        assert "✓ 已签到" in town.say(name, code(town, held))
    close(town, held)
    town.later(hours=2)
    return held


def row(page, label):
    (found,) = [tr for tr in page.select("main tr") if tr.th and tr.th.text.strip() == label]
    return [td.text.strip() for td in found.select("td")]


def test_the_matrix_says_of_each_member_what_the_roll_says(town, visitor, evening):
    page = visitor("李书记").page(NOVEMBER)
    with town.db() as db:
        held = meetings.get(db, evening.id)
        roll = {
            one.name: one for one in attendance.roll(db, held, town.now) if one.branch_id == town.cast.first
        }
        counted = attendance.count(list(roll.values()))
    signs = {"present": "到", "leave": "假", "absent": "缺"}
    for name, one in roll.items():
        assert row(page, name) == [signs[one.state]]
    assert row(page, "实到") == [str(counted.present)]
    assert row(page, "请假") == [str(counted.leave)]
    assert row(page, "缺席") == [str(counted.absent)]


def test_a_secretary_sees_their_own_branch_only(town, visitor, evening):
    said = visitor("钱书记").page(NOVEMBER).text
    assert "蒋党员" in said
    assert "王党员" not in said
    assert visitor("钱书记").page(f"{NOVEMBER}&branch={town.cast.first}").text.count("王党员") == 0


@pytest.mark.parametrize("name", ["郑干事", "孙指导"])
def test_several_branches_are_shown_in_figures_without_names(town, visitor, evening, name):
    one = visitor(name)
    page = one.page(NOVEMBER)
    assert not [who for who in town.cast.ids if who in page.main.text]
    with town.db() as db:
        figures = summary.by_branch(db, [town.cast.first, town.cast.joint], *parse_period("2026-11").bounds)
    first = figures[town.cast.first]
    assert (first.due, first.present, first.leave, first.absent) == (8, 1, 1, 6)
    assert row(page, "一支部")[:3] == ["1", "8", "1"]
    assert row(page, "联合支部")[:3] == ["1", "3", "1"]


def test_what_would_point_at_one_or_two_persons_is_not_counted_out(town, visitor, evening):
    page = visitor("郑干事").page(NOVEMBER)
    assert row(page, "一支部")[3:] == ["不分列"] * 3
    assert row(page, "联合支部")[3:] == ["不分列"] * 3


def test_a_sum_does_not_give_away_the_one_that_is_held_back(town, visitor, evening):
    with town.db() as db:
        held = meetings.get(db, evening.id)
        ids = [town.cast.ids[name] for name in ("冯党员", "陈党员")]
        marks = [NewMark(id_, town.cast.first, "full", "leave") for id_ in ids]
        attendance.mark(db, held, marks, "paper", town.cast.ids["李书记"], town.now)
    page = visitor("郑干事").page(NOVEMBER)
    assert row(page, "一支部")[3:5] == ["3", "4"]
    assert row(page, "联合支部")[3:5] == ["不分列"] * 2
    assert row(page, "合计")[3:5] == ["不分列"] * 2


def test_choosing_a_branch_shows_names_and_is_written_down(town, visitor, evening):
    one = visitor("郑干事")
    assert "王党员" in one.page(f"{NOVEMBER}&branch={town.cast.first}").text
    with town.db() as db:
        rows = db.exec_driver_sql("select subject, detail from audit where verb = 'look up'").all()
    (looked,) = [
        detail for subject, detail in rows if subject == f"attendance 2026-11 branch {town.cast.first}"
    ]
    assert str(town.cast.ids["王党员"]) in looked.split()
    assert not [subject for subject, _ in rows if subject.endswith("branch 0")]


def test_the_months_of_a_year_have_a_table_beside_their_chart(town, visitor, evening):
    page = visitor("李书记").page(f"{PAGE}?period=2026")
    table = page.select_one("#by-month")
    months = {tr.th.text: [td.text for td in tr.select("td")] for tr in table.tbody.select("tr")}
    assert months["11月"] == ["1", "1", "6", "8"]
    assert "12月" not in months
    assert page.select_one("figure[data-chart]")["data-from"] == "by-month"


def test_the_figures_are_those_of_the_workbook(town, evening):
    bounds = parse_period("2026-11").bounds
    ids = [town.cast.first, town.cast.joint]
    with town.db() as db:
        figures = summary.by_branch(db, ids, *bounds)
        marks = list(attendance.mark_rows(db, ids, *bounds))
    for branch_id, names in zip(ids, (FIRST, JOINT), strict=True):
        home = {town.cast.ids[name] for name in names}
        own = [mark.state for mark in marks if mark.member_id in home]
        one = figures[branch_id]
        assert (one.due, one.present, one.leave, one.absent) == (
            len(own), own.count("present"), own.count("leave"), own.count("absent"),
        )  # fmt: skip


def test_one_mark_tells_how_it_came_to_be(town, visitor, evening):
    page = visitor("李书记").page(f"{PAGE}/{evening.id}/{town.cast.ids['王党员']}")
    assert "口令" in page.text
    assert "本人签到" in page.select_one("tbody").text


def test_a_correction_needs_a_reason_and_keeps_what_stood_before(town, visitor, evening):
    one = visitor("李书记")
    path = f"{PAGE}/{evening.id}/{town.cast.ids['冯党员']}"
    wrong = one.press(path, "/correct", 422, state="present", reason="")
    assert "原因：请写几个字" in wrong.select_one(".problems").text
    assert wrong.select_one("select[name=state] option[selected]")["value"] == "present"
    done = one.press(path, "/correct", state="present", reason="=到了，手机没电")
    assert "已改成实到，原来记缺席" in done.text
    assert "=到了，手机没电" in done.text
    with town.db() as db:
        steps = attendance.events(db, evening.id, town.cast.ids["冯党员"])
    assert [(step.verb, step.before, step.after) for step in steps] == [
        ("close", "", "absent"),
        ("correct", "absent", "present"),
    ]
    assert "实到 3" in town.say("李书记", "点名")


def test_after_a_week_a_mark_is_no_longer_corrected(town, visitor, evening):
    path = f"{PAGE}/{evening.id}/{town.cast.ids['冯党员']}"
    town.later(days=8)
    one = visitor("李书记")
    page = one.page(path)
    assert not page.select("form[action$='/correct']")
    key = page.select_one("input[name=key]")["value"]
    assert one.post(f"{path}/correct", {"key": key, "state": "present", "reason": "到了"}).status_code == 422


def test_a_mark_of_another_branch_is_not_there(town, visitor, evening):
    one = visitor("钱书记")
    path = f"{PAGE}/{evening.id}/{town.cast.ids['冯党员']}"
    assert one.get(path).status_code == 404
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    sent = {"key": key, "state": "present", "reason": "到了"}
    assert one.post(f"{path}/correct", sent).status_code == 404
    with town.db() as db:
        assert [step.verb for step in attendance.events(db, evening.id, town.cast.ids["冯党员"])] == ["close"]


def test_a_name_that_looks_like_markup_stays_text(town, visitor, evening):
    with town.db() as db:
        db.execute(member.update().where(member.c.id == town.cast.ids["冯党员"]).values(name="=1+<b>冯</b>"))
    page = visitor("李书记").page(NOVEMBER)
    assert row(page, "=1+<b>冯</b>") == ["缺"]


def test_a_meeting_that_is_not_over_has_no_absences(town, visitor):
    plan(town, starts_at=START + timedelta(days=1))
    page = visitor("李书记").page(NOVEMBER)
    assert row(page, "王党员") == ["·"]
    assert row(page, "缺席") == [""]
