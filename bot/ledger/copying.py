"""The whole ledger as one SQLite file, and back: backup while running, restore, moving to PostgreSQL.

A copy is read in one transaction, so it is the ledger of one moment whatever is written meanwhile. It is the
same file whichever database it comes from.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, func, insert, inspect, select, text

from bot.ledger.database import Ledger
from bot.ledger.tables import metadata

BATCH = 2000


class NotACopy(Exception):
    """The file is not a whole copy of a ledger of this version."""


class NotEmpty(Exception):
    """The ledger to restore into already holds something."""


def copy_out(ledger: Ledger, path: Path) -> int:
    """Write the ledger as it is now to ``path`` (replaced at the end, mode 0600); returns how many rows."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    target = Ledger(f"sqlite:///{beside}")
    try:
        with ledger.read() as source, target.begin() as copy:
            metadata.create_all(copy)
            copy.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            version = source.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            copy.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
            rows = _copy_tables(source, copy)
    finally:
        target.close()
    # Leave WAL: the copy is then one file that can be carried away by itself.
    with sqlite3.connect(beside) as closing:
        closing.execute("PRAGMA journal_mode=DELETE")
    closing.close()
    beside.with_name(beside.name + ".lock").unlink(missing_ok=True)
    os.replace(beside, path)
    return rows


def copy_in(path: Path, ledger: Ledger) -> int:
    """Fill an empty ledger, whose tables are there, from a copy; returns how many rows.

    Raises NotACopy (damaged, or of another version) or NotEmpty; nothing is changed then.
    """
    version = check(path)
    source = Ledger(f"sqlite:///{path}")
    try:
        with source.read() as copy, ledger.begin() as db:
            here = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if here != version:
                raise NotACopy(f"the copy is of version {version}, this ledger of {here}")
            if any(db.execute(select(func.count()).select_from(t)).scalar() for t in metadata.sorted_tables):
                raise NotEmpty
            rows = _copy_tables(copy, db)
            if not ledger.on_sqlite:
                _set_sequences(db)
            return rows
    finally:
        source.close()
        path.with_name(path.name + ".lock").unlink(missing_ok=True)


def check(path: Path) -> str:
    """The version of a copy that is whole. Raises NotACopy."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
            version = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        copy.close()
    except sqlite3.Error:
        raise NotACopy("not a copy of a ledger") from None
    if sound != "ok" or broken is not None or version is None:
        raise NotACopy("the copy is damaged")
    return str(version[0])


def _copy_tables(source: Connection, target: Connection) -> int:
    """Every row of every table, parents before children."""
    total = 0
    for table in metadata.sorted_tables:
        rows = source.execution_options(yield_per=BATCH).execute(select(table)).mappings()
        for batch in rows.partitions(BATCH):
            target.execute(insert(table), [dict(row) for row in batch])
            total += len(batch)
    return total


def _set_sequences(db: Connection) -> None:
    """Let PostgreSQL count on from the highest id that came in."""
    for table in metadata.sorted_tables:
        key = table.primary_key.columns.values()
        if len(key) == 1 and inspect(db).get_columns(table.name)[0].get("autoincrement"):
            name = key[0].name
            db.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{name}'), "  # noqa: S608
                    f"greatest((SELECT max({name}) FROM {table.name}), 1))"
                )
            )
