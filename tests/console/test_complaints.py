"""The committee's inbox of complaints: nobody else's, sealed until pressed for, answered in time, with its history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ledger import complaints

WORDS = "开会总是临时通知，排不开庭"


@pytest.fixture
def letter(town):
    with town.db() as db:
        return complaints.file(
            db, town.services.keys, town.cast.ids["王党员"], "complaint", WORDS, False, town.now
        )


def test_the_words_are_opened_by_a_press_and_that_is_written_down(town, visitor, letter):
    staff = visitor("郑干事")
    path = f"/console/complaints/{letter.id}"
    page = staff.page(path)
    assert WORDS not in page.text
    assert "王党员" not in page.text
    assert "还没有人看过" in page.text
    assert WORDS in staff.press(path, "/open", 200).text
    assert "郑干事 查看" in staff.page(path).text


def test_it_is_answered_and_its_writer_reads_it_by_the_number(town, visitor, letter):
    staff = visitor("郑干事")
    path = f"/console/complaints/{letter.id}"
    assert "请写几个字" in staff.press(path, "/answer", 422, said=" ").text
    assert "已答复" in staff.press(path, "/answer", said="以后提前三天通知。").text
    assert "以后提前三天通知" in town.say("王党员", f"投诉进度 {letter.number}")
    assert "以后提前三天通知" not in town.say("吴党员", "通知")


def test_what_was_never_answered_is_not_closed_without_a_word(town, visitor, letter):
    staff = visitor("郑干事")
    path = f"/console/complaints/{letter.id}"
    assert "还没有答复过" in staff.press(path, "/close", 422, why="").text
    assert "已办结" in staff.press(path, "/close", why="与本人当面谈过。").text
    assert "没有待办的" in staff.page("/console/complaints").text


def test_what_is_late_is_red_and_stands_first_on_todays_page(town, visitor, letter):
    town.later(days=40)
    staff = visitor("郑干事")
    needs = staff.page("/console/").select("a.overdue")
    assert any("1 件过了答复期限" in one.text for one in needs)
    assert staff.page("/console/complaints").select_one("td.overdue") is not None


def test_it_is_given_to_one_of_the_staff_only(town, visitor, letter):
    staff = visitor("郑干事")
    path = f"/console/complaints/{letter.id}"
    assert "请选一位工作人员" in staff.press(path, "/assign", 422, to=town.cast.ids["李书记"]).text
    assert "已交给郑干事" in staff.press(path, "/assign", to=town.cast.ids["郑干事"]).text
    with town.db() as db:
        assert complaints.get(db, letter.id).assignee == "郑干事"
        assert complaints.get(db, letter.id).due_on - town.now.date() > timedelta(days=14)


@pytest.mark.parametrize("name", ["李书记", "孙指导"])
def test_branches_see_nothing_of_it(visitor, letter, name):
    one = visitor(name)
    assert "投诉" not in one.page("/console/").text
    assert one.get("/console/complaints").status_code == 403
    assert one.get(f"/console/complaints/{letter.id}").status_code == 403
