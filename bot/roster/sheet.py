"""What a roster file comes to: rows, and what its reader is told about the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Value = str | int | float | bool | datetime | date | time | timedelta | None
Precision = Literal["day", "month", "year"]


class Refused(Exception):
    """The file as a whole cannot be read: what is wrong, and the way out, both in Chinese."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(what)
        self.what = what
        self.way_out = way_out


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell the reader. ``line`` is the row number as Excel shows it, 0 for the whole file.

    ``column`` is the heading as the file has it. ``blocks`` is true where nothing may be imported before it
    is put right; false for a remark on what was not read or was taken for granted.
    """

    line: int
    column: str
    what: str
    way_out: str
    blocks: bool = True

    def __str__(self) -> str:
        where = f"第 {self.line} 行" if self.line else ""
        where += f"「{self.column}」" if self.column else ""
        return f"{where}：{self.what}。{self.way_out}" if where else f"{self.what}。{self.way_out}"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person. ``phone`` is 11 digits or empty; ``office`` the first Party office, ``also`` any others.

    ``joined_on`` is the first day of its month or year where ``joined_precision`` is ``month`` or ``year``.
    """

    line: int
    name: str
    phone: str
    firm: str
    branch: str
    standing: str
    joined_on: date | None = None
    joined_precision: Precision = "day"
    office: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. ``rows`` leaves out rows with a blocking problem; ``ignored`` are headings not used.

    Without a column of offices (``has_offices`` false) nobody's offices are to be touched.
    """

    rows: tuple[RosterRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()
    title: str = ""
    has_offices: bool = True

    @property
    def blocked(self) -> bool:
        """Whether anything must be put right before the file may be imported."""
        return any(problem.blocks for problem in self.problems)
