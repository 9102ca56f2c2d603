"""``registers import`` and ``export registers``: a sheet comes in whole or not at all, and goes out as it came in."""

from __future__ import annotations

import pytest

from bot.ledger import registers as ledger
from content.registers import named
from tests.exports import files

HEAD = "党支部,结对类型,结对对象,活动日期,活动内容,参加人数\n"
GOOD = HEAD + "一支部,支部与村级党组织,榕树村,2026-11-03,普法,20\n联合支部,1,一支部,2026.11.5,结对,\n"


def rows(district):
    with district.ledger() as db:
        return ledger.rows(db, named("jiedui"), None)


def test_a_sheet_comes_in_and_again_changes_nothing(district):
    file = district.write("三结对.csv", GOOD)
    done = district.run("registers", "import", "jiedui", file)
    assert (done.code, done.said.strip()) == (0, "三结对：新增 2 行，更正 0 行，不变 0 行。")
    assert {one.branch_name for one in rows(district)} == {"一支部", "联合支部"}
    assert "不变 2 行" in district.run("registers", "import", "jiedui", file).said
    changed = district.write("改.csv", GOOD.replace(",20\n", ",25\n"))
    assert "更正 1 行，不变 1 行" in district.run("registers", "import", "jiedui", changed).said


def test_a_dry_run_says_what_would_be_and_leaves_nothing(district):
    file = district.write("三结对.csv", GOOD)
    assert "将新增 2 行" in district.run("registers", "import", "jiedui", file, "--dry-run").said
    assert rows(district) == []


def test_every_fault_is_named_by_line_and_field_and_nothing_comes_in(district):
    bad = district.write("坏.csv", GOOD + "三支部,别的,,去年,走访,多\n")
    done = district.run("registers", "import", "jiedui", bad)
    assert done.code == 1
    for said in (
        "第 4 行 党支部",
        "第 4 行 结对类型",
        "第 4 行 结对对象：要填",
        "第 4 行 活动日期",
        "第 4 行 参加人数",
    ):
        assert said in done.complained
    assert rows(district) == []


def test_a_file_without_the_columns_is_refused(district):
    done = district.run("registers", "import", "jiedui", district.write("别的.csv", "甲,乙\n1,2\n"))
    assert done.code == 1
    assert "没有找到表头" in done.complained


def test_what_goes_out_comes_in_again_unchanged(district):
    district.run("registers", "import", "jiedui", district.write("三结对.csv", GOOD))
    path = district.folder / "台账.xlsx"
    assert district.run("export", "registers", "--register", "jiedui", "--output", path).code == 0
    assert "三结对" in files.sheets(path)
    assert "不变 2 行" in district.run("registers", "import", "jiedui", path).said


def test_all_registers_go_into_one_workbook_a_sheet_each(district):
    path = district.folder / "台账.xlsx"
    assert district.run("export", "registers", "--output", path).code == 0
    assert {"三结对", "六个有", "政治把关", "擂台", "公益法律服务", "常态监督"} <= set(files.sheets(path))


@pytest.mark.parametrize("name", ["shengri", "nobody"])
def test_a_register_that_nobody_fills_takes_no_sheet(district, name):
    assert district.run("registers", "import", name, district.write("x.csv", GOOD)).code == 2
