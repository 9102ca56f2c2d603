"""The work report as a document, and as tables with their charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.exports.document import Block, Document, Facts, Grid, Section
from bot.exports.table import Cell, Column, Table
from bot.exports.writing import Content
from bot.reports.request import Request
from bot.reports.work.figures import BranchRow, WorkReport, work_report
from bot.reports.work.lines import Part, few, percent, said

if TYPE_CHECKING:
    from bot.reports.sources import Sources

LINES = (
    "会议按散会的计；几个支部合开的，全区只算一次，各支部台账各算一次。",
    "人数按期末在册；补学只补学习，不计实到。",
    "附二：任务是已完成／必做；第一议题是学过的月数／月数；规定动作是期末当期的已办／应办，不适用的不算。",
    f"各支部按名册顺序排列，不分先后；人数{few(1)}人的不显示具体数字。",
)
BAR = 24  # characters of the longest bar


def content(sources: Sources, request: Request, ending: str) -> Content:
    """A document to read and hand in (``.docx``), or its figures as sheets (``.xlsx``)."""
    assert request.period is not None
    found = work_report(sources.db, request.branch_ids, request.period, sources.now)
    return _document(found) if ending == ".docx" else _tables(found)


def _document(found: WorkReport) -> Document:
    blocks: list[Block] = [
        Facts([
            ("时间", found.period.title),
            ("对比", f"{found.period.before.title}"),
            ("范围", f"{len(found.branches)} 个党支部"),
        ])
    ]  # fmt: skip
    for part in found.parts:
        blocks += [Section(part.heading), _grid(part)]
    blocks += [
        Section("附一　各月出勤（人次）"),
        Grid(("月份", "应到", "实到", "实到人次，按最多的一月画"), (34, 20, 20, 96), _bars(found.months)),
        Section("附二　各支部"),
        Grid(
            ("党支部", "正式", "预备", "会议", "应到", "实到", "任务", "第一议题", "规定动作"),
            (40, 16, 17, 14, 16, 16, 16, 17, 18),
            [_branch(one, found) for one in found.branches],
        ),
        Section("说明", LINES, numbered=True),
    ]
    return Document("律师行业党建工作报告", found.period.title, blocks)


def _grid(part: Part) -> Grid:
    rows = [
        (line.title, f"{said(line.now)} {line.unit}", f"{said(line.before)}", line.change)
        for line in part.lines
    ]
    return Grid(("项目", "本期", "上期", "增减"), (70, 44, 28, 28), rows)


def _bars(months: Sequence[tuple[str, int, int]]) -> list[tuple[str, str, str, str]]:
    """Person-times as bars of characters: they print, copy and read aloud, whatever opens the file."""
    most = max((present for _, _, present in months), default=0) or 1
    return [
        (f"{month[:4]}年{int(month[5:])}月", str(due), str(present), "█" * round(BAR * present / most))
        for month, due, present in months
    ]


def _branch(one: BranchRow, found: WorkReport) -> tuple[str, ...]:
    tally = one.duties
    return (
        one.name, few(one.people.full), few(one.people.probationary), str(sum(one.meetings.values())),
        str(one.times.due), str(one.times.present), f"{one.tasks.done}/{one.tasks.owed}",
        f"{one.studied}/{len(found.period.months)}", f"{tally.done}/{tally.done + tally.owed + tally.overdue}",
    )  # fmt: skip


def _tables(found: WorkReport) -> list[Table]:
    figures = Table(
        "三个三", (Column("部分", 30), Column("项目", 28), Column("本期", 12, "number"), Column("上期", 12, "number"),
                 Column("单位", 16), Column("增减", 12)),
        [(part.heading, line.title, line.now, line.before, line.unit, line.change)
         for part in found.parts for line in part.lines],
    )  # fmt: skip
    months = Table(
        "各月出勤", (Column("月份", 12), Column("应到人次", 12, "number"), Column("实到人次", 12, "number")),
        [(month, due, present) for month, due, present in found.months], chart="column",
    )  # fmt: skip
    return [figures, months, _branch_table(found)]


def _branch_table(found: WorkReport) -> Table:
    columns = (
        Column("党支部", 28), Column("正式党员", 10), Column("预备党员", 10), Column("应到人次", 10, "number"),
        Column("实到人次", 10, "number"), Column("出勤率", 10, "percent"), Column("必做任务", 10, "number"),
        Column("已完成", 10, "number"), Column("学第一议题的月数", 12, "number"), Column("应办已办", 10, "number"),
        Column("应办还差", 10, "number"), Column("过期没办", 10, "number"), Column("不适用", 10, "number"),
        *(Column(kind, 12, "number") for kind in found.kinds),
    )  # fmt: skip
    rows: list[list[Cell]] = []
    for one in found.branches:
        share = percent(one.times.present, one.times.due)
        rows.append([
            one.name, few(one.people.full), few(one.people.probationary), one.times.due, one.times.present,
            share / 100 if share is not None else None, one.tasks.owed, one.tasks.done, one.studied,
            one.duties.done, one.duties.owed, one.duties.overdue, one.duties.not_applicable,
            *(one.meetings.get(kind, 0) for kind in found.kinds),
        ])  # fmt: skip
    return Table("各支部", columns, rows, frozen=1, foot=LINES)
