"""A fictional district for the demo: ``district.toml`` (structure and phones) and ``roster.csv`` (people)."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sandbox.phone import Person

FOLDER = Path(__file__).parent
ROSTER = FOLDER / "roster.csv"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch: ``kind`` is ``independent`` or ``joint``; ``has_committee`` whether it elected a 支委会."""

    name: str
    kind: str
    has_committee: bool
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the roster; ``office`` is empty for most."""

    name: str
    phone: str
    firm: str
    branch: str
    standing: str
    joined: date
    office: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone. ``instructors`` maps a name to the branches in their care; ``phones`` are the
    simulator's, ``wecom`` those in WeCom (their openid is a user id)."""

    committee: str
    staff: tuple[str, ...]
    branches: tuple[Branch, ...]
    instructors: dict[str, tuple[str, ...]]
    members: tuple[Member, ...]
    phones: tuple[Person, ...]
    wecom: tuple[Person, ...]


def load(folder: Path = FOLDER) -> Cast:
    """Read the two files."""
    district: dict[str, Any] = tomllib.loads((folder / "district.toml").read_text("utf-8"))
    with (folder / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        members = tuple(_member(row) for row in csv.DictReader(file))
    return Cast(
        committee=district["committee"]["name"],
        staff=tuple(district["committee"]["staff"]),
        branches=tuple(Branch(**{**row, "firms": tuple(row["firms"])}) for row in district["branch"]),
        instructors={row["name"]: tuple(row["branches"]) for row in district["instructor"]},
        members=members,
        phones=tuple(Person(**row) for row in district["phone"]),
        wecom=tuple(Person(**row) for row in district["wecom"]),
    )


def _member(row: dict[str, str]) -> Member:
    return Member(
        name=row["姓名"],
        phone=row["手机"],
        firm=row["律所"],
        branch=row["党支部"],
        standing=row["政治面貌"],
        joined=date.fromisoformat(row["入党日期"]),
        office=row["党内职务"],
    )
