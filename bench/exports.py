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
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 12, 31, tzinfo=UTC)
STATES = ("present",) * 8 + ("leave", "absent")
WAYS = {"present": "spoken_code", "leave": "leave", "absent": "close"}


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
    _fill(store, branches, members, meetings)
    cells = folder / "cells"
    _run("dump", store, cells)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_run("ours", store, folder / "ours.xlsx"))
        theirs.append(_run("theirs", cells, folder / "theirs.xlsx"))
    print(f"\n{members:,} members x {meetings} meetings in {branches:,} branches, median of {rounds} in turn")
    print(f"{'':24}{'seconds':>9}{'peak MiB':>10}{'file MB':>9}")
    for name, runs, file in (("Rongshu", ours, "ours"), ("XlsxWriter alone", theirs, "theirs")):
        seconds = statistics.median(one[0] for one in runs)
        size = (folder / f"{file}.xlsx").stat().st_size / 1e6
        print(f"{name:24}{seconds:>9.1f}{max(one[1] for one in runs):>10.0f}{size:>9.1f}")
    ratio = statistics.median(one[0] for one in ours) / statistics.median(one[0] for one in theirs)
    print(f"Rongshu / XlsxWriter    {ratio:.2f}   (goal 1.5)")


def _run(what: str, source: Path, target: Path) -> tuple[float, float]:
    """Seconds and peak MiB of one run in a process of its own."""
    command = [
        sys.executable,
        "-c",
        f"from bench.exports import {what}; {what}({str(source)!r}, {str(target)!r})",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return (float(said[0]), float(said[1])) if said else (0.0, 0.0)


def _said(seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds} {peak}")


def ours(store: str, target: str) -> None:
    """The export as the command line makes it, without the seal."""
    from bot.ledger.database import Ledger
    from bot.reports.making import write

    ledger = Ledger(f"sqlite:///{store}")
    with ledger.read() as db:
        start = time.perf_counter()
        sources, request = _asked(db)
        write(sources, request, Path(target))
        _said(time.perf_counter() - start)


def theirs(cells: str, target: str) -> None:
    """The same cells by ``write_string`` and ``write_number``, in the library's mode of constant memory."""
    import xlsxwriter

    start = time.perf_counter()
    for _ in _read(cells):
        pass
    reading = time.perf_counter() - start
    start = time.perf_counter()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_urls": False})
    shown = book.add_format({"font_name": "Microsoft YaHei", "font_size": 10})
    sheet, row = None, 0
    for cells_of_row in _read(cells):
        if isinstance(cells_of_row, str):
            sheet, row = book.add_worksheet(cells_of_row), 0
            continue
        assert sheet is not None
        for column, cell in enumerate(cells_of_row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, column, cell, shown)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, column, cell, shown)
            elif cell is not None:
                sheet.write_number(row, column, cell, shown)
        row += 1
    book.close()
    _said(time.perf_counter() - start - reading)


def dump(store: str, target: str) -> None:
    """Keep the cells of every table of the export, in the order they are written."""
    from bot.exports.table import local
    from bot.ledger.database import Ledger
    from bot.reports.kinds import KINDS

    ledger = Ledger(f"sqlite:///{store}")
    with ledger.read() as db, open(target, "wb") as file:
        sources, request = _asked(db)
        tables = KINDS["attendance"].content(sources, request, ".xlsx")
        for place, table in enumerate(sorted(tables, key=lambda one: one.known_last)):  # type: ignore[arg-type, union-attr]
            pickle.dump(f"{place} {table.title}"[:31].replace(":", " ").replace("/", " "), file)
            for row in table.rows:
                pickle.dump([local(one) if isinstance(one, datetime) else one for one in row], file)


def _read(path: str) -> Iterator[object]:
    with open(path, "rb") as file:
        load = pickle.Unpickler(file)
        while True:
            try:
                yield load.load()
            except EOFError:
                return


def _asked(db):  # type: ignore[no-untyped-def]
    from bot.keys import Keys
    from bot.ledger import members
    from bot.reports import Request, parse_period
    from bot.reports.sources import Sources

    ids = tuple(id_ for id_, _ in members.branches(db))
    request = Request("attendance", ids, "bench", "bench", parse_period("2026"))
    return Sources(db, Keys(b"x" * 32), NOW), request


def _fill(store: Path, branches: int, members: int, meetings: int) -> None:
    """A district: each branch with its members and its meetings, all closed, eight of ten present."""
    from sqlalchemy import insert

    from bot.ledger.database import Ledger
    from bot.ledger.tables import (
        attendance,
        branch,
        committee,
        firm,
        meeting,
        meeting_branch,
        member,
        membership,
        metadata,
    )

    ledger = Ledger(f"sqlite:///{store}")
    began = datetime(2026, 1, 5, 11, 30, tzinfo=UTC)
    each = members // branches
    with ledger.begin() as db:
        metadata.create_all(db)
        db.execute(insert(committee).values(id=1, name="党委"))
        db.execute(insert(firm).values(id=1, name="榕荫律师事务所"))
        for b in range(1, branches + 1):
            db.execute(
                insert(branch).values(
                    id=b, committee_id=1, name=f"第{b:04}支部", kind="independent", created_at=began
                )
            )
        people = range(1, each * branches + 1)
        for some in _batches(people):
            db.execute(
                insert(member),
                [dict(id=p, name=f"党员{p:06}", firm_id=1, standing="full", created_at=began) for p in some],
            )
            db.execute(
                insert(membership),
                [dict(member_id=p, branch_id=(p - 1) // each + 1, since=began) for p in some],
            )
        for b in range(branches):
            held = [(b * meetings + n + 1, began + timedelta(days=14 * n)) for n in range(meetings)]
            db.execute(
                insert(meeting),
                [
                    dict(
                        id=i,
                        key=f"m{i}",
                        branch_id=b + 1,
                        kind="党课",
                        title="党课",
                        starts_at=at,
                        state="closed",
                        created_at=began,
                        closed_at=at,
                    )
                    for i, at in held
                ],
            )
            db.execute(insert(meeting_branch), [dict(meeting_id=i, branch_id=b + 1) for i, _ in held])
        for some in _batches(people):
            rows = []
            for p in some:
                b = (p - 1) // each
                for n in range(meetings):
                    state = STATES[(p * 7 + n * 3) % 10]
                    at = began + timedelta(days=14 * n, minutes=(p * 13 + n) % 50 - 25)
                    rows.append(
                        dict(
                            meeting_id=b * meetings + n + 1,
                            member_id=p,
                            branch_id=b + 1,
                            standing="full",
                            state=state,
                            how=WAYS[state],
                            marked_at=at,
                            reason="开庭" if state == "leave" else "",
                        )
                    )
            db.execute(insert(attendance), rows)
    ledger.close()


def _batches(people: range) -> Iterator[range]:
    return (people[start : start + 5000] for start in range(0, len(people), 5000))


if __name__ == "__main__":
    main()
