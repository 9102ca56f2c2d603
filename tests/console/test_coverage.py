"""Coverage and the work report: the pages say what the ledger says, of branches and never of persons."""

from __future__ import annotations

from datetime import UTC, datetime

import docx
import pytest
from openpyxl import load_workbook

from bot.ledger import members, registers, tasks
from bot.reports import Request, make, periods
from bot.reports.work import few, work_report
from content.plans import BranchKind
from content.registers import named
from tests.chat.evenings import START, close, plan
from tests.town import KEYS


@pytest.fixture
def evening(town):
    """A meeting of both branches held in November: three came of one branch, one of the other."""
    meeting = plan(town, joint=True)
    with town.db() as db:
        month = town.services.library.plan("2026-11", BranchKind(True, False, False))
        tasks.fill(db, town.cast.first, "2026-11", month.tasks, town.now)
    town.at(START)
    for officer, marks in (("李书记", "代签 王党员、吴党员、冯党员"), ("钱书记", "代签 蒋党员")):
        town.say(officer, marks)
        town.say(officer, "1")
    close(town, meeting)
    town.later(hours=2)
    return meeting


def report_of(town, period="2026-H2", ids=None):
    with town.db() as db:
        ids = ids or [id_ for id_, _ in members.branches(db)]
        return work_report(db, ids, periods.parse(period), town.now)


def figure(report, title):
    return next(line for part in report.parts for line in part.lines if line.title == title)


def test_a_joint_meeting_counts_once_for_the_district_and_once_for_each_branch(town, evening):
    found = report_of(town)
    assert figure(found, "支部党员大会").now == 1
    assert figure(found, "几个支部合开的会").now == 1
    assert [one.meetings for one in found.branches] == [{"支部党员大会": 1}, {"支部党员大会": 1}]


def test_person_times_are_those_of_the_rolls(town, evening):
    found = report_of(town)
    assert [(one.times.due, one.times.present) for one in found.branches] == [(8, 3), (3, 1)]
    assert figure(found, "出勤率（实到／应到人次）").now == round(100 * 4 / 11, 1)
    assert {month: (due, present) for month, due, present in found.months}["2026-11"] == (11, 4)


def test_a_figure_stands_beside_the_one_of_the_period_before(town, evening):
    line = figure(report_of(town), "支部党员大会")
    assert (line.now, line.before, line.change) == (1, 0, "增 1")
    line = figure(report_of(town, "2027-H1"), "支部党员大会")
    assert (line.now, line.before, line.change) == (0, 1, "减 1")


def test_few_people_are_not_counted_aloud(town, evening):
    found = report_of(town)
    assert [few(one.people.probationary) for one in found.branches] == ["少于3", "0"]
    assert [few(count) for count in (0, 1, 2, 3)] == ["0", "少于3", "少于3", "3"]


def test_what_the_registers_come_to_is_in_the_report_beside_the_period_before(town, evening):
    ids = town.cast.ids
    pairing = {"kind": "支部与无党员律所", "partner": "小荷所", "activity": "学法", "people": "12"}
    firm = {"firm": "广东榕荫律师事务所", "quality": "", "praise": "", "revenue": "", "people": ""}
    with town.db() as db:
        for day in ("2026-03-01", "2026-09-01", "2026-10-01"):
            place = (f"branch-{town.cast.first}", town.cast.first)
            registers.enter(db, named("jiedui"), {**pairing, "held_on": day}, place, ids["李书记"], town.now)
        for year, cases in (("2025", "100"), ("2026", "130")):
            said = {**firm, "year": year, "cases": cases}
            registers.enter(db, named("leitai"), said, ("district", None), ids["郑干事"], town.now)
        for name, hours in (("王党员", "2"), ("吴党员", "3")):
            one = members.by_id(db, ids[name])
            said = {"kind": "益企讲堂", "held_on": "2026-11-01", "hours": hours, "evidence": ""}
            place = registers.place_of(named("gongyi"), one, None)
            registers.enter(db, named("gongyi"), said, place, one.id, town.now)
    found = report_of(town)
    line = figure(found, "三结对：结对活动·支部与无党员律所")
    assert (line.now, line.before, line.change) == (2, 1, "增 1")
    line = figure(found, "擂台：办案数")
    assert (line.now, line.before, line.unit) == (130, 100, "件（全年）")
    assert figure(found, "公益法律服务：服务小时·益企讲堂").now is None  # of two, it would tell of one


def test_the_page_leads_from_each_figure_to_its_rows(town, visitor, evening):
    staff = visitor("郑干事")
    page = staff.page("/console/report?period=2026-H2")
    text = page.text
    assert "2026年下半年" in text
    assert "36.4" in text
    paths = {link["href"] for link in page.select("main td a")}
    assert paths
    for path in paths:
        assert path.startswith("/console/")


def test_no_name_of_a_person_stands_in_coverage_or_report(town, visitor, evening):
    staff = visitor("郑干事")
    for path in ("/console/coverage", f"/console/coverage/{town.cast.first}", "/console/report"):
        text = staff.page(path).main.text
        assert not [name for name in town.cast.ids if name in text], path


def test_a_branch_under_seven_is_not_told_that_it_owes_a_committee_meeting(town, visitor):
    page = visitor("钱书记").page("/console/coverage")
    row = page.select_one("table tbody tr")
    heads = [cell.text for cell in page.select("table thead th")]
    cells = [cell.text.strip() for cell in row.select("th, td")]
    assert dict(zip(heads, cells, strict=False))["支委会"] == "不适用"


def test_another_branchs_duties_are_not_shown(town, visitor):
    one = visitor("钱书记")
    assert one.get(f"/console/coverage/{town.cast.first}").status_code == 404
    assert "一支部" not in one.page("/console/coverage").text


def written(town, ending, tmp_path):
    with town.db() as db:
        ids = tuple(id_ for id_, _ in members.branches(db))
    path = tmp_path / f"报告{ending}"
    wanted = Request("work-report", ids, "半年总结", "郑干事", periods.parse("2026-H2"))
    make(town.ledger, KEYS, wanted, path, town.now)
    return path


def test_the_document_has_the_same_figures(town, evening, tmp_path):
    document = docx.Document(str(written(town, ".docx", tmp_path)))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["支部党员大会", "1 次", "0", "增 1"] in cells
    assert any(row[:4] == ["2026年11月", "11", "4", "█" * 24] for row in cells)
    assert any(row[0] == "一支部" and row[2] == "少于3" and row[4:6] == ["8", "3"] for row in cells)


def test_the_sheets_have_them_too_and_a_chart_of_the_months(town, evening, tmp_path):
    book = load_workbook(written(town, ".xlsx", tmp_path))
    rows = list(book["各支部"].iter_rows(values_only=True))
    heads, first = rows[0], rows[1]
    row = dict(zip(heads, first, strict=True))
    assert (row["党支部"], row["应到人次"], row["实到人次"], row["出勤率"]) == ("一支部", 8, 3, 0.375)
    assert len(book["各月出勤"]._charts) == 1


@pytest.mark.parametrize(
    ("name", "before", "title"),
    [
        ("2026-H2", "2026-H1", "2026年下半年"), ("2026-H1", "2025-H2", "2026年上半年"), ("2026", "2025", "2026年"),
        ("2026-Q1", "2025-Q4", "2026年第一季度"), ("2026-Q3", "2026-Q2", "2026年第三季度"), ("2026-01", "2025-12", "2026年1月"),
    ],
)  # fmt: skip
def test_periods_know_the_one_before(name, before, title):
    period = periods.parse(name)
    assert (period.before.name, period.title) == (before, title)


def test_half_a_year_is_said_in_words():
    today = datetime(2026, 11, 23, tzinfo=UTC).date()
    said = {
        "导出上半年工作报告": "2026-H1",
        "半年报告": "2026-H2",
        "去年下半年": "2025-H2",
        "2025年上半年": "2025-H1",
    }
    for text, name in said.items():
        found = periods.said(text, today)
        assert found is not None
        assert found.name == name
