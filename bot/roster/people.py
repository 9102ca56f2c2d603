"""From the rows under the headings to people: each cell read, each wrong one reported with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bot.roster import headers, values
from bot.roster.headers import Headings, Row
from bot.roster.sheet import Precision, Problem, RosterRow, Value

_SUMS = re.compile(r"(合|总|小|共)\s*计")
_FOOTNOTES = re.compile(r"(填表|制表|填报|审核|联系|经办|备注|说明|注\d*[::]|单位(盖章|负责人))")
_Read = TypeVar("_Read")


def read_people(
    rows: Sequence[Row], headings: Headings, today: date | None
) -> tuple[list[RosterRow], list[Problem]]:
    """The people of the rows below the headings, and what is wrong with the rows that yield none.

    Totals, footnotes, section titles and headings printed again are passed over; a line with a single cell
    that is no person's name is, with a remark.
    """
    people: list[RosterRow] = []
    problems: list[Problem] = []
    for line, cells in rows:
        row = _Row(line, cells, headings)
        if row.is_person():
            person = row.person(today)
            if person is not None:
                people.append(person)
        problems += row.problems
    return people, problems


@dataclass
class _Row:
    line: int
    cells: Sequence[Value]
    headings: Headings
    problems: list[Problem] = field(default_factory=list)

    def cell(self, column: str) -> Value:
        place = self.headings.columns.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def is_person(self) -> bool:
        filled = [said for cell in self.cells if (said := values.text(cell))]
        name = values.text(self.cell("name"))
        if not filled or headers.is_name_heading(name):
            return False
        if _SUMS.match(filled[0]) or _SUMS.match(name) or (_FOOTNOTES.match(filled[0]) and len(filled) <= 3):
            return False
        if len(filled) == 1 and not (name and _is_name(self.cell("name"))):
            what = f"这一行只有“{values.shown(filled[0])}”，没有读"
            self.problems.append(Problem(self.line, "", what, "如果是一个人，请把各列补齐。", blocks=False))
            return False
        return True

    def person(self, today: date | None) -> RosterRow | None:
        """The person, or ``None`` where something blocks. Every cell is read, so all is reported at once."""
        name = self.take("name", values.name, "")
        phone = self.take("phone", values.phone, "")
        firm = self.take("firm", lambda cell: values.title(cell, "律所"), "")
        branch = self.take("branch", lambda cell: values.title(cell, "党支部"), "")
        standing = "正式党员"
        if "standing" in self.headings.columns:
            standing = self.take("standing", values.standing, "")
        nothing: tuple[date | None, Precision] = (None, "day")
        joined_on, precision = self.take("joined", lambda cell: values.joined(cell, today), nothing)
        known, other = values.offices(self.cell("office"))
        self._remark_on(phone, other)
        if joined_on is not None and values.ambiguous_month(self.cell("joined")):
            joined_on, precision = self._only_the_year(joined_on)
        if any(problem.blocks for problem in self.problems):
            return None
        office, also = (known[0], known[1:]) if known else ("", ())
        return RosterRow(self.line, name, phone, firm, branch, standing, joined_on, precision, office, also)

    def take(self, column: str, reader: Callable[[Value], _Read], otherwise: _Read) -> _Read:
        """What ``reader`` makes of a column's cell; a wrong one is reported, and ``otherwise`` stands."""
        try:
            read = reader(self.cell(column))
        except values.Wrong as wrong:
            self._report(column, wrong.what, wrong.way_out)
            return otherwise
        if column == "branch" and not read:
            self._report(column, "党支部是空的", "请补上；合并的单元格请取消合并，每行都填。")
        return read

    def _remark_on(self, phone: str, other_offices: Sequence[str]) -> None:
        if "phone" in self.headings.columns and not phone and not self._wrong("phone"):
            self._report("phone", "没有手机号", "可以以后再补；打电话名单里会没有这个人。", blocks=False)
        for word in other_offices:
            self._report(
                "office", f"“{values.shown(word)}”不是支部里的职务，没有读", "不用改。", blocks=False
            )

    def _only_the_year(self, day: date) -> tuple[date, Precision]:
        what = f"“{values.shown(self.cell('joined'))}”分不清是 1 月还是 10 月，只记了 {day.year} 年"
        self._report("joined", what, f"请写成 {day.year}年1月 或 {day.year}年10月。", blocks=False)
        return date(day.year, 1, 1), "year"

    def _wrong(self, column: str) -> bool:
        heading = self.headings.heading(column)
        return any(problem.column == heading for problem in self.problems)

    def _report(self, column: str, what: str, way_out: str, *, blocks: bool = True) -> None:
        self.problems.append(Problem(self.line, self.headings.heading(column), what, way_out, blocks))


def _is_name(cell: Value) -> bool:
    try:
        values.name(cell)
    except values.Wrong:
        return False
    return True
