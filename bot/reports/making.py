"""An export made: read in one view of the ledger, written, sealed, and noted in the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.exports.table import Cell, Note, Table
from bot.exports.writing import Content, Written, endings
from bot.exports.writing import write as write_file
from bot.keys import Keys
from bot.ledger import audit, lookups, members, seals
from bot.ledger.database import Ledger
from bot.ledger.seals import Seal
from bot.reports.kinds import EVERY_KIND, Kind
from bot.reports.nothing import NothingToWrite
from bot.reports.request import Request
from bot.reports.sources import Sources

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Made", "NothingToWrite", "WrongFile", "make", "write"]

OF_PERSONS = frozenset(["attendance", "people", "notices", "minutes", "sign-in"])
Counted = Callable[[int], None]


class WrongFile(ValueError):
    """This kind of export cannot be a file with that ending; the text says which it can be."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that has gone out: what was written, and the number of its seal."""

    written: Written
    number: str


def make(
    ledger: Ledger, keys: Keys, request: Request, path: Path, now: datetime, counted: Counted | None = None
) -> Made:
    """Write an export to ``path``, register its seal and note in the audit who took it and what for.

    ``counted`` is told now and then how many rows are written. Raises WrongFile, NothingToWrite (the text says in
    Chinese why), and what ``bot.exports.writing.write`` raises; then ``path`` is as it was.
    """
    number = seals.new_number()
    with ledger.read() as db:
        written = write(Sources(db, keys, now), request, path, number, counted)
    with ledger.begin() as db:
        seals.register(
            db,
            Seal(
                written.sha256, number, request.what, request.options(), request.purpose, written.rows,
                request.member_id, now,
            ),
        )  # fmt: skip
        audit.record(db, now, request.member_id, request.actor, "export", request.subject, request.purpose)
        _note_persons(db, request, now)
    return Made(written, number)


def _note_persons(db: Connection, request: Request, now: datetime) -> None:
    """A file with persons in it is a look at each of them."""
    if request.what in OF_PERSONS:
        ids = [one.id for branch_id in request.branch_ids for one in members.of_branch(db, branch_id)]
        lookups.note(db, now, request.member_id, request.actor, ids, f"export {request.subject}")


def write(
    sources: Sources, request: Request, path: Path, number: str = "", counted: Counted | None = None
) -> Written:
    """Write an export without sealing it; everything is read in ``sources.db``'s one view. See :func:`make`."""
    kind = EVERY_KIND[request.what]
    ending = path.suffix.lower()
    if ending not in kind.endings:
        raise WrongFile(f"{path.name}: must end in {', '.join(kind.endings)}.")
    content = kind.content(sources, request, ending)
    assert ending in endings(content)
    if counted is not None:
        content = _watched(content, counted)
    return write_file(path, content, _note(sources, request, kind, number))


def _note(sources: Sources, request: Request, kind: Kind, number: str) -> Note:
    names = [name for id_, name in members.branches(sources.db) if id_ in request.branch_ids]
    when = f"{request.period.title} " if request.period else ""
    return Note(
        title=f"{when}{kind.title}",
        made_at=sources.now,
        made_by=request.asked_by,
        purpose=request.purpose,
        scope="、".join(names),
        lines=kind.lines,
        number=number,
    )


def _watched(content: Content, counted: Counted) -> Content:
    if not isinstance(content, Sequence):
        return content
    before = _Count(counted)
    return [_watch(table, before) for table in content]


def _watch(table: Table, count: _Count) -> Table:
    return replace(table, rows=count.through(table.rows))


class _Count:
    """Rows written so far, over all tables; told every thousand."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._rows = 0

    def through(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        for row in rows:
            yield row
            self._rows += 1
            if self._rows % 1000 == 0:
                self._counted(self._rows)
