"""``bot verify FILE``: is it as it went out, was it changed since, or is it none of ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.exports.seal_numbers import number_in
from bot.exports.writing import digest
from bot.ledger import seals
from bot.ledger.seals import Seal

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Verdict:
    """``genuine``: not a byte was changed. ``changed``: it carries the number of ``seal``, but not its content.
    ``unknown``: nothing in it is known here."""

    state: Literal["genuine", "changed", "unknown"]
    seal: Seal | None


def verify(db: Connection, path: Path) -> Verdict:
    """Look a file up by the SHA-256 of its content, then by the number in it. Raises OSError."""
    seal = seals.by_digest(db, digest(path))
    if seal is not None:
        return Verdict("genuine", seal)
    number = number_in(path)
    seal = seals.by_number(db, number) if number else None
    return Verdict("changed", seal) if seal else Verdict("unknown", None)
