"""The rules of ``retention.toml``: which rows are kept how long, and what becomes of them then."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ACTIONS = {"delete": "删除", "seal": "封存"}
_FILE = Path(__file__).with_name("retention.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of row: kept ``days`` days, then deleted or sealed (``action``); ``source`` says why so long."""

    name: str
    title: str
    days: int
    action: str
    source: str


@cache
def rules(path: Path = _FILE) -> tuple[Rule, ...]:
    """The rules in the order of the file. Raises ValueError naming the rule and what is wrong with it."""
    found = tomllib.loads(path.read_text("utf-8"))
    return tuple(_rule(name, said) for name, said in found.items())


def _rule(name: str, said: dict[str, object]) -> Rule:
    title, days, action, source = (said.get(key) for key in ("title", "days", "action", "source"))
    if not isinstance(title, str) or not title or not isinstance(source, str) or not source:
        raise ValueError(f"retention.toml: [{name}] needs title and source")
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise ValueError(f"retention.toml: [{name}] days must be a whole number from 0 on")
    if action not in ACTIONS:
        raise ValueError(f"retention.toml: [{name}] action must be one of {', '.join(ACTIONS)}")
    return Rule(name, title, days, str(action), source)
