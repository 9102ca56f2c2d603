"""What goes into each export: the ledger's rows and the files' tables meet here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.exports.table import Note
from bot.exports.writing import Written
from bot.exports.writing import write as write_file

if TYPE_CHECKING:
    from sqlalchemy import Connection
KINDS: dict[str, str] = {"attendance": "考勤"}


@dataclass(frozen=True, slots=True)
class Request:
    """An export asked for: ``what`` of KINDS, of a month (``2026-12``) and branches, why and by whom."""

    what: str
    month: str
    branch_ids: tuple[int, ...]
    purpose: str
    asked_by: str


def write(db: Connection, request: Request, path: Path, now: datetime) -> Written:
    raise NotImplementedError
