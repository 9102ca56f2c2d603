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
        [row] = db.execute(select(audit).where(audit.c.verb == "export")).all()
        looked = db.execute(select(audit.c.detail).where(audit.c.verb == "look up")).scalars().all()
    assert looked
    assert not any("党员" in one for one in looked)
    assert (row.actor, row.verb, row.subject, row.detail) == (
        "cli",
        "export",
        "attendance 2026-11",
        "年度考核",
    )


@pytest.mark.parametrize("what", ["tasks", "first-topic", "notices"])
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
        (("attendance", "--month", MONTH, "--year", "2026", "--output", "x.csv"), "give one of them"),
        (("attendance", "--quarter", "2026-12", "--output", "x.csv"), "Write it like 2026-Q4"),
        (("attendance", "--year", "2026-Q4", "--output", "x.csv"), "Write it like 2026"),
        (("attendance", "--month", MONTH, "--meeting", "1", "--output", "x.csv"), "is not of one meeting"),
        (("minutes", "--output", "x.docx"), "Missing option '--meeting'"),
        (("minutes", "--meeting", "1", "--output", "x.xlsx"), "must end in .docx"),
        (("sign-in", "--meeting", "1", "--output", "x.csv"), "must end in .docx, .xlsx"),
        (("calendar", "--output", "x.csv"), "must end in .ics"),
        (("people", "--month", MONTH, "--output", "x.csv"), "as it stands now"),
        (("people", "--full-phones", "--output", "x.csv"), "--purpose"),
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


# ---- quarters and years, other files ----


@pytest.mark.parametrize("when", [("--quarter", "2026-Q4"), ("--year", "2026")])
def test_a_quarter_and_a_year_hold_their_months(district, when):
    path = district.folder / "x.csv"
    assert district.run("export", "attendance", *when, "--output", path).code == 0
    assert len(files.records(path)) == 1 + 8
    empty = district.run("export", "attendance", "--quarter", "2026-Q3", "--output", path)
    assert empty.code == 0
    assert len(files.records(path)) == 1


def test_the_roster_goes_out_as_it_comes_in(district):
    """Exported with whole phones and imported again, nobody changes; masked, the phones are not whole."""
    roster = "姓名,手机,律所,党支部,政治面貌,入党日期,党内职务\n张三,13800138000,甲所,一支部,正式党员,2021.07,组织委员\n"
    assert district.run("roster", "import", district.write("in.csv", roster)).code == 0
    path = district.folder / "people.csv"
    assert district.run("export", "people", "--output", path).code == 0
    [one] = [row for row in files.records(path) if row[0] == "张三"]
    assert one == ["张三", "138****8000", "甲所", "一支部", "正式党员", "2021.07", "组织委员"]
    done = district.run("export", "people", "--full-phones", "--purpose", "换届核对", "--output", path)
    assert done.code == 0
    again = district.run("roster", "import", path)
    assert again.code == 0, again.complained
    with district.ledger() as db:
        from bot.ledger.tables import member

        assert len(db.execute(select(member).where(member.c.name == "张三")).all()) == 1


def test_minutes_and_sign_in_sheets_of_a_meeting(district):
    import docx

    path = district.folder / "x.docx"
    for what, title in (("minutes", "会议记录"), ("sign-in", "党员大会签到表")):
        done = district.run("export", what, "--meeting", "1", "--output", path)
        assert done.code == 0, done.complained
        assert docx.Document(str(path)).paragraphs[0].text == title
        refused = district.run("export", what, "--meeting", "99", "--output", path)
        assert refused.code == 1
        assert "没有第 99 号会议" in refused.complained
        elsewhere = district.run("export", what, "--meeting", "1", "--branch", "联合支部", "--output", path)
        assert elsewhere.code == 1


def test_a_calendar_is_one_that_others_read(district):
    from icalendar import Calendar

    path = district.folder / "x.ics"
    assert district.run("export", "calendar", "--output", path).code == 0
    [event] = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert (event["SUMMARY"], event["LOCATION"]) == ("党员大会", "三楼")
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 3600  # until it was closed
    assert b"\r\n" in path.read_bytes()
    assert max(len(line) for line in path.read_bytes().split(b"\r\n")) <= 75


def test_all_registers_are_written_or_one_of_them(district):
    path = district.folder / "台账.xlsx"
    assert district.run("export", "registers", "--output", path).code == 0
    assert {"三结对", "擂台"} <= set(files.sheets(path))
    one = district.folder / "三结对.csv"
    assert district.run("export", "registers", "--register", "jiedui", "--output", one).code == 0
    refused = district.run("export", "registers", "--output", district.folder / "x.csv")
    assert refused.code == 1
    assert "CSV 只能放一张表" in refused.complained
    assert (
        district.run("export", "tasks", "--month", MONTH, "--register", "jiedui", "--output", path).code == 2
    )


# ---- verify ----


@pytest.mark.parametrize("ending", ["xlsx", "csv", "db", "docx", "ics"])
def test_verify_knows_a_file_to_the_byte(district, ending):
    what = {"docx": ("minutes", "--meeting", "1"), "ics": ("calendar",)}.get(
        ending, ("attendance", "--month", MONTH)
    )
    path = district.folder / f"x.{ending}"
    done = district.run("export", *what, "--output", path)
    number = done.said.split("编号 ")[1][:9]
    assert district.run("verify", path).said.startswith(f"{path}：是真的，一字未改。编号 {number}，")
    named = district.folder / f"{number}.{ending}"
    named.write_bytes(path.read_bytes() + b"\n")
    changed = district.run("verify", named)
    assert changed.code == 1
    assert "改动过" in changed.complained
    assert number in changed.complained


@pytest.mark.parametrize(
    ("what", "ending"), [(("minutes", "--meeting", "1"), "docx"), (("attendance", "--month", MONTH), "xlsx")]
)
def test_a_file_that_was_opened_and_saved_is_known_for_what_it_was(district, what, ending):
    import docx
    import openpyxl

    path = district.folder / f"x.{ending}"
    district.run("export", *what, "--output", path)
    if ending == "docx":
        opened = docx.Document(str(path))
        opened.tables[0].rows[6].cells[1].text = "8 人：都到了"
        opened.save(str(path))
    else:
        book = openpyxl.load_workbook(path)
        book["汇总"]["D2"] = 8
        book.save(path)
    changed = district.run("verify", path)
    assert changed.code == 1
    assert "改动过" in changed.complained


def test_verify_refuses_what_is_none_of_ours(district):
    path = district.folder / "x.xlsx"
    for content in (b"", b"anything", b"PK\x03\x04 not a zip"):
        path.write_bytes(content)
        unknown = district.run("verify", path)
        assert unknown.code == 1
        assert "查无此件" in unknown.complained
    missing = district.run("verify", district.folder / "nothing.xlsx")
    assert missing.code == 1
    assert "cannot be read" in missing.complained
