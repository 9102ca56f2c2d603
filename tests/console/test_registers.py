"""Registers in the console and as files: the same rows as in chat, whole files or nothing, each within its scope."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from bot.ledger import members
from bot.ledger import registers as ledger
from bot.reports import Request, make
from content.registers import named
from tests.town import KEYS

PAGE = "/console/registers/jiedui"
ROW = {
    "kind": "支部与无党员律所",
    "partner": "=小荷律师事务所",
    "held_on": "2026-11-20",
    "activity": "一起学民法典",
    "people": "12",
}


def rows(town, name="jiedui"):
    with town.db() as db:
        return ledger.rows(db, named(name), None)


def test_a_row_entered_here_is_the_row_in_chat(town, visitor):
    page = visitor("李书记").press(PAGE, PAGE, **ROW)
    assert "已登记" in page.text
    assert "=小荷律师事务所" in page.text
    assert "支部与无党员律所 1" in town.say("李书记", "三结对")


def test_every_wrong_field_is_named_and_what_was_typed_stays(town, visitor):
    page = visitor("李书记").press(PAGE, PAGE, 422, **{**ROW, "held_on": "2026-02-30", "people": "十来个"})
    said = [one.text for one in page.select(".problems li")]
    assert said == ["活动日期：要写日期，比如 2026-12-05。", "参加人数：要写数字，比如 12。"]
    assert page.select_one("textarea[name=activity]").text.strip() == "一起学民法典"
    assert not rows(town)


def test_a_row_is_corrected_withdrawn_and_its_history_stays(town, visitor):
    one = visitor("李书记")
    one.press(PAGE, PAGE, **ROW)
    number = rows(town)[0].id
    one.press(f"{PAGE}?edit={number}", PAGE, people="15")
    (now,) = rows(town)
    assert now.values["people"] == "15"
    assert "已撤掉" in one.press(f"{PAGE}/rows/{now.id}", "/withdraw").text
    assert not rows(town)
    states = [cell.text for cell in one.page(f"{PAGE}/rows/{now.id}").select(".state")]
    assert states == ["改过", "撤掉"]


def test_a_date_put_right_leaves_one_row(town, visitor):
    one = visitor("李书记")
    one.press(PAGE, PAGE, **ROW)
    first = rows(town)[0].id
    one.press(f"{PAGE}?edit={first}", PAGE, held_on="2026-11-21")
    (now,) = rows(town)
    assert now.values["held_on"] == "2026-11-21"
    assert [cell.text for cell in one.page(f"{PAGE}/rows/{first}").select(".state")] == ["改过", "有效"]
    key = one.page(PAGE).select_one("input[name=key]")["value"]
    late = one.post(PAGE, {"key": key, "corrects": first, **ROW, "held_on": "2026-11-22"})
    assert late.status_code == 422
    assert len(rows(town)) == 1


def test_figures_of_another_branchs_firm_are_seen_and_not_touched(town, visitor):
    page = "/console/registers/leitai"
    visitor("郑干事").press(page, page, firm="广东小荷律师事务所", year="2026", cases="12")
    (row,) = rows(town, "leitai")
    assert row.branch_name == "联合支部"
    other = visitor("李书记")
    assert "广东小荷律师事务所" in other.page(page).text
    key = other.page(page).select_one("input[name=key]")["value"]
    assert other.post(f"{page}/rows/{row.id}/withdraw", {"key": key}).status_code == 403
    assert other.get(f"{page}?edit={row.id}").status_code == 403
    assert visitor("钱书记").get(f"{page}?edit={row.id}").status_code == 200


def test_another_branch_neither_sees_nor_touches_a_row(town, visitor):
    visitor("李书记").press(PAGE, PAGE, **ROW)
    number = rows(town)[0].id
    other = visitor("钱书记")
    assert "小荷" not in other.page(PAGE).text
    assert other.get(f"{PAGE}/rows/{number}").status_code == 404
    key = other.page(PAGE).select_one("input[name=key]")["value"]
    assert other.post(f"{PAGE}/rows/{number}/withdraw", {"key": key}).status_code == 404
    assert other.post(PAGE, {"key": key, "branch": town.cast.first, **ROW}).status_code == 422
    assert len(rows(town)) == 1


def test_members_own_hours_are_no_page_of_rows(town, visitor):
    for one in ("公益", "填", "1", "2026-11-20", "3.5", "签到表", "1"):
        town.say("王党员", one)
    for name in ("李书记", "郑干事"):
        text = visitor(name).page("/console/registers/gongyi").main.text
        assert "3.5" not in text
        assert "王党员" not in text


def workbook(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


HEAD = ["党支部", "结对类型", "结对对象", "活动日期", "活动内容", "参加人数（人）"]


def upload(visitor, file, name="三结对.xlsx"):
    key = visitor.page(PAGE).select_one("input[name=key]")["value"]
    return visitor.browser.post(
        f"{PAGE}/take-in", data={"key": key, "file": (file, name)}, base_url="https://rongshu.example",
        content_type="multipart/form-data",
    )  # fmt: skip


def test_a_sheet_is_taken_in_whole_and_again_without_doubling(town, visitor):
    lines = [
        HEAD, ["一支部", "独立支部与联合支部", "联合支部", date(2026, 11, 3), "结对", 20],
        ["一支部", "2", "小荷所", "2026.11.5", "走访", None],
    ]  # fmt: skip
    one = visitor("李书记")
    assert upload(one, workbook(*lines)).status_code == 303
    assert {(row.values["held_on"], row.values["people"]) for row in rows(town)} == {
        ("2026-11-03", "20"),
        ("2026-11-05", ""),
    }
    assert upload(one, workbook(*lines)).status_code == 303
    assert len(rows(town)) == 2


def test_a_sheet_with_the_same_row_twice_is_not_taken_in(town, visitor):
    line = ["一支部", "独立支部与联合支部", "联合支部", date(2026, 11, 3), "结对", 20]
    answer = upload(visitor("李书记"), workbook(HEAD, line, [*line[:5], 30]))
    assert answer.status_code == 422
    assert "第 3 行 和第 2 行是同一行（结对类型、结对对象、活动日期都相同）" in answer.text
    assert not rows(town)


def test_a_sheet_with_a_fault_is_not_taken_in_at_all(town, visitor):
    lines = [
        HEAD, ["一支部", "独立支部与联合支部", "联合支部", "2026-11-03", "结对", 20],
        ["联合支部", "别的", "", "去年", "走访", "多"],
    ]  # fmt: skip
    answer = upload(visitor("李书记"), workbook(*lines))
    assert answer.status_code == 422
    for said in (
        "第 3 行 党支部：没有「联合支部」",
        "第 3 行 结对类型",
        "第 3 行 结对对象：要填",
        "第 3 行 活动日期",
        "第 3 行 参加人数",
    ):
        assert said in answer.text
    assert not rows(town)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"a,b\n1,2\n", b"PK\x03\x04broken"])
def test_a_file_that_is_no_such_sheet_is_refused_in_words(town, visitor, content):
    answer = upload(visitor("李书记"), io.BytesIO(content))
    assert answer.status_code == 422
    assert "没有办成" in answer.text


def test_the_file_that_goes_out_comes_in_again(town, visitor, tmp_path):
    one = visitor("李书记")
    one.press(PAGE, PAGE, **ROW)
    with town.db() as db:
        ids = tuple(id_ for id_, _ in members.branches(db))
    path = tmp_path / "台账.xlsx"
    make(town.ledger, KEYS, Request("registers", ids, "核对", "郑干事", register="jiedui"), path, town.now)
    sheet = load_workbook(path)["三结对"]
    assert [cell.value for cell in sheet[1]][:3] == ["党支部", "结对类型", "结对对象"]
    assert sheet["C2"].value == "=小荷律师事务所"
    assert sheet["C2"].data_type == "s"
    assert upload(one, io.BytesIO(path.read_bytes())).status_code == 303
    assert len(rows(town)) == 1


def test_all_registers_go_out_as_sheets_of_one_book(town, tmp_path):
    with town.db() as db:
        ids = tuple(id_ for id_, _ in members.branches(db))
    path = tmp_path / "台账.xlsx"
    make(town.ledger, KEYS, Request("registers", ids, "核对", "郑干事"), path, town.now)
    assert {"三结对", "六个有", "擂台", "公益法律服务"} <= set(load_workbook(path).sheetnames)
