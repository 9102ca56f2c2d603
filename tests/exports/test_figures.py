"""What stands in the files, read by another program, is what the events in the ledger add up to."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection, select

from bot.ledger import attendance, first_topics, meetings
from bot.ledger.first_topics import Study
from bot.ledger.tables import attendance_event, branch, member, membership
from bot.reports import Request, Sources, parse_period, write
from tests.cast import Cast
from tests.exports.files import records, sheets
from tests.exports.files import select as ask
from tests.town import KEYS

BEGAN = datetime.fromisoformat("2026-11-03T11:30:00+00:00")
NOW = datetime.fromisoformat("2026-12-31T02:00:00+00:00")
TITLES = {"present": "实到", "leave": "请假", "absent": "缺席"}


@pytest.fixture
def autumn(db: Connection, cast: Cast) -> Connection:
    """Six closed meetings over three months, two of them joint, with marks, corrections and made-up study."""
    chance = random.Random(7)
    for number in range(6):
        at = BEGAN - timedelta(days=30) + timedelta(days=11 * number)
        due = (cast.first, cast.joint) if number % 3 == 0 else (cast.first,)
        held, _ = meetings.create(
            db, meetings.NewMeeting(f"m{number}", due, "党课", f"第{number}次", "三楼", at), None, at
        )
        roll = attendance.roll(db, held, at)
        for one in chance.sample(roll, len(roll) * 2 // 3):
            state = chance.choice(["present", "present", "absent"])
            new = attendance.NewMark(one.member_id, one.branch_id, one.standing, state)
            attendance.mark(db, held, [new], "officer", cast.ids["李书记"], at)
        attendance.close(db, held.id, cast.ids["李书记"], at + timedelta(minutes=80))
        late = chance.choice(roll)
        new = attendance.NewMark(late.member_id, late.branch_id, late.standing, "present")
        closed = meetings.get(db, held.id)
        assert closed is not None
        attendance.mark(db, closed, [new], "paper", cast.ids["周组织"], at + timedelta(days=1))
        first_topics.record(db, closed, Study(("材料",), "李书记", "王党员"), cast.ids["李书记"], NOW)
    return db


def events(db: Connection) -> dict[tuple[str, int], str]:
    """The last state of each (name, meeting), from the raw events alone."""
    rows = db.execute(
        select(member.c.name, attendance_event.c.meeting_id, attendance_event.c.after)
        .join(member, member.c.id == attendance_event.c.member_id)
        .order_by(attendance_event.c.id)
    )
    return {(name, meeting_id): after for name, meeting_id, after in rows}


def homes(db: Connection) -> dict[str, str]:
    rows = db.execute(
        select(member.c.name, branch.c.name)
        .join(membership, membership.c.member_id == member.c.id)
        .join(branch, branch.c.id == membership.c.branch_id)
    )
    return dict(rows.all())


def export(db: Connection, cast: Cast, path: Path, what: str = "attendance", period: str = "2026") -> Path:
    request = Request(what, (cast.first, cast.joint), "核对", "测试", parse_period(period))
    write(Sources(db, KEYS, NOW), request, path, "7K2M-9QXR")
    return path


def test_the_summary_adds_up_the_events_of_each_branch(autumn, cast, tmp_path):
    book = sheets(export(autumn, cast, tmp_path / "a.xlsx"))
    home, states = homes(autumn), events(autumn)
    for row in book["汇总"][1:-1]:
        mine = [state for (name, _), state in states.items() if home[name] == row[0]]
        counted = [len(mine), *(mine.count(state) for state in ("present", "leave", "absent"))]
        assert list(row[2:6]) == counted
        assert row[8] == pytest.approx(counted[1] / counted[0])
    assert book["汇总"][-1][2:4] == (len(states), list(states.values()).count("present"))


def test_every_cell_of_the_matrix_is_the_last_event(autumn, cast, tmp_path):
    matrix = sheets(export(autumn, cast, tmp_path / "a.xlsx"))["矩阵"]
    states = events(autumn)
    signs = {"present": "✓", "leave": "假", "absent": "缺", None: ""}
    meeting_ids = sorted({meeting_id for _, meeting_id in states})
    for row in matrix[1:]:
        shown = [(cell or "")[:1] for cell in row[4:]]
        assert shown == [signs[states.get((row[1], id_))] for id_ in meeting_ids]
    marked = {row[1] for row in matrix[1:] if any(row[4:])}
    assert marked == {name for name, _ in states}


def test_csv_and_database_hold_the_same_rows(autumn, cast, tmp_path):
    states = events(autumn)
    headings, *rows = records(export(autumn, cast, tmp_path / "a.csv"))
    place = {heading: headings.index(heading) for heading in ("姓名", "会议", "状态")}
    from_csv = {(row[place["姓名"]], row[place["会议"]], row[place["状态"]]) for row in rows}
    from_db = set(ask(export(autumn, cast, tmp_path / "a.db"), "SELECT 姓名, 会议, 状态 FROM 明细"))
    titles = {
        meeting.id: meeting.title for meeting in (meetings.get(autumn, id_) for id_ in {i for _, i in states})
    }
    assert (
        from_csv == from_db == {(name, titles[id_], TITLES[state]) for (name, id_), state in states.items()}
    )
    assert len(rows) == len(states)


def test_a_month_and_a_quarter_hold_only_their_meetings(autumn, cast, tmp_path):
    held = {
        period: len(sheets(export(autumn, cast, tmp_path / "a.xlsx", period=period))["会议"]) - 1
        for period in ("2026-10", "2026-11", "2026-Q3", "2026-Q4", "2026")
    }
    assert held == {"2026-10": 3, "2026-11": 3, "2026-Q3": 0, "2026-Q4": 6, "2026": 6}


def test_the_first_topic_ledger_has_present_as_the_events_say(autumn, cast, tmp_path):
    headings, *rows = sheets(export(autumn, cast, tmp_path / "a.xlsx", "first-topic"))["第一议题台账"]
    home, states = homes(autumn), events(autumn)
    assert len(rows) == 6 + 2
    for row in rows:
        line = dict(zip(headings, row, strict=True))
        [id_] = {i for (_, i) in states if meetings.get(autumn, i).title == line["会议"]}
        mine = [state for (name, i), state in states.items() if i == id_ and home[name] == line["党支部"]]
        assert (line["应到"], line["实到"]) == (len(mine), mine.count("present"))
        assert (line["学习篇目"], line["主持人"], line["领学人"], line["备案人"]) == (
            "材料",
            "李书记",
            "王党员",
            "李书记",
        )
        assert isinstance(line["日期"], datetime)


def printed(sheet: Worksheet) -> tuple[object, ...]:
    page = sheet.page_setup
    return (
        page.paperSize,
        page.orientation,
        page.fitToHeight,
        sheet.print_title_rows,
        sheet.print_options.gridLines,
    )


def test_sheets_print_on_a4_with_headings_and_numbers_on_every_page(autumn, cast, tmp_path):
    book = openpyxl.load_workbook(export(autumn, cast, tmp_path / "a.xlsx"))
    for sheet in book.worksheets:
        assert printed(sheet) == (9, "landscape", 0, "$1:$1", True), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
        assert sheet.oddFooter.left.text.startswith("编号 7K2M-9QXR")
        assert sheet.freeze_panes is not None
    assert book["矩阵"].freeze_panes == "C2"
    assert book["会议"]["A2"].is_date
