"""Files from the console: for a stated purpose, of one's own branches, sealed; long ones by a worker; and verified."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from bot.console import desk
from bot.ledger import attendance, export_jobs, meetings, month_plans, seals
from bot.ledger.tables import member
from bot.reports import KINDS, background, sizes
from content.registers import registers
from tests.chat.evenings import START, close, plan

PAGE = "/console/exports"
PURPOSE = "支部存档"


@pytest.fixture
def held(town):
    """A closed meeting of 一支部: 王党员 was there, 冯党员 (whose name begins with =) was not; tasks of the month."""
    one = plan(town)
    with town.db() as db:
        month_plans.fill(db, town.services.library, town.cast.first, "2026-11", town.now)
        db.execute(member.update().where(member.c.id == town.cast.ids["冯党员"]).values(name="=冯党员"))
    town.at(START)
    town.say("李书记", "代签 王党员")
    close(town, one)
    town.later(hours=3)
    return one


def take(visitor, status=200, **fields):
    """Fill in the form of a kind and send it."""
    what = fields.get("what", "attendance")
    form = visitor.form(f"{PAGE}?what={what}", "/make")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    for one in form.select("select"):
        chosen = one.select_one("option[selected]") or one.select_one("option")
        sent[one["name"]] = chosen["value"]
    answer = visitor.post(f"{PAGE}/make", {**sent, "purpose": PURPOSE, **fields})
    assert answer.status_code == status, (fields, BeautifulSoup(answer.text, "html.parser").main)
    answer.get_data()
    answer.close()
    return answer


def test_every_kind_in_every_form_is_made_logged_and_sealed(town, visitor, held):
    one = visitor("李书记")
    made = 0
    for what, kind in KINDS.items():
        for ending in kind.endings:
            if ending == ".sqlite":
                continue
            one_table = {"register": registers()[0].name} if what == "registers" else {}
            answer = take(one, what=what, ending=ending, meeting=held.id, **one_table)
            assert answer.headers["Content-Disposition"].split(";")[0] == "attachment"
            assert ending in answer.headers["Content-Disposition"]
            assert answer.data
            made += 1
    with town.db() as db:
        rows = db.exec_driver_sql("select actor, detail from audit where verb = 'export'").all()
        own = seals.of_member(db, town.cast.ids["李书记"], 99)
    assert len(rows) == len(own) == made > 10
    assert {tuple(row) for row in rows} == {("console", PURPOSE)}
    assert len(one.page(PAGE).select("table tbody tr")) == min(made, 30)


def test_the_workbooks_figures_are_the_ledgers_and_names_stay_text(town, visitor, held):
    answer = take(visitor("李书记"), what="attendance", period="2026-11", ending=".xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    with town.db() as db:
        counts = attendance.count(attendance.roll(db, meetings.get(db, held.id), town.now))
    cells = [[cell.value for cell in row] for row in book["汇总"].iter_rows()]
    (line,) = [row for row in cells if row and row[0] == "一支部"]
    assert line[1:6] == [1, counts.due, counts.present, counts.leave, counts.absent]
    names = [cell for row in book["矩阵"].iter_rows() for cell in row if cell.value == "=冯党员"]
    assert names
    assert all(cell.data_type == "s" for cell in names)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"purpose": ""}, "用途：请写几个字"),
        ({"purpose": "3"}, "用途：请写几个字"),
        ({"period": "2026-13"}, "时间：请选"),
        ({"branch": "999"}, "支部：请选一个您负责的支部"),
        ({"ending": ".exe"}, "格式：请选一种"),
        ({"what": "people", "phones": "yes", "purpose": "换届逐人核对"}, "只有行业党委办公室能导出"),
    ],
)
def test_wrong_input_says_why_and_makes_nothing(town, visitor, held, fields, said):
    one = visitor("李书记")
    page = one.press(PAGE, "/make", 422, **{"purpose": "<存档>", **fields})
    assert said in page.select_one(".problems").text
    assert page.select_one("input[name=purpose]")["value"] == fields.get("purpose", "<存档>")
    with town.db() as db:
        assert not seals.of_member(db, town.cast.ids["李书记"], 9)


def test_whole_phone_numbers_need_a_purpose_in_words(town, visitor, held):
    staff = visitor("郑干事")
    answer = take(staff, 422, what="people", phones="yes")
    assert "请写明具体做什么" in answer.text
    take(staff, what="people", phones="yes", purpose="换届通知逐人核对号码")


def test_another_branchs_meeting_is_not_there(town, visitor, held):
    other = visitor("钱书记")
    assert other.get(f"{PAGE}?what=minutes&meeting={held.id}").status_code == 404
    take(other, 404, what="minutes", meeting=held.id)


def test_a_file_holds_the_branches_of_its_taker_only(town, visitor, held):
    answer = take(visitor("钱书记"), what="people", ending=".csv")
    text = answer.data.decode("utf-8-sig")
    assert "蒋党员" in text
    assert "王党员" not in text


def test_the_address_fills_in_the_form(town, visitor, held):
    form = visitor("李书记").form(f"{PAGE}?what=minutes&meeting={held.id}", "/make")
    assert form.select_one("select[name=meeting] option[selected]")["value"] == str(held.id)


def test_what_cannot_be_written_says_why(town, visitor):
    one = plan(town)
    answer = take(visitor("李书记"), 422, what="minutes", meeting=one.id)
    assert "还没有散会" in answer.text


@pytest.fixture
def long(monkeypatch):
    """Every attendance is long."""
    monkeypatch.setattr(sizes, "AT_ONCE", 0)


def test_a_long_one_is_made_by_a_worker_and_fetched_by_its_asker(town, visitor, held, long):
    one = visitor("李书记")
    page = one.press(PAGE, "/make", purpose=PURPOSE)
    assert "正在办：2026年11月考勤" in page.text
    assert page.select_one("[hx-get='/console/exports/progress']")
    assert "排队" in one.page(f"{PAGE}/progress").text
    assert "还在办" in one.press(PAGE, "/make", purpose=PURPOSE).text
    assert background.work_off(town.services, lambda: town.now) == 1
    part = one.page(f"{PAGE}/progress")
    assert "好了" in part.text
    (job,) = [form.select_one("input[name=job]")["value"] for form in part.select("form")]
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    with one.post(f"{PAGE}/fetch", {"key": key, "job": job}) as file:
        file.get_data()
    assert load_workbook(io.BytesIO(file.data)).sheetnames[0] == "汇总"
    other = visitor("周组织")
    theirs = other.page(PAGE).select_one("input[name=key]")["value"]
    assert other.post(f"{PAGE}/fetch", {"key": theirs, "job": job}).status_code == 404
    with town.db() as db:
        assert len(export_jobs.of_member(db, town.cast.ids["李书记"], START)) == 1


def test_a_file_is_genuine_until_a_byte_of_it_changes(town, visitor, held):
    one = visitor("李书记")
    answer = take(one, what="people", ending=".csv")
    name = answer.headers["Content-Disposition"].partition("filename=")[2]
    key = one.page(PAGE).select_one("input[name=key]")["value"]

    def check(content, who=one, with_key=key):
        sent = {"key": with_key, "file": (io.BytesIO(content), name)}
        return who.post(f"{PAGE}/verify", sent).text

    assert "真：和导出时一字不差" in check(answer.data)
    assert PURPOSE in check(answer.data)
    assert "改过：编号是我们的" in check(answer.data + b"x\r\n")
    other = visitor("钱书记")
    theirs = other.page(PAGE).select_one("input[name=key]")["value"]
    seen = check(answer.data, other, theirs)
    assert "真：" in seen
    assert "用途：支部存档" not in seen


def test_a_file_of_others_is_unknown_and_none_is_asked_for(town, visitor):
    one = visitor("李书记")
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    sent = {"key": key, "file": (io.BytesIO(b"a,b\r\n"), "x.csv")}
    assert "查不到" in one.post(f"{PAGE}/verify", sent).text
    empty = one.post(f"{PAGE}/verify", {"key": key})
    assert empty.status_code == 422
    assert "请选一个文件" in empty.text


def test_a_file_that_is_too_large_is_refused_kindly(town, visitor, monkeypatch):

    one = visitor("李书记")
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    monkeypatch.setattr(desk, "MOST_SENT", 1000)
    answer = one.post(f"{PAGE}/verify", {"key": key, "file": (io.BytesIO(b"x" * 5000), "x.csv")})
    assert answer.status_code == 413
    assert "文件太大了" in answer.text
