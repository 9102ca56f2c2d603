"""What goes into each export: the ledger's rows and the files' tables meet here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot import local
from bot.exports.attendance import tables as attendance_tables
from bot.exports.table import Cell, Column, Note, Table
from bot.exports.writing import Written
from bot.exports.writing import write as write_file
from bot.ledger import attendance, first_topics, members, tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Request:
    """An export asked for: ``what`` of KINDS, of a month (``2026-12``) and branches, why and by whom."""

    what: str
    month: str
    branch_ids: tuple[int, ...]
    purpose: str
    asked_by: str


def write(db: Connection, request: Request, path: Path, now: datetime) -> Written:
    """Write an export to ``path``, whose ending says what kind of file. All is read in ``db``'s one view.

    Raises what ``bot.exports.writing.write`` raises; ``path`` is then as it was.
    """
    kind = KINDS[request.what]
    names = [name for id_, name in members.branches(db) if id_ in request.branch_ids]
    note = Note(
        title=f"{request.month} {kind.title}",
        made_at=now,
        made_by=request.asked_by,
        purpose=request.purpose,
        scope="、".join(names),
        lines=kind.lines,
    )
    return write_file(path, kind.tables(db, request, path.suffix.lower(), now), note)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of export: its title, the tables for a request, and how its figures are to be read."""

    title: str
    tables: Callable[[Connection, Request, str, datetime], list[Table]]
    lines: tuple[str, ...] = ()


def _attendance(db: Connection, request: Request, ending: str, now: datetime) -> list[Table]:
    since, until = local.month_bounds(request.month)
    ids = request.branch_ids
    return attendance_tables(
        attendance.meeting_rows(db, ids, since, until, now),
        partial(attendance.member_rows, db, ids, since, until),
        lambda meeting_id: attendance.mark_rows(db, ids, since, until, meeting_id),
        ".db" if ending == ".sqlite" else ending,
    )


def _tasks(db: Connection, request: Request, ending: str, now: datetime) -> list[Table]:
    columns = (
        Column("党支部", 26), Column("号", 6, "number"), Column("类型", 14), Column("任务", 34),
        Column("期限", 12, "date"), Column("必做", 8), Column("状态", 10), Column("完成时间", 18, "datetime"),
        Column("说明", 36),
    )  # fmt: skip
    return [Table("任务台账", columns, _task_rows(db, request), frozen=1)]


def _task_rows(db: Connection, request: Request) -> Iterator[list[Cell]]:
    for branch_id, name in members.branches(db):
        if branch_id in request.branch_ids:
            for one in tasks.of_month(db, branch_id, request.month):
                state = "已完成" if one.done_at else "未完成"
                must = "必做" if one.mandatory else "选做"
                yield [name, one.no, one.kind, one.title, one.due_on, must, state, one.done_at, one.note]


def _first_topic(db: Connection, request: Request, ending: str, now: datetime) -> list[Table]:
    """The columns of domain.md section 3, those that the service knows."""
    columns = (
        Column("序号", 6, "number"), Column("日期", 12, "date"), Column("党支部", 26), Column("学习篇目", 46),
        Column("主持人", 12), Column("领学人", 12), Column("研讨要点", 36), Column("贯彻举措", 36),
    )  # fmt: skip
    return [Table("第一议题台账", columns, _first_topic_rows(db, request), frozen=2)]


def _first_topic_rows(db: Connection, request: Request) -> Iterator[list[Cell]]:
    names = dict(members.branches(db))
    for number, one in enumerate(first_topics.of_month(db, request.month, request.branch_ids), 1):
        study = one.study
        titles = "；".join(study.materials)
        yield [
            number, one.studied_on, names.get(one.branch_id, ""), titles, study.host, study.lead_reader,
            study.discussion, study.decided,
        ]  # fmt: skip


KINDS: dict[str, Kind] = {
    "attendance": Kind(
        "考勤",
        _attendance,
        (
            "实到 + 请假 + 缺席 = 应到；列席不计入应到。",
            "补学只记学习，不改变实到。",
            "“请假”是会前提出并经批准的。",
        ),
    ),
    "tasks": Kind("任务台账", _tasks),
    "first-topic": Kind("第一议题台账", _first_topic),
}
