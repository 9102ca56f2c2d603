"""Rosters as offices keep them: whatever the order, the encoding and the habits, the same people come out."""

from __future__ import annotations

import io
import os
import random
import warnings
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from bot.roster import workbooks
from bot.roster.reading import read
from bot.roster.sheet import RosterRow
from tests.roster.files import HEADINGS, LI, ZHANG, answer, roster, saved, with_part, workbook

ZHANG_READ = RosterRow(
    2, "张三", "13800000001", "榕树律师事务所", "榕树所党支部", "正式党员", date(2015, 7, 1), "day", "书记"
)
CSV = "\r\n".join(",".join(str(cell) for cell in row) for row in (HEADINGS, ZHANG, LI))


def test_a_plain_roster_is_read_whole() -> None:
    sheet = answer(roster(ZHANG, LI))
    li = RosterRow(
        3, "李四", "13800000002", "榕树律师事务所", "榕树所党支部", "预备党员", date(2025, 11, 1), "month"
    )
    assert sheet.rows == (ZHANG_READ, li)
    assert sheet.problems == ()
    assert sheet.ignored == ()


def test_columns_come_in_any_order_under_other_names_and_the_rest_are_named_as_ignored() -> None:
    headings = (
        "序号",
        "所在支部",
        "＊联系 电话",
        "律师姓名（必填）",
        "性别",
        "职务",
        "执业\n机构",
        "类别",
        "入党时间",
    )
    row = (
        1,
        "榕树所党支部",
        13800000001,
        "张三",
        "男",
        "支部书记",
        "榕树律师事务所",
        "中共党员",
        "2015年7月1日",
    )
    sheet = answer(roster(row, headings=headings))
    assert sheet.rows == (ZHANG_READ,)
    assert sheet.ignored == ("序号", "性别")


def test_the_more_telling_of_two_columns_is_read() -> None:
    sheet = answer(roster((*ZHANG, "主任", "办公电话"), headings=(*HEADINGS, "职务", "联系方式")))
    assert sheet.rows == (ZHANG_READ,)
    assert sheet.ignored == ("职务", "联系方式")


def test_titles_above_and_totals_notes_and_repeated_headings_below_are_passed_over() -> None:
    rows = [("2026年党员名册",), ("填报单位：", "榕树所"), (), HEADINGS, ZHANG, (), HEADINGS, ("合  计", 1)]
    sheet = answer(workbook([*rows, ("填表人：李四", "", "审核：张三")]))
    assert [(row.line, row.name) for row in sheet.rows] == [(5, "张三")]
    assert sheet.problems == ()


def test_a_section_title_is_remarked_on_and_not_taken_for_a_person() -> None:
    sheet = answer(roster(("一、第一党支部",), ZHANG))
    assert [row.line for row in sheet.rows] == [3]
    assert [(p.line, p.blocks) for p in sheet.problems] == [(2, False)]
    assert "只有“一、第一党支部”" in sheet.problems[0].what


def test_merged_cells_hold_for_each_of_their_rows_and_for_a_header_of_two_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("名册",),
        ("姓名", "联系方式", "党组织", None),
        (None, "手机", "党支部", "政治面貌"),
        ("张三", "13800000001", "一支部", "党员"),
        ("李四", "13800000002", None, "党员"),
        ("王五", "13800000003", None, "预备党员"),
        ("赵六", "13800000004", "二支部", "党员"),
    ):
        sheet.append(row)
    for area in ("A1:D1", "A2:A3", "C2:D2", "C4:C6"):
        sheet.merge_cells(area)
    read_sheet = answer(saved(book))
    assert [row.branch for row in read_sheet.rows] == ["一支部", "一支部", "一支部", "二支部"]
    assert not read_sheet.blocked


def test_the_sheet_with_the_headings_is_chosen_and_hidden_ones_are_left() -> None:
    book = workbook(
        [("填表说明",)], [HEADINGS, ZHANG], [HEADINGS, LI], titles=("说明", "名册", "去年"), hidden=("去年",)
    )
    sheet = answer(book)
    assert (sheet.title, [row.name for row in sheet.rows]) == ("名册", ["张三"])
    assert sheet.problems == ()


def test_of_two_sheets_the_fuller_is_read_and_the_other_is_named() -> None:
    dues = [("姓名", "党支部", "月份"), ("李四", "榕树所党支部", 12)]
    sheet = answer(workbook(dues, [HEADINGS, ZHANG], titles=("党费", "名册")))
    assert [row.name for row in sheet.rows] == ["张三"]
    assert not sheet.blocked
    assert "没有读“党费”" in sheet.problems[0].what


def test_hidden_rows_are_people_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(roster(ZHANG, LI)))
    book.active.row_dimensions[2].hidden = True
    assert [row.line for row in answer(saved(book)).rows] == [2, 3]


def test_identity_numbers_are_not_read_and_that_is_said() -> None:
    sheet = answer(roster((*ZHANG, "440703199001011234"), headings=(*HEADINGS, "身份证号码")))
    assert sheet.ignored == ("身份证号码",)
    assert [(p.column, p.blocks) for p in sheet.problems] == [("身份证号码", False)]
    assert "没有读，也没有存" in sheet.problems[0].what
    assert "440703" not in repr(sheet)


def test_missing_phones_and_columns_are_remarks() -> None:
    sheet = answer(roster(("张三", "一支部"), headings=("姓名", "党支部")))
    assert sheet.rows == (RosterRow(2, "张三", "", "", "一支部", "正式党员"),)
    assert [p.blocks for p in sheet.problems] == [False, False]
    sheet = answer(roster(("张三", "一支部", "无"), headings=("姓名", "党支部", "手机")))
    assert "没有手机号" in [p.what for p in sheet.problems if p.line == 2]


def test_an_exact_repeat_is_read_once_and_namesakes_with_phones_are_two_people() -> None:
    namesake = ("张三", "13900000009", *ZHANG[2:])
    sheet = answer(roster(ZHANG, ZHANG, namesake))
    assert [row.line for row in sheet.rows] == [2, 4]
    assert [(p.line, p.blocks) for p in sheet.problems] == [(3, False)]


@pytest.mark.parametrize(
    "written",
    [
        *(13800000001, 13800000001.0, 1.3800000001e10, "13800000001", "'13800000001", "138 0000 0001"),
        *("138-0000-0001", "+86 13800000001", "+86-138-0000-0001", "8613800000001", "008613800000001"),
        *(
            "１３８０００００００１",
            "13800000001.0",
            "\u202d13800000001\u202c",
            "\t13800000001",
            "1.3800000001E+10",
        ),
    ],
)
def test_phones_are_read_however_they_are_written(written: object) -> None:
    assert answer(roster(("张三", written, *ZHANG[2:]))).rows == (ZHANG_READ,)


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        (datetime(2021, 7, 1), "2021-07-01", "day"),  # noqa: DTZ001
        (date(2021, 7, 1), "2021-07-01", "day"),
        *(
            (text, "2021-07-01", "day")
            for text in ("2021-7-1", "2021/07/01", "2021.7.1", "2021年7月1日", "20210701")
        ),
        *((text, "2021-07-01", "day") for text in (20210701, 44378, 44378.5, "44378", "2021-07-01 00:00:00")),
        *(
            (text, "2021-07-01", "month")
            for text in ("2021.07", 2021.07, "2021.7", "2021年7月", "2021-07", "202107")
        ),
        *((text, "2021-07-01", "month") for text in (202107, "２０２１．０７", "2021 年 7 月")),
        *((text, "2021-01-01", "year") for text in (2021, "2021", "2021年")),
        ("2021.1", "2021-01-01", "month"),
        *((text, None, "day") for text in ("", "无", "/", None)),
    ],
)
def test_dates_are_read_however_they_are_written(written: object, day: str | None, precision: str) -> None:
    (row,) = answer(roster((*ZHANG[:5], written, "书记"))).rows
    assert row.joined_on == (date.fromisoformat(day) if day else None)
    assert row.joined_precision == precision


def test_a_month_whose_nought_excel_has_eaten_is_kept_as_the_year_only() -> None:
    sheet = answer(roster((*ZHANG[:5], 2021.10, "书记")))
    assert (sheet.rows[0].joined_on, sheet.rows[0].joined_precision) == (date(2021, 1, 1), "year")
    assert "分不清是 1 月还是 10 月" in sheet.problems[0].what
    assert not sheet.blocked


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("张 三", "张三"), ("张\u3000三", "张三"), ("\u200b张三\ufeff", "张三"), ("张\n三", "张三")),
        *(
            ("阿不都•买买提", "阿不都·买买提"),
            ("阿不都．买买提", "阿不都·买买提"),
            ("阿不都・买买提", "阿不都·买买提"),
        ),
        *(("古丽·阿 不都", "古丽·阿不都"), ("𠮷田", "𠮷田"), ("李〇", "李〇"), ("John  Smith", "John Smith")),
    ],
)
def test_names_lose_their_spaces_and_keep_their_dots(written: str, name: str) -> None:
    assert answer(roster((written, *ZHANG[1:]))).rows[0].name == name


@pytest.mark.parametrize(
    ("written", "office", "also"),
    [
        *(
            ("党支部书记", "书记", ()),
            ("组委", "组织委员", ()),
            ("支委", "支部委员", ()),
            ("普通党员", "", ()),
        ),
        *(("宣传委员兼副书记", "副书记", ("宣传委员",)), ("第二党小组组长", "党小组长", ()), ("-", "", ())),
        *(("榕树所党支部纪检委员", "纪检委员", ()), ("专职党建指导员", "党建指导员", ())),
    ],
)
def test_offices_are_known_by_their_many_names(written: str, office: str, also: tuple[str, ...]) -> None:
    (row,) = answer(roster((*ZHANG[:6], written))).rows
    assert (row.office, row.also) == (office, also)


def test_a_title_at_the_firm_is_no_office_in_the_branch_and_that_is_said() -> None:
    sheet = answer(roster((*ZHANG[:6], "主任、书记")))
    assert sheet.rows[0].office == "书记"
    assert "“主任”不是支部里的职务" in sheet.problems[0].what
    assert not sheet.blocked


def test_one_firm_has_one_spelling() -> None:
    spellings = ("广东榕树（江门）律师事务所", "广东榕树(江门)律师事务所", " 广东榕树 (江门) 律师事务所")
    people = [(f"张{c}", f"1380000000{n}", spellings[n], *ZHANG[3:]) for n, c in enumerate("甲乙丙")]
    assert {row.firm for row in answer(roster(*people)).rows} == {"广东榕树（江门）律师事务所"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_each_encoding_and_with_each_delimiter(encoding: str, delimiter: str) -> None:
    sheet = answer(CSV.replace(",", delimiter).encode(encoding))
    assert [row.name for row in sheet.rows] == ["张三", "李四"]
    assert sheet.rows[0] == ZHANG_READ
    assert sheet.problems == ()


def test_csv_rows_are_numbered_as_excel_shows_them() -> None:
    text = '姓名,党支部,备注\n"张\n三",一支部,"两\n行"\n\n李四,,x\n'
    sheet = answer(text.encode())
    assert [(row.line, row.name) for row in sheet.rows] == [(2, "张三")]
    assert [p.line for p in sheet.problems if p.blocks] == [4]


def test_a_path_is_read_as_a_stream_is(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_bytes(CSV.encode("gb18030"))
    assert read(path, path.name) == answer(CSV.encode("gb18030"))


def test_a_million_formatted_but_empty_rows_are_no_burden(monkeypatch: pytest.MonkeyPatch) -> None:
    book = roster(ZHANG)
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        sheet_xml = packed.read(part)
    empties = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 3_000))
    monkeypatch.setattr(workbooks, "MOST_LINES", 1_000)
    sheet = answer(with_part(book, part, sheet_xml.replace(b"</sheetData>", empties + b"</sheetData>")))
    assert sheet.rows == (ZHANG_READ,)
    assert ["以后没有读" in p.what for p in sheet.problems] == [True]
    assert not sheet.blocked


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    book = openpyxl.load_workbook(io.BytesIO(roster(ZHANG, LI)))
    content = saved(book)
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet_xml = packed.read(part)
    assert b'ref="A1:G3"' in sheet_xml
    sheet = answer(with_part(content, part, sheet_xml.replace(b'ref="A1:G3"', b'ref="A1"')))
    assert [row.name for row in sheet.rows] == ["张三", "李四"]


def test_bytes_at_random_and_workbooks_with_a_byte_changed_never_raise() -> None:
    chance = random.Random(7)
    whole = roster(ZHANG, LI)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(60):
            broken = bytearray(whole)
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
            assert isinstance(answer(bytes(broken)).rows, tuple)
            assert isinstance(answer(os.urandom(chance.randrange(1, 300))).rows, tuple)
