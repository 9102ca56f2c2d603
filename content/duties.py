"""The rules' figures, read from ``duties.toml``: what a branch owes, what a vote needs, the rest, with their sources.

This is their one home (domain.md sections 1 and 9): the quotas of month plans, the duties and the votes read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from content.front_matter import ContentError, parse_toml
from content.plans import Applies

NAME = "duties.toml"
Counts = Literal["meeting", "first_topic", "talk", "appraisal", "hosting"]
Per = Literal["month", "quarter", "half", "year"]
Exactly = Literal["warn", "refuse", "setting"]
COUNTS, PERS, EXACTLY = get_args(Counts), get_args(Per), get_args(Exactly)
MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from. ``rule`` is its number in domain.md section 9; ``url`` may be empty."""

    rule: int
    document: str
    grade: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a branch owes ``times`` a period.

    ``counts`` says what meets it; a meeting does so by its kind, which is ``name``. ``months`` are those of the year
    it is planned in, all where empty; ``closes`` is the month and day of the next year by which what the year left
    open is made good, where it may be. ``says`` is the rule in a sentence.
    """

    key: str
    name: str
    counts: Counts
    times: int
    per: Per
    applies: Applies
    says: str
    source: Source
    months: tuple[int, ...] = ()
    closes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class VoteRule:
    """What a kind of vote needs, as parts of those due who may vote.

    ``present`` of them are there, and more than ``passes`` are for it. ``exactly``: what is to be done where just
    that part is there.
    """

    kind: str
    name: str
    present: Fraction
    exactly: Exactly
    passes: Fraction
    source: Source


@dataclass(frozen=True, slots=True)
class Figure:
    """A number by itself: months, members, hours, as its ``says`` has it."""

    key: str
    value: int
    says: str
    source: Source


@dataclass(frozen=True, slots=True)
class Session:
    """A kind of meeting that is study, and the minutes one is taken to last where nobody says."""

    kind: str
    minutes: int
    source: Source


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it, by key; duties in the order of the file."""

    duties: tuple[Duty, ...]
    votes: dict[str, VoteRule]
    figures: dict[str, Figure]
    sessions: dict[str, Session]

    def number(self, key: str) -> int:
        """A figure's number. Raises KeyError for one that is not there."""
        return self.figures[key].value


@cache
def rules() -> Rules:
    """The rules this service goes by. Raises ContentError where the file cannot be read."""
    return parse((Path(__file__).parent / NAME).read_text(encoding="utf-8"))


def parse(text: str) -> Rules:
    """The rules of a file. Raises ContentError at the first fault; ``content.duty_checks`` names them all."""
    fields = parse_toml(text, NAME)
    try:
        return Rules(
            tuple(_duty(row) for row in fields["duty"]),
            {row["kind"]: _vote(row) for row in fields["vote"]},
            {
                row["key"]: Figure(row["key"], row["value"], row["says"], _source(row))
                for row in fields["figure"]
            },
            {row["kind"]: Session(row["kind"], row["minutes"], _source(row)) for row in fields["session"]},
        )
    except (KeyError, ValueError) as broken:
        raise ContentError(f"{NAME}: {broken}") from broken


def _source(row: dict[str, Any]) -> Source:
    return Source(row["rule"], row["document"], row["grade"], row.get("url", ""))


def _duty(row: dict[str, Any]) -> Duty:
    closes = row.get("closes")
    month, day = (int(part) for part in closes.split("-")) if closes else (0, 0)
    return Duty(
        key=row["key"],
        name=row["name"],
        counts=row["counts"],
        times=row["times"],
        per=row["per"],
        applies=row["applies"],
        says=row["says"],
        source=_source(row),
        months=tuple(row.get("months", ())),
        closes=(month, day) if closes else None,
    )


def _vote(row: dict[str, Any]) -> VoteRule:
    return VoteRule(
        row["kind"],
        row["name"],
        Fraction(row["present"]),
        row["exactly"],
        Fraction(row["passes"]),
        _source(row),
    )
