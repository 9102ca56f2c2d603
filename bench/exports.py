"""``python -m bench.exports``: attendance of 100,000 members at 24 meetings as XLSX, beside XlsxWriter alone.

XlsxWriter is given the same cells, which cost it nothing to find: they are read from a file, and the time to read
them is taken off. Each runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import Connection

from bench.district import fill
from bot.exports.table import Table, local
from bot.keys import Keys
from bot.ledger import members
from bot.ledger.database import Ledger
from bot.reports import KINDS, Request, parse_period
from bot.reports.making import write
from bot.reports.sources import Sources

NOW = datetime(2026, 12, 31, tzinfo=UTC)


def main() -> None:
    """Run both in turn, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--members", type=int, default=100_000)
    options.add_argument("--meetings", type=int, default=24)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for branches in (1, max(2, chosen.members // 50)):
            _compare(Path(folder), branches, chosen.members, chosen.meetings, chosen.rounds)


def _compare(folder: Path, branches: int, members: int, meetings: int, rounds: int) -> None:
    store = folder / f"{branches}.db"
    fill(store, branches, members, meetings)
    cells = folder / "cells"
    _run("dump", store, cells)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_run("ours", store, folder / "ours.xlsx"))
        theirs.append(_run("theirs", cells, folder / "theirs.xlsx"))
    print(f"\n{members:,} members x {meetings} meetings in {branches:,} branches, median of {rounds} in turn")
    print(f"{'':24}{'seconds':>9}{'of CPU':>9}{'peak MiB':>10}{'file MB':>9}")
    for name, runs, file in (("Rongshu", ours, "ours"), ("XlsxWriter alone", theirs, "theirs")):
        size = (folder / f"{file}.xlsx").stat().st_size / 1e6
        peak = max(one[1] for one in runs)
        print(f"{name:24}{_median(runs, 0):>9.1f}{_median(runs, 2):>9.1f}{peak:>10.0f}{size:>9.1f}")
    wall, processor = (_median(ours, place) / _median(theirs, place) for place in (0, 2))
    print(f"Rongshu / XlsxWriter    {wall:.2f}, of CPU {processor:.2f}   (goal 1.5)")


def _median(runs: Sequence[tuple[float, ...]], place: int) -> float:
    return statistics.median(one[place] for one in runs)


def _run(what: str, source: Path, target: Path) -> tuple[float, ...]:
    """Seconds, peak MiB and seconds of processor time of one run in a process of its own."""
    command = [
        sys.executable,
        "-c",
        f"from bench.exports import {what}; {what}({str(source)!r}, {str(target)!r})",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return tuple(float(one) for one in said)


def _said(since: tuple[float, float], less: tuple[float, float] = (0, 0)) -> None:
    wall, processor = (now - then - off for now, then, off in zip(_clocks(), since, less, strict=True))
    print(wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, processor)


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def ours(store: str, target: str) -> None:
    """The export as the command line makes it, without the seal."""
    ledger = Ledger(f"sqlite:///{store}")
    with ledger.read() as db:
        start = _clocks()
        sources, request = _asked(db)
        write(sources, request, Path(target))
        _said(start)


def theirs(cells: str, target: str) -> None:
    """The same cells by ``write_string`` and ``write_number``, in the library's mode of constant memory."""
    start = _clocks()
    for _ in _read(cells):
        pass
    wall, processor = _clocks()
    reading = (wall - start[0], processor - start[1])
    start = _clocks()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_urls": False})
    shown = book.add_format({"font_name": "Microsoft YaHei", "font_size": 10})
    sheet, row = book.add_worksheet(), 0
    for kept in _read(cells):
        if isinstance(kept, str):
            sheet, row = book.add_worksheet(kept), 0
            continue
        _write_row(sheet, row, kept, shown)
        row += 1
    book.close()
    _said(start, reading)


def _write_row(sheet: Any, row: int, cells: Any, shown: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(row, column, cell, shown)
        elif isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, shown)
        elif cell is not None:
            sheet.write_number(row, column, cell, shown)


def dump(store: str, target: str) -> None:
    """Keep the cells of every table of the export, in the order they are written."""
    ledger = Ledger(f"sqlite:///{store}")
    with ledger.read() as db, open(target, "wb") as file:
        sources, request = _asked(db)
        tables = KINDS["attendance"].content(sources, request, ".xlsx")
        assert isinstance(tables, list)
        for place, table in enumerate(sorted(tables, key=lambda one: one.known_last)):
            assert isinstance(table, Table)
            pickle.dump(f"{place} {table.title}"[:31].replace(":", " ").replace("/", " "), file)
            for row in table.rows:
                pickle.dump([local(one) if isinstance(one, datetime) else one for one in row], file)


def _read(path: str) -> Iterator[object]:
    with open(path, "rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def _asked(db: Connection) -> tuple[Sources, Request]:
    ids = tuple(id_ for id_, _ in members.branches(db))
    request = Request("attendance", ids, "bench", "bench", parse_period("2026"))
    return Sources(db, Keys(b"x" * 32), NOW), request


if __name__ == "__main__":
    main()
