"""The attendance workbook: what each state looks like, and that nobody is lost, doubled or compared."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from bot.exports.attendance import (
    InconsistentCounts,
    LostMark,
    MarkRow,
    MeetingRow,
    MemberRow,
    detail,
    tables,
    workbook,
)
from bot.exports.attendance.rows import Marks
from bot.exports.table import Table
from bot.exports.writing import write
from tests.exports.files import NOTE, records, select, sheets, types

ONE, TWO = "榕树所党支部", "江门联合党支部"
HALF_PAST_SEVEN = datetime(2026, 12, 5, 11, 30, tzinfo=UTC)

ASSEMBLY = MeetingRow(1, "支部党员大会", ONE, HALF_PAST_SEVEN, "closed", expected=4, place="三楼会议室")
LECTURE = MeetingRow(2, "党课", TWO, HALF_PAST_SEVEN + timedelta(days=1), "closed", 1, "宪法日党课")
JOINT = MeetingRow(3, "主题党日", ONE, HALF_PAST_SEVEN + timedelta(days=9), "open", branches=(ONE, TWO))
LATER = MeetingRow(4, "支委会", ONE, HALF_PAST_SEVEN + timedelta(days=12), "planned")
MEETINGS = (ASSEMBLY, LECTURE, JOINT, LATER)

MEMBERS = (
    MemberRow(11, "张三", "榕树律师事务所", ONE, "正式党员"),
    MemberRow(12, "=李四", "榕树律师事务所", ONE, "正式党员"),
    MemberRow(13, "王五", "榕树律师事务所", ONE, "预备党员"),
    MemberRow(14, "赵六", "榕树律师事务所", ONE, "正式党员"),
    MemberRow(15, "钱七", "侨都律师事务所", TWO, "正式党员"),
)


def at(hour: int, minute: int, *, day: int = 5) -> datetime:
    """A Shanghai time in December 2026 as an instant."""
    return datetime(2026, 12, day, hour - 8, minute, tzinfo=UTC)


MARKS = (
    MarkRow(11, 1, "present", at(19, 26), "spoken_code"),
    MarkRow(11, 2, "guest", at(19, 28, day=6), "scan"),
    MarkRow(11, 3, "present", at(19, 20, day=14), "officer", by="李书记"),
    MarkRow(12, 1, "leave", at(9, 0), "leave", by="李书记", reason="开庭", made_up_at=at(20, 0, day=9)),
    MarkRow(13, 1, "absent", at(21, 0), "close"),
    MarkRow(14, 1, "present", at(9, 10, day=6), "paper", by="李书记", late=True),
    MarkRow(15, 2, "present", at(19, 30, day=6), "scan"),
)


def given(marks: Iterable[MarkRow] = MARKS) -> Marks:
    kept = tuple(marks)
    return lambda meeting_id: (mark for mark in kept if meeting_id in (None, mark.meeting_id))


def rows(table: Table) -> list[list[object]]:
    return [list(row) for row in table.rows]


def named(title: str) -> list[list[object]]:
    (table,) = [t for t in workbook(MEETINGS, lambda: MEMBERS, given()) if t.title == title]
    return rows(table)


def test_the_workbook_has_a_summary_the_matrix_the_meetings_and_a_sheet_each() -> None:
    titles = [table.title for table in workbook(MEETINGS, lambda: MEMBERS, given())]
    assert titles == [
        *("汇总", "矩阵", "会议", f"12-05 支部党员大会 {ONE}", f"12-06 宪法日党课 {TWO}"),
        *(f"12-14 主题党日 {ONE}、{TWO}", f"12-17 支委会 {ONE}"),
    ]


def test_branches_are_summed_up_in_order_of_name_over_closed_meetings() -> None:
    assert named("汇总") == [[ONE, 1, 4, 2, 1, 1, 1, 1, 0.5], [TWO, 1, 1, 1, 0, 0, 0, 0, 1.0]]


def test_the_total_counts_every_branch() -> None:
    assert workbook(MEETINGS, lambda: MEMBERS, given())[0].total() == ["合计", None, 5, 3, 1, 1, 1, 1, 0.6]


def test_matrix_cells_say_what_when_and_how_and_an_open_meeting_has_no_absentees() -> None:
    cells = {str(row[1]): row[4:] for row in named("矩阵")}
    assert cells == {
        "张三": ["✓ 19:26 口令", "列席 19:28 扫码", "✓ 19:20 代签", "未开始"],
        "=李四": ["假 开庭 12-09 补学", "", "进行中", "未开始"],
        "王五": ["缺", "", "进行中", "未开始"],
        "赵六": ["✓ 12-06 09:10 纸质签到 迟到", "", "进行中", "未开始"],
        "钱七": ["", "✓ 19:30 扫码", "进行中", ""],
    }


def test_an_absence_entered_before_the_end_is_not_shown_as_one() -> None:
    early = MarkRow(15, 3, "absent", at(19, 0, day=14), "close")
    (matrix,) = [t for t in workbook(MEETINGS, lambda: MEMBERS, given([*MARKS, early])) if t.title == "矩阵"]
    assert rows(matrix)[4][6] == "进行中"


def test_a_cancelled_meeting_is_shown_as_such() -> None:
    off = replace(LATER, state="cancelled")
    (matrix,) = [t for t in workbook([off], lambda: MEMBERS, given([])) if t.title == "矩阵"]
    assert [row[4] for row in rows(matrix)] == ["已取消"] * 4 + [""]


def test_meetings_are_listed_and_one_that_is_not_over_has_no_rate() -> None:
    listed = named("会议")
    assert listed[0] == [
        *(HALF_PAST_SEVEN, "支部党员大会", "支部党员大会", ONE, "三楼会议室", "已结束"),
        *(4, 2, 1, 1, 1, 0, 0.5),
    ]
    assert listed[2][5:] == ["进行中", None, 1, 0, None, 0, 0, None]


def test_a_meeting_sheet_numbers_who_was_due_or_there_with_time_way_and_author() -> None:
    sheet = named(f"12-05 支部党员大会 {ONE}")
    assert [row[:2] for row in sheet] == [[1, "张三"], [2, "=李四"], [3, "王五"], [4, "赵六"]]
    assert sheet[0][4:] == ["实到", at(19, 26), "口令", None, None, None]
    assert sheet[1][4:] == ["请假", at(9, 0), "", "李书记", "开庭", date(2026, 12, 9)]
    assert [row[4] for row in named(f"12-14 主题党日 {ONE}、{TWO}")] == ["实到"] + ["进行中"] * 4


def test_detail_has_one_row_a_member_and_meeting() -> None:
    lines = rows(detail(MEETINGS, lambda: MEMBERS, given()))
    pairs = [(row[0], row[3], row[4]) for row in lines]
    assert len(pairs) == len(set(pairs)) == 15
    assert [row[6] for row in lines if row[0] == "张三"] == ["实到", "列席", "实到", "未开始"]


def test_a_mark_counts_for_the_branch_of_its_day() -> None:
    moved = [mark._replace(branch=TWO) if mark.member_id == 14 else mark for mark in MARKS]
    summary = rows(workbook(MEETINGS, lambda: MEMBERS, given(moved))[0])
    assert [row[2] for row in summary] == [3, 2]


BROKEN: dict[str, tuple[tuple[MarkRow, ...], type[Exception]]] = {
    "one too few": (MARKS[1:], InconsistentCounts),
    "one too many": ((*MARKS, MarkRow(15, 1, "absent")), InconsistentCounts),
    "unknown member": ((*MARKS, MarkRow(99, 1, "guest")), LostMark),
    "unknown meeting": ((*MARKS, MarkRow(15, 9, "guest")), LostMark),
    "twice": ((*MARKS, MarkRow(15, 2, "present")), LostMark),
    "out of order": ((*MARKS[3:], *MARKS[:3]), LostMark),
}


@pytest.mark.parametrize(("marks", "error"), BROKEN.values(), ids=BROKEN)
def test_marks_that_do_not_add_up_stop_the_export(
    tmp_path: Path, marks: tuple[MarkRow, ...], error: type[Exception]
) -> None:
    for ending in (".xlsx", ".csv", ".db"):
        with pytest.raises(error):
            write(tmp_path / f"a{ending}", tables(MEETINGS, lambda: MEMBERS, given(marks), ending), NOTE)
    assert list(tmp_path.iterdir()) == []


def test_a_make_up_changes_neither_presence_nor_rate() -> None:
    plain = [mark._replace(made_up_at=None) for mark in MARKS]
    with_make_up, without = (
        rows(workbook(MEETINGS, lambda: MEMBERS, given(m))[0])[0] for m in (MARKS, plain)
    )
    assert (with_make_up[6], without[6]) == (1, 0)
    assert with_make_up[:6] + with_make_up[7:] == without[:6] + without[7:]


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".db"])
def test_every_kind_of_file_has_every_member_once_and_no_formula(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"考勤{ending}"
    write(path, tables(MEETINGS, lambda: MEMBERS, given(), ending), NOTE)
    if ending == ".xlsx":
        names = [row[1] for row in sheets(path)["矩阵"][1:]]
        assert all("f" not in types(path, title) for title in sheets(path))
    elif ending == ".csv":
        names = list(dict.fromkeys(row[0].removeprefix("'") for row in records(path)[1:]))
        assert ["'=李四"] in [row[:1] for row in records(path)]
    else:
        names = [name for (name,) in select(path, "SELECT 姓名 FROM 矩阵 ORDER BY rowid")]
        assert select(path, "SELECT count(*) FROM 明细 WHERE 状态 = '实到'") == [(4,)]
    assert names == [member.name for member in MEMBERS]


def test_no_table_sums_up_or_ranks_a_person() -> None:
    for table in workbook(MEETINGS, lambda: MEMBERS, given()):
        headings = [column.heading for column in table.columns]
        if "姓名" in headings:
            assert not any(
                word in heading for heading in headings for word in ("率", "次数", "积分", "名次", "排名")
            )


def _district(branches: int, each: int) -> tuple[list[MeetingRow], list[MemberRow], list[MarkRow]]:
    """Branches of five with ``each`` meetings, everybody present."""
    meetings = [
        MeetingRow(b * each + n, "党课", f"第{b:03}支部", HALF_PAST_SEVEN + timedelta(days=n), "closed", 5)
        for b in range(branches)
        for n in range(each)
    ]
    members = [
        MemberRow(b * 5 + p, f"党员{p}", "所", f"第{b:03}支部") for b in range(branches) for p in range(5)
    ]
    marks = [
        MarkRow(m.id, m.id // 5 * each + n, "present", HALF_PAST_SEVEN + timedelta(days=n))
        for m in members
        for n in range(each)
    ]
    return meetings, members, marks


def test_many_branches_share_columns_and_one_long_sheet(tmp_path: Path) -> None:
    meetings, members, marks = _district(branches=40, each=3)
    book = workbook(meetings, lambda: members, given(marks))
    assert [table.title for table in book] == ["汇总", "矩阵", "会议", "明细"]
    written = write(tmp_path / "a.xlsx", book, NOTE)
    assert written.rows == 40 + 200 + 120 + 600
    matrix = sheets(tmp_path / "a.xlsx")["矩阵"]
    assert len(matrix[0]) == 4 + 3
    assert matrix[1][4:] == ("12-05 党课 ✓ 19:30", "12-06 党课 ✓ 19:30", "12-07 党课 ✓ 19:30")


def _stream(count: int) -> tuple[Callable[[], Iterator[MemberRow]], Marks]:
    def members() -> Iterator[MemberRow]:
        return (MemberRow(n, f"党员{n}", "所", ONE) for n in range(count))

    def marks(meeting_id: int | None) -> Iterator[MarkRow]:
        return (
            MarkRow(n, m, "present", HALF_PAST_SEVEN, "scan")
            for n in range(count)
            for m in range(4)
            if meeting_id in (None, m)
        )

    return members, marks


def test_members_and_marks_are_never_held_in_memory() -> None:
    def peak(count: int) -> int:
        members, marks = _stream(count)
        meetings = [MeetingRow(m, "党课", ONE, HALF_PAST_SEVEN, "closed", count) for m in range(4)]
        tracemalloc.start()
        for table in workbook(meetings, members, marks):
            assert sum(1 for _ in table.rows) in (1, 4, count)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(600) < peak(150) * 1.3 + 20_000


def test_the_matrix_starts_before_the_last_member_is_asked_for() -> None:
    members, marks = _stream(50)
    meetings = [MeetingRow(m, "党课", ONE, HALF_PAST_SEVEN, "closed", 50) for m in range(4)]
    matrix = workbook(meetings, members, marks)[1]
    assert [row[1] for row in islice(matrix.rows, 2)] == ["党员0", "党员1"]


def test_a_guest_of_many_branches_loses_no_mark_where_columns_are_few() -> None:
    meetings, members, marks = _district(branches=40, each=3)
    visits = [MarkRow(0, meeting.id, "guest", meeting.starts_at) for meeting in meetings[3:6]]
    matrix = workbook(meetings, lambda: members, given([*marks[:3], *visits, *marks[3:]]))[1]
    first = next(iter(matrix.rows))
    assert len(first) == 4 + 3
    assert str(first[-1]).count("；") == 3
    assert str(first[-1]).count("列席") == 3
