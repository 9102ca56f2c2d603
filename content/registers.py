"""Registers: forms declared in ``registers/*.toml``, a file each, with no code of their own (product section I).

A declaration says what a row holds, who fills it, who sees it, what falls due, how rows are summed and drawn. The same
declaration makes the chat's questions, the console's grid, the file that is taken in and the one that goes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from content.front_matter import ContentError, parse_toml

FOLDER = Path(__file__).parent / "registers"
Type = Literal["text", "long", "number", "date", "choice", "yes_no", "firm", "year", "month"]
Level = Literal["branch", "district", "member"]
Role = Literal["officer", "committee", "member"]
Every = Literal["", "month", "quarter", "half", "year"]
ChartKind = Literal["", "column", "lying", "line", "stacked"]
TYPES, LEVELS, ROLES, EVERIES, CHARTS = map(get_args, (Type, Level, Role, Every, ChartKind))
DERIVED = ("", "joined_on")
PARTS = ("三个强化", "三个力量", "三个表率")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row holds. ``least`` and ``most`` bound a number; ``hint`` helps who fills it in."""

    key: str
    title: str
    type: Type = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""
    least: float | None = None
    most: float | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due: a row each period (``every``), or something so long after a date of a row (``after``).

    With ``months`` or ``days`` a row of a period is due so long after the period's end, without them at its end.
    ``until`` is the field that, once filled, settles what follows a date; ``again``: it comes anew each so many months.
    ``says`` is what is to be done, in words; ``ahead``, how many days before its last day it is brought to mind.
    """

    says: str
    every: Every = ""
    after: str = ""
    months: int = 0
    days: int = 0
    until: str = ""
    again: bool = False
    ahead: int = 10


@dataclass(frozen=True, slots=True)
class Gap:
    """The least time between two dates of a row, in months. What is too short is pointed out, never refused."""

    first: str
    then: str
    months: int
    says: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A table of figures: rows counted, or the numbers of field ``of`` added up, by the values of field ``by``.

    ``by`` empty: one line. ``over``: a field of years; the latest is shown beside the one before, with its growth.
    """

    title: str
    by: str = ""
    of: str = ""
    over: str = ""
    unit: str = ""
    chart: ChartKind = ""


@dataclass(frozen=True, slots=True)
class Register:
    """One register. ``level``: a branch's rows, the district's (each key once in all), or a member's own.

    ``keys`` name a row: entered again, it is corrected. ``dated`` is the date field that puts a row in time (the day it
    was entered, where empty); ``closed``, the date field after which nothing of a row falls due. ``fills`` and ``sees``
    are roles; where members see the district's rows they are of all, else each branch sees those of its own firms.
    ``derived`` names what rows are made from instead.
    """

    name: str
    title: str
    part: str
    says: str
    level: Level
    fills: tuple[Role, ...]
    sees: tuple[Role, ...]
    fields: tuple[Field, ...]
    keys: tuple[str, ...] = ()
    dated: str = ""
    closed: str = ""
    derived: str = ""
    document: str = ""
    dues: tuple[Due, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sums: tuple[Sum, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def firm(self) -> Field | None:
        """The field that says which firm a row is of, among those that name it."""
        return next((one for one in self.fields if one.type == "firm" and one.key in self.keys), None)

    def field(self, key: str) -> Field:
        """The field of that key. Raises KeyError."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(key)


@cache
def registers() -> tuple[Register, ...]:
    """The registers of this service, by file name. Raises ContentError where a file cannot be read."""
    return load(FOLDER)


def named(name: str) -> Register:
    """The register of that name. Raises KeyError."""
    for one in registers():
        if one.name == name:
            return one
    raise KeyError(name)


def load(folder: Path) -> tuple[Register, ...]:
    """The registers of a folder. Raises ContentError at the first fault; ``register_checks`` names them all."""
    return tuple(parse(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.toml")))


def parse(name: str, text: str) -> Register:
    """A register from the text of its file. Raises ContentError."""
    file = f"registers/{name}.toml"
    raw = parse_toml(text, file)
    try:
        return Register(
            name=name,
            title=raw["title"],
            part=raw["part"],
            says=raw["says"],
            level=raw["level"],
            fills=tuple(raw["fills"]),
            sees=tuple(raw["sees"]),
            fields=tuple(_made(Field, row, "choices") for row in raw.get("field", ())),
            keys=tuple(raw.get("keys", ())),
            dated=raw.get("dated", ""),
            closed=raw.get("closed", ""),
            derived=raw.get("derived", ""),
            document=raw.get("document", ""),
            dues=tuple(_made(Due, row) for row in raw.get("due", ())),
            gaps=tuple(_made(Gap, row) for row in raw.get("gap", ())),
            sums=tuple(_made(Sum, row) for row in raw.get("sum", ())),
            words=tuple(raw.get("words", ())),
        )
    except (KeyError, TypeError, ValueError) as broken:
        raise ContentError(f"{file}: {broken}") from broken


def _made(kind: Any, row: dict[str, Any], *lists: str) -> Any:
    return kind(**{key: tuple(value) if key in lists else value for key, value in row.items()})


def titles(found: Iterable[Register]) -> list[str]:
    """What they are called."""
    return [one.title for one in found]
