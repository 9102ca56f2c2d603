"""What an export is made of, whatever the file: titled tables of plain cells, and a note of their origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

SEAL_WORD = "编号"
HOW_TO_CHECK = "　真伪请向行业党委办公室核验（bot verify）"

Cell = str | int | float | date | datetime | bool | None
Kind = Literal["text", "date", "datetime", "number", "percent"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters of XLSX, and how its cells are shown.

    ``percent`` cells are shares from 0 to 1. ``datetime`` cells are aware instants, shown in Asia/Shanghai.
    ``wrapped``: long text goes on in further lines of the cell, for a table of few rows.
    """

    heading: str
    width: float = 12
    kind: Kind = "text"
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table. ``rows`` may be a generator: it is gone through once, and never held in memory.

    Each row has as many cells as there are columns. ``total`` gives a last line for the reader of an XLSX file
    only; in the other files it would be counted again. The first ``frozen`` columns stay in sight.

    For XLSX: ``head`` are lines above the headings, ``foot`` below the rows; ``row_height`` is in points, for rows
    that are written on by hand; ``upright`` prints on A4 standing. ``known_last``: the rows can be asked for only
    when those of the other tables have been gone through (sums over them); the table keeps its place in the file.
    ``chart`` draws its columns of numbers over its first column, beside the rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    total: Callable[[], Sequence[Cell]] | None = None
    frozen: int = 0
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    row_height: float | None = None
    upright: bool = False
    known_last: bool = False
    chart: Literal["", "column"] = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Where an export comes from. ``made_at`` is a UTC instant; ``made_by`` and ``purpose`` as the audit has
    them; ``scope`` says what it covers (榕树所党支部 2026年12月); ``lines`` are remarks on how to read it; ``number``
    is its seal's, by which ``bot verify`` knows what a changed file once was."""

    title: str
    made_at: datetime
    made_by: str = ""
    purpose: str = ""
    scope: str = ""
    lines: tuple[str, ...] = ()
    number: str = ""

    @property
    def seal(self) -> str:
        """The line by which a reader can check the file; empty where it has no seal."""
        return f"{SEAL_WORD} {self.number}{HOW_TO_CHECK}" if self.number else ""

    def table(self) -> Table:
        """The note as a table of two columns, for a sheet of its own."""
        rows: list[tuple[Cell, Cell]] = [
            ("名称", self.title),
            ("范围", self.scope),
            ("导出时间", clock(self.made_at)),
            ("导出人", self.made_by),
            ("用途", self.purpose),
            ("核验", self.seal),
            *(("说明", line) for line in self.lines),
        ]
        return Table(
            "说明", (Column("项目", 12), Column("内容", 60, wrapped=True)), [row for row in rows if row[1]]
        )


class RowOfOtherWidth(ValueError):
    """A row with more or fewer cells than its table has columns."""


def check_width(table: Table, row: Sequence[Cell]) -> None:
    """Raises RowOfOtherWidth where a row does not fit, rather than leave a file with shifted cells."""
    if len(row) != len(table.columns):
        raise RowOfOtherWidth(f"{table.title}: {len(row)} cells for {len(table.columns)} columns")


def local(instant: datetime) -> datetime:
    """An instant as the wall clock in Asia/Shanghai shows it, without zone. Raises ValueError if it is naive."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(SHANGHAI).replace(tzinfo=None)


def clock(instant: datetime) -> str:
    """An instant as text: ``2026-12-05 19:26:00`` in Asia/Shanghai."""
    return local(instant).isoformat(" ", "seconds")
