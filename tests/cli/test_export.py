"""``export``: the same figures in each kind of file, for all branches or one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.ledger.tables import audit
from tests.exports import files

MONTH = "2026-11"


def test_a_csv_has_a_row_for_each_member_due(district):
    path = district.folder / "十一月.csv"
    done = district.run("export", "attendance", "--month", MONTH, "--output", path)
    assert done.code == 0, done.complained
    headings, *rows = files.records(path)
    state = headings.index("状态")
    assert len(rows) == 8
    assert {row[0] for row in rows if row[state] == "实到"} == {"王党员", "吴党员"}
    assert done.said.startswith(f"{path}：8 行，")
    assert "SHA-256" in done.said


def test_a_workbook_and_a_database_hold_the_same_meeting(district):
    book, base = district.folder / "十一月.xlsx", district.folder / "十一月.db"
    for path in (book, base):
        assert district.run("export", "attendance", "--month", MONTH, "--output", path).code == 0
    assert {"汇总", "矩阵", "会议"} <= set(files.sheets(book))
    assert files.select(base, 'SELECT count(*) FROM "明细"') == [(8,)]
    [row] = files.select(base, 'SELECT "应到", "实到", "缺席" FROM "会议"')
    assert row == (8, 2, 6)


def test_one_branch_is_only_that_branch(district):
    path = district.folder / "联合.csv"
    done = district.run("export", "attendance", "--month", MONTH, "--branch", "联合支部", "--output", path)
    assert done.code == 0
    assert len(files.records(path)) == 1


def test_an_export_leaves_its_purpose_in_the_audit_and_no_name(district):
    path = district.folder / "x.csv"
    district.run("export", "attendance", "--month", MONTH, "--output", path, "--purpose", "年度考核")
    with district.ledger() as db:
        [row] = db.execute(select(audit)).all()
    assert (row.actor, row.verb, row.subject, row.detail) == (
        "cli",
        "export",
        "attendance 2026-11",
        "年度考核",
    )


@pytest.mark.parametrize("what", ["tasks", "first-topic"])
def test_the_other_kinds_are_written_too(district, what):
    path = district.folder / "x.xlsx"
    assert district.run("export", what, "--month", MONTH, "--output", path).code == 0
    assert path.stat().st_size > 0


def test_an_unknown_branch_lists_those_there_are(district):
    path = district.folder / "x.csv"
    refused = district.run("export", "attendance", "--month", MONTH, "--branch", "三支部", "--output", path)
    assert refused.code == 1
    assert refused.complained.strip() == "没有叫「三支部」的支部。现有：一支部、联合支部"
    assert not path.exists()


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "12月", "2026-11-01", "-1", ""])
def test_a_month_that_is_none_is_wrong_usage(district, month):
    wrong = district.run("export", "attendance", f"--month={month}", "--output", district.folder / "x.csv")
    assert wrong.code == 2
    assert "Write it like 2026-12" in wrong.complained


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("votes", "--month", MONTH, "--output", "x.csv"), "Invalid value for"),
        (("attendance", "--month", MONTH, "--output", "x.pdf"), "must end in .xlsx, .csv, .db"),
        (("attendance", "--month", MONTH, "--output", "x"), "must end in"),
        (("attendance", "--month", MONTH), "Missing option '--output'"),
        (("attendance", "--output", "x.csv"), "Missing option '--month'"),
    ],
)
def test_wrong_usage_says_what_and_is_code_2(district, words, said):
    wrong = district.run("export", *words)
    assert wrong.code == 2
    assert said in wrong.complained


def test_a_folder_that_is_not_there_is_refused(district):
    refused = district.run(
        "export", "attendance", "--month", MONTH, "--output", district.folder / "没有" / "x.csv"
    )
    assert refused.code == 1
    assert "no such folder" in refused.complained


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".db"])
def test_a_folder_that_nobody_can_write_to_is_refused_in_a_line(district, ending):
    """``/proc``: not even the superuser makes a file there."""
    refused = district.run("export", "attendance", "--month", MONTH, "--output", f"/proc/x{ending}")
    assert refused.code == 1
    assert len(refused.complained.strip().splitlines()) == 1
    assert "/proc" in refused.complained
