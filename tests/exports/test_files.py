"""Every cell arrives in every kind of file, and none of them does anything but be read."""

from __future__ import annotations

import os
import stat
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.exports import xlsx
from bot.exports.neutral import is_formula, legal, stored
from bot.exports.sqlite import write_sqlite
from bot.exports.table import Column, RowOfOtherWidth, Table
from bot.exports.text import write_csv
from bot.exports.writing import ENDINGS, OneTableOnly, UnknownEnding, write
from bot.exports.xlsx import write_xlsx
from tests.exports.files import NOTE, records, select, sheets, table, types

HOSTILE = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1", "−1", "'=1"),
    *("=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "http://x.example", "mailto:a@b", "internal:A1"),
    *("\x00=1", "\x0b=1", "张\x0b三", "张\x00三", "\ud800三", "三\udfff", "\ufffe", "\x1f", "\x85", "\x7f"),
    *(
        "😀",
        "𠮷",
        "a\u202eb",
        "_x0041_",
        "<b>&amp;</b>",
        "]]>",
        "<r><t>a</t></r>",
        '"',
        "a,b",
        "a;b",
        "a\r\nb",
    ),
    *("a\tb", "001", "1e5", "2021.07", "TRUE", "#REF!", "' ", "{=1}", "字" * 40_000, "😀" * 17_000),
)


def _text(text: str) -> str:
    """The text as it is given back: with one kind of line end."""
    return legal(text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_is_plain_text_in_xlsx(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xlsx"
    assert write_xlsx(path, [table((name, "后面"))], NOTE) == 1
    _, (read, after) = sheets(path)["名单"]
    assert types(path, "名单") <= {"s", "inlineStr", "n"}
    assert after == "后面"
    if len(name) > 10_000:
        assert read.endswith("…")
        assert len(read.encode("utf-16-le")) // 2 <= 32_767
        return
    assert (read or "").removesuffix(" ") in {
        _text(name).removesuffix(" "),
        name.replace("_x", "_x005F_x"),  # as Excel escapes an escape
    }


def test_a_name_cannot_pass_for_ready_made_cells(tmp_path: Path) -> None:
    name = (
        '<r><t>a</t></r></is></c><c r="C2"><f>1+1</f><v>2</v></c><c r="D2" t="inlineStr"><is><r><t>b</t></r>'
    )
    write_xlsx(tmp_path / "a.xlsx", [table((name, "后面"))], NOTE)
    assert sheets(tmp_path / "a.xlsx")["名单"][1] == (name + " ", "后面")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(st.text(st.characters(codec=None)), min_size=1, max_size=40))
def test_any_text_at_all_goes_into_every_file_and_no_row_is_lost(tmp_path: Path, names: list[str]) -> None:
    rows = [(name, "尾") for name in names]
    assert write(tmp_path / "a.xlsx", [table(*rows)], NOTE).rows == len(rows)
    assert write(tmp_path / "a.csv", [table(*rows)], NOTE).rows == len(rows)
    assert write(tmp_path / "a.db", [table(*rows)], NOTE).rows == len(rows)
    assert [row[1] for row in sheets(tmp_path / "a.xlsx")["名单"][1:]] == ["尾"] * len(rows)
    assert "f" not in types(tmp_path / "a.xlsx", "名单")
    assert [record[1] for record in records(tmp_path / "a.csv")[1:]] == ["尾"] * len(rows)
    assert not any(is_formula(record[0]) for record in records(tmp_path / "a.csv")[1:])
    assert select(tmp_path / "a.db", "SELECT 甲 FROM 名单") == [(stored(name),) for name in names]


@pytest.mark.parametrize("name", [n for n in HOSTILE if is_formula(legal(n))], ids=ascii)
def test_csv_puts_a_quote_before_what_looks_like_a_formula(tmp_path: Path, name: str) -> None:
    write_csv(tmp_path / "a.csv", table((name, name)))
    assert records(tmp_path / "a.csv")[1] == ["'" + legal(name)] * 2


def test_csv_is_what_excel_opens_as_chinese(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "a.csv",
        table(("张三", -3, 0.5, None, True), kinds=("text", "number", "percent", "text", "text")),
    )
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw == "\ufeff甲,乙,丙,丁,戊\r\n张三,-3,50.0%,,是\r\n".encode()


AT = datetime(2026, 12, 5, 16, 30, tzinfo=UTC)  # already the sixth in Shanghai
CELLS = table(
    (AT, date(2021, 7, 1), 12, 0.75, True, None),
    kinds=("datetime", "date", "number", "percent", "text", "text"),
)


def test_xlsx_has_real_dates_and_numbers_in_local_time(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [CELLS], NOTE)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["名单"]
    cells = [sheet.cell(2, n) for n in range(1, 7)]
    assert [cell.value for cell in cells] == [
        datetime(2026, 12, 6, 0, 30),  # noqa: DTZ001
        datetime(2021, 7, 1),  # noqa: DTZ001
        *(12, 0.75, "是", None),
    ]
    assert [cells[0].is_date, cells[1].is_date] == [True, True]
    assert [cells[0].number_format, cells[1].number_format, cells[3].number_format] == [
        *("yyyy-mm-dd hh:mm", "yyyy-mm-dd", "0.0%"),
    ]


def test_csv_and_sqlite_have_the_same_cells_in_local_time(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", CELLS)
    assert records(tmp_path / "a.csv")[1] == ["2026-12-06 00:30:00", "2021-07-01", "12", "75.0%", "是", ""]
    write_sqlite(tmp_path / "a.db", [CELLS], NOTE)
    assert select(tmp_path / "a.db", "SELECT * FROM 名单") == [
        ("2026-12-06 00:30:00", "2021-07-01", 12, 0.75, "1", None)
    ]
    assert select(tmp_path / "a.db", "SELECT typeof(丙), typeof(丁) FROM 名单") == [("integer", "real")]


@pytest.mark.parametrize("odd", [10**20, float("nan"), float("inf"), date(1850, 1, 1), -(10**20)])
def test_what_excel_cannot_count_is_kept_as_text(tmp_path: Path, odd: object) -> None:
    write_xlsx(tmp_path / "a.xlsx", [table((odd,), kinds=("number",))], NOTE)
    assert sheets(tmp_path / "a.xlsx")["名单"][1] == (str(odd),)
    assert write_sqlite(tmp_path / "a.db", [table((odd,), kinds=("number",))], NOTE) == 1


def test_a_naive_instant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_csv(tmp_path / "a.csv", table((datetime(2026, 12, 5),)))  # noqa: DTZ001


def test_sheets_print_and_scroll_well(tmp_path: Path) -> None:
    wide = Table("矩阵", (Column("姓名"), Column("一", 20)), [("张三", "✓")], frozen=1)
    write_xlsx(tmp_path / "a.xlsx", [wide], NOTE)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["矩阵"]
    assert sheet.freeze_panes == "B2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 is left unsaid
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet.column_dimensions["B"].width == pytest.approx(20, abs=1)


def test_the_note_is_the_last_sheet_and_a_table_of_its_own(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [table(("张三",))], NOTE)
    write(tmp_path / "a.sqlite", [table(("张三",))], NOTE)
    assert list(sheets(tmp_path / "a.xlsx")) == ["名单", "说明"]
    assert ("导出时间", "2027-01-01 00:30:00") in sheets(tmp_path / "a.xlsx")["说明"]
    assert ("用途", "年度统计") in select(tmp_path / "a.sqlite", "SELECT * FROM 说明")


def test_a_total_is_for_the_reader_of_xlsx_only(tmp_path: Path) -> None:
    summed = Table(
        "汇总",
        (Column("支部"), Column("应到", kind="number")),
        [("一", 3), ("二", 4)],
        total=lambda: ("合计", 7),
    )
    for ending in (".xlsx", ".csv", ".db"):
        assert write(tmp_path / f"a{ending}", [summed], NOTE).rows == 2
    assert sheets(tmp_path / "a.xlsx")["汇总"][-1] == ("合计", 7)
    assert len(records(tmp_path / "a.csv")) == 3
    assert select(tmp_path / "a.db", "SELECT sum(应到) FROM 汇总") == [(7,)]


SHEET_TITLES = (
    "a/b:c*d?[e]\\",
    "会" * 40,
    "会" * 40,
    "X",
    "x",
    "History",
    "'引'",
    "",
    "😀" * 20,
    "\x00",
    "汇总",
    "汇总",
)


def test_sheet_names_are_legal_and_differ(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [table((n,), title=title) for n, title in enumerate(SHEET_TITLES)], NOTE)
    names = list(sheets(tmp_path / "a.xlsx"))
    assert len({name.casefold() for name in names}) == len(SHEET_TITLES) + 1
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    assert not any(set(name) & set("[]:*?/\\") for name in names)
    assert names[0] == "a／b：c＊d？［e］＼"
    assert names[2] == "会" * 27 + "…（2）"


def test_sqlite_tables_and_columns_differ_and_carry_no_brackets(tmp_path: Path) -> None:
    doubled = Table(
        "sqlite_a", (Column("12-05\n会[1]"), Column("12-05 会1"), Column("")), [("甲", "乙", "丙")]
    )
    write_sqlite(tmp_path / "a.db", [doubled, doubled], NOTE)
    assert select(tmp_path / "a.db", 'SELECT "12-05 会1", "12-05 会1（2）", 列 FROM "表sqlite_a"') == [
        ("甲", "乙", "丙")
    ]
    assert select(tmp_path / "a.db", 'SELECT count(*) FROM "表sqlite_a（2）"') == [(1,)]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "LAST_ROW", 4)
    assert write_xlsx(tmp_path / "a.xlsx", [table(*[(n,) for n in range(10)])], NOTE) == 10
    read = sheets(tmp_path / "a.xlsx")
    assert list(read)[:4] == ["名单", "名单（2）", "名单（3）", "说明"]
    assert [row[0] for title in list(read)[:3] for row in read[title][1:]] == list(range(10))


def _breaking() -> Iterator[tuple[str]]:
    yield ("张三",)
    raise KeyError("half-way")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_half_written_export_is_never_seen(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"考勤{ending}"
    for broken in (_breaking(), [("张三",), ("李四", "多一格")]):
        path.write_bytes(b"before")
        with pytest.raises((KeyError, RowOfOtherWidth)):
            write(path, [Table("名单", (Column("姓名"),), broken)], NOTE)
        assert path.read_bytes() == b"before"
        assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_is_readable_by_its_owner_only_and_its_digest_is_given(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending.upper()}"
    written = write(path, [table(("张三",))], NOTE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (written.rows, written.size, len(written.sha256)) == (1, path.stat().st_size, 64)


def test_an_unknown_ending_and_two_tables_in_a_csv_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownEnding, match=r"\.xlsx, \.csv"):
        write(tmp_path / "a.pdf", [table(("张三",))], NOTE)
    with pytest.raises(OneTableOnly):
        write(tmp_path / "a.csv", [table(("张三",)), table(("李四",))], NOTE)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".db"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, ending: str) -> None:
    def peak(rows: int) -> int:
        many = Table(
            "矩阵", tuple(Column(f"第{n}次") for n in range(8)), ((f"✓ {r}",) * 8 for r in range(rows))
        )
        tracemalloc.start()
        write(tmp_path / f"a{ending}", [many], NOTE)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    few = peak(900)  # SQLite rows go in batches of 750, and XLSX fills its buffers first
    assert peak(2_400) < few * 1.3 + 100_000
