"""The versions of the privacy notice in ``privacy.toml``; the last is in force (domain.md rule 14)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("privacy.toml")
_FIELDS = {"version", "changed", "text"}


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """What members are told. ``changed`` says what is new since the version before; empty for the first."""

    version: str
    changed: str
    text: str


@cache
def in_force(path: Path = _FILE) -> PrivacyNotice:
    """The last version of the file. Raises ValueError naming what is wrong with it."""
    found = [
        _notice(number, one) for number, one in enumerate(tomllib.loads(path.read_text("utf-8"))["notice"], 1)
    ]
    versions = [one.version for one in found]
    if len(set(versions)) != len(versions):
        raise ValueError("privacy.toml: a version stands there twice")
    return found[-1]


def _notice(number: int, said: dict[str, str]) -> PrivacyNotice:
    if said.keys() != _FIELDS:
        raise ValueError(f"privacy.toml: notice {number} needs {', '.join(sorted(_FIELDS))} and nothing else")
    if not said["text"].strip() or (number > 1 and not said["changed"]):
        raise ValueError(
            f"privacy.toml: notice {number} needs its text, and from the second on what has changed"
        )
    return PrivacyNotice(said["version"], said["changed"], said["text"].strip())
