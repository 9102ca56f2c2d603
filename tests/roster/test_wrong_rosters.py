"""Rosters that cannot be imported, each with the answer its reader gets."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.roster import reading
from bot.roster.reading import read
from tests.roster.files import HEADINGS, LI, ZHANG, answer, archive, roster, with_part, workbook


def _person(**changes: object) -> tuple[object, ...]:
    titles = dict(zip(HEADINGS, ZHANG, strict=True))
    return tuple({**titles, **changes}.values())


SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = archive(("xl/sharedStrings.xml", bytes(40 << 20)))

WRONG_FILES = {
    "empty": (b"", "文件是空的"),
    "only spaces": (b" \r\n \r\n", "文件是空的"),
    "old xls": (OLE, "旧版 .xls"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "pdf": (b"%PDF-1.7 \xe5\x90\x8d", "不是表格文件"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "不是表格文件"),
    "web page": (b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>", "网页格式"),
    "binary": (b"\x00\x01\x02\xff\xfe\x00" * 40, "不是表格，或者编码认不出"),
    "word document": (
        archive(("word/document.xml", b"<x/>")),
        "不是 Excel 表格",
    ),
    "binary workbook": (archive(("xl/workbook.bin", b"x")), ".xlsb"),
    "cut off": (roster(ZHANG)[:900], "已经损坏"),
    "broken sheet": (with_part(roster(ZHANG), SHEET, b"<worksheet><sheetData><row"), "已经损坏"),
    "missing parts": (
        archive(("xl/workbook.xml", b"<x/>")),
        "已经损坏",
    ),
    "bomb": (BOMB, "解开后太大"),
    "entities": (
        with_part(roster(ZHANG), SHEET, b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'),
        "不该有",
    ),
    "no headings": (workbook([("甲", "乙"), ("丙", "丁")]), "前 10 行里没有找到表头"),
    "no branch column": (
        roster(("张三", "x"), headings=("姓名", "性别")),
        "缺「党支部」列，找到的是「姓名」、「性别」",
    ),
    "no name column": (
        roster(("x", "y"), headings=("党支部", "电话")),
        "缺「姓名」列，找到的是「党支部」、「电话」",
    ),
    "nobody": (roster(), "表头下面没有人"),
    "only a total": (roster(("合计", 0)), "表头下面没有人"),
    "headings too far down": (workbook([*[("说明",)] * 10, HEADINGS, ZHANG]), "前 10 行里没有找到表头"),
    "open quote": ('姓名,党支部\r\n张三,"一支部\r\n李四,一支部\r\n'.encode(), "第 2 行起引号没有成对"),
}


@pytest.mark.parametrize(("content", "said"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_file_that_is_no_roster_is_one_clear_problem(content: bytes, said: str) -> None:
    sheet = answer(content)
    assert sheet.blocked
    assert sheet.rows == ()
    assert len(sheet.problems) == 1
    assert said in str(sheet.problems[0])
    assert str(sheet.problems[0]).endswith("。")


WRONG_CELLS = {
    "no name": ({"姓名": None}, "姓名", "姓名是空的"),
    "name with a note": ({"姓名": "张三（女）"}, "姓名", "里有“(”"),
    "name with a digit": ({"姓名": "张三1"}, "姓名", "里有“1”"),
    "name with a formula": ({"姓名": "'=cmd|calc"}, "姓名", "里有“=”"),
    "one letter": ({"姓名": "张"}, "姓名", "不像姓名"),
    "name too long": ({"姓名": "张" * 40}, "姓名", "不像姓名"),
    "short phone": ({"手机": "1380000000"}, "手机", "是 10 位"),
    "landline": ({"手机": "0750-3123456"}, "手机", "不像手机号"),
    "landline of 11": ({"手机": "07503123456"}, "手机", "不像手机号"),
    "hidden phone": ({"手机": "138****0001"}, "手机", "打了星号"),
    "rounded phone": ({"手机": "1.38E+10"}, "手机", "后几位已经丢了"),
    "two phones": ({"手机": "13800000001/13900000001"}, "手机", "两个手机号"),
    "identity number": ({"手机": "440703199001011234"}, "手机", "填了身份证号"),
    "no branch": ({"党支部": " "}, "党支部", "党支部是空的"),
    "branch lost": ({"党支部": "#REF!"}, "党支部", "写成了“#REF!”"),
    "branch too long": ({"党支部": "一" * 61}, "党支部", "61 个字"),
    "firm a number": ({"律所": 12}, "律所", "写成了“12”"),
    "no standing": ({"政治面貌": ""}, "政治面貌", "政治面貌是空的"),
    "odd standing": ({"政治面貌": "民主党派"}, "政治面貌", "看不懂政治面貌"),
    "odd date": ({"入党日期": "去年七一"}, "入党日期", "看不懂日期“去年七一”"),
    "no such month": ({"入党日期": "2021.13"}, "入党日期", "看不懂日期"),
    "no such day": ({"入党日期": "2021-02-30"}, "入党日期", "看不懂日期"),
    "two-digit year": ({"入党日期": "21.7.1"}, "入党日期", "看不懂日期"),
    "before the Party": ({"入党日期": datetime(1911, 10, 10)}, "入党日期", "早于建党"),  # noqa: DTZ001
    "not yet": ({"入党日期": "2027-07-01"}, "入党日期", "还没到"),
}


@pytest.mark.parametrize(("changes", "column", "said"), WRONG_CELLS.values(), ids=WRONG_CELLS)
def test_a_wrong_cell_is_reported_with_its_row_and_heading_and_the_others_are_read(
    changes: dict[str, object], column: str, said: str
) -> None:
    sheet = read(io.BytesIO(roster(LI, _person(**changes))), "名册.xlsx", today=date(2026, 12, 1))
    wrong = [problem for problem in sheet.problems if problem.blocks]
    assert [(problem.line, problem.column) for problem in wrong] == [(3, column)]
    assert said in wrong[0].what
    assert [row.name for row in sheet.rows] == ["李四"]


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    sheet = answer(roster(("", "123", "", "", "", "x", "")))
    assert [p.column for p in sheet.problems] == ["姓名", "手机", "党支部", "政治面貌", "入党日期"]


def test_an_identity_number_is_never_quoted() -> None:
    sheet = answer(roster(_person(姓名="440703199001011234"), _person(手机="440703199001011234")))
    assert sheet.blocked
    assert not any("440703" in str(problem) for problem in sheet.problems)


REPEATS = {
    "in two branches": (
        _person(党支部="别的党支部"),
        "党支部",
        "在第 2 行属于榕树所党支部，这里又属于别的党支部",
    ),
    "two names": (_person(姓名="王五"), "手机", "手机号和第 2 行的张三一样"),
    "other standing": (_person(政治面貌="预备党员"), "政治面貌", "和第 2 行重复，但政治面貌不一样"),
    "no phone": (_person(手机=""), "姓名", "没有手机号分不清"),
}


@pytest.mark.parametrize(("again", "column", "said"), REPEATS.values(), ids=REPEATS)
def test_the_same_person_twice_is_asked_about(again: tuple[object, ...], column: str, said: str) -> None:
    sheet = answer(roster(ZHANG, again))
    wrong = [problem for problem in sheet.problems if problem.blocks]
    assert [(problem.line, problem.column) for problem in wrong] == [(3, column)]
    assert said in wrong[0].what
    assert [row.line for row in sheet.rows] == [2]


def test_two_sheets_with_the_same_columns_block_and_are_named() -> None:
    sheet = answer(workbook([HEADINGS, ZHANG], [HEADINGS, LI], titles=("一支部", "二支部")))
    assert sheet.blocked
    assert "只读了“一支部”，没有读“二支部”" in sheet.problems[0].what


def test_two_columns_of_one_heading_block() -> None:
    sheet = answer(roster((*ZHANG, "王五"), headings=(*HEADINGS, "姓名")))
    assert [(p.line, p.what) for p in sheet.problems if p.blocks] == [(1, "有两列都叫“姓名”")]


def test_more_rows_than_any_roster_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    people = [(f"张{c}", f"1380000000{n}", "", "一支部", "党员") for n, c in enumerate("甲乙丙丁")]
    assert "名册超过 3 行" in answer(roster(*people)).problems[0].what
    assert len(answer(roster(*people[:3])).rows) == 3


def test_a_file_above_20_mb_is_refused_unread() -> None:
    assert "超过 20 MB" in answer(bytes((20 << 20) + 1)).problems[0].what


def test_a_file_that_is_not_there_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    assert "打不开文件“名册.csv”" in read(tmp_path / "名册.csv", "名册.csv").problems[0].what
    assert "打不开文件" in read(tmp_path, "名册").problems[0].what
