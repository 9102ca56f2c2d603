"""签到表 to be signed by hand, with the numbers that ``到 1-8`` counts by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import local
from bot.exports.document import Document, Facts, Grid, Section
from bot.exports.table import Column, Table
from bot.exports.writing import Content
from bot.ledger import attendance, meetings
from bot.ledger.attendance import Entry
from bot.ledger.meetings import CANCELLED
from bot.reports.nothing import NothingToWrite
from bot.reports.of_meeting import meeting_of
from bot.reports.request import Request

if TYPE_CHECKING:
    from bot.reports.sources import Sources

HOW_TO_ENTER = "会后把号发给榕树就登记好了，例如：到 1-8,10 假 9"
_SPARE_ROWS = 3  # for those who sit in


def content(sources: Sources, request: Request, ending: str) -> Content:
    """The sheet of one meeting, for XLSX or DOCX. Raises NothingToWrite where it was called off."""
    held = meeting_of(sources.db, request)
    if held.state == CANCELLED:
        raise NothingToWrite("这个会已经取消，没有签到表。")
    roll = attendance.roll(sources.db, held, sources.now)
    joint = len(meetings.branches_of(sources.db, held.id)) > 1
    rows = [_row(one, joint) for one in roll] + [["", "", "", "", ""]] * _SPARE_ROWS
    headings = ("号", "姓名", "党支部" if joint else "律所", "签名", "备注")
    where = f"{local.at(held.starts_at).year}年{local.words(held.starts_at)}"
    if ending == ".xlsx":
        return [_table(held.title, where, held.place, len(roll), headings, rows)]
    facts = Facts([("时间", where), ("地点", held.place), ("应到", f"{len(roll)} 人")])
    grid = Grid(headings, (14, 28, 52, 46, 30), rows, height=11)
    return Document(f"{held.title}签到表", held.branch_name, [facts, Section("", [HOW_TO_ENTER]), grid])


def _row(one: Entry, joint: bool) -> list[str]:
    noted = "请假" if one.state == attendance.LEAVE else ""  # not why: the sheet lies on the table
    return [str(one.number), one.name, one.branch_name if joint else one.firm_name, "", noted]


def _table(
    title: str, where: str, place: str, due: int, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> Table:
    widths = (6, 14, 30, 26, 14)
    return Table(
        "签到表",
        tuple(Column(heading, width) for heading, width in zip(headings, widths, strict=True)),
        rows,
        frozen=2,
        head=(f"{title}签到表", f"时间：{where}　地点：{place}　应到：{due} 人", HOW_TO_ENTER),
        row_height=28,
        upright=True,
    )
