"""The whole ledger as one SQLite file, and back: backup while running, restore, moving to PostgreSQL.

A copy is read in one transaction, so it is the ledger of one moment whatever is written meanwhile. It is the
same file whichever database it comes from.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot.ledger.database import Ledger
from bot.ledger.tables import metadata

BATCH = 2000


class NotACopy(Exception):
    """The file is not a whole copy of a ledger of this version."""


class NotEmpty(Exception):
    """The ledger to restore into already holds something."""


class IsTheLedger(Exception):
    """The backup was to be written over the very ledger it is of."""


def copy_out(ledger: Ledger, path: Path) -> int:
    """Write the ledger as it is now to ``path`` (replaced at the end, mode 0600); returns how many rows.

    The copy is checked before it takes the place of an older one. Raises IsTheLedger, NotACopy where the ledger
    itself is damaged, or OSError; ``path`` is then as it was.
    """
    if ledger.on_sqlite and path.resolve() == Path(ledger.url.database or "").resolve():
        raise IsTheLedger
    with _folder_beside(path) as folder:
        draft = folder / "copy.db"
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        rows = _write(ledger, draft)
        check(draft)
        os.replace(draft, path)
    return rows


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """A folder of its owner's alone; what a killed backup left there is thrown away."""
    folder = path.with_name(path.name + ".new")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _write(ledger: Ledger, draft: Path) -> int:
    target = Ledger(f"sqlite:///{draft}")
    try:
        with _moment(ledger) as source, target.begin() as copy:
            metadata.create_all(copy)
            copy.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            version = source.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            copy.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
            rows = _copy_tables(source, copy)
    except DBAPIError as error:
        raise NotACopy(f"the ledger is damaged ({type(error.orig).__name__})") from None
    finally:
        target.close()
    # Leave WAL: the copy is then one file that can be carried away by itself.
    with closing(sqlite3.connect(draft)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
    return rows


def copy_in(path: Path, ledger: Ledger) -> int:
    """Fill an empty ledger, whose tables are there, from a copy; returns how many rows.

    Raises NotACopy (damaged, of another version, or with a text longer than PostgreSQL keeps) or NotEmpty;
    nothing is changed then. The file is only read.
    """
    version = check(path)
    with _reading(path) as copy, ledger.begin() as db:
        here = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if here != version:
            raise NotACopy(f"the copy is of version {version}, this ledger of {here}")
        if any(db.execute(select(func.count()).select_from(t)).scalar() for t in metadata.sorted_tables):
            raise NotEmpty
        try:
            rows = _copy_tables(copy, db)
        except DBAPIError as error:
            raise NotACopy(
                f"something in it does not fit the ledger's tables ({type(error.orig).__name__})"
            ) from None
        if not ledger.on_sqlite:
            _set_sequences(db)
        return rows


def check(path: Path) -> str:
    """The version of a copy that is whole. Raises NotACopy."""
    try:
        with closing(_open(path)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
            version = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:
        raise NotACopy("not a copy of a ledger") from None
    if sound != "ok" or broken is not None or version is None:
        raise NotACopy("the copy is damaged")
    if not metadata.tables.keys() <= there:
        raise NotACopy("the copy is of another version, or not whole")
    return str(version[0])


def _open(path: Path) -> sqlite3.Connection:
    """A copy opened for reading only: no WAL, no lock file, and any name will do."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    engine = create_engine("sqlite://", creator=lambda: _open(path))
    try:
        with engine.connect() as copy:
            yield copy
    finally:
        engine.dispose()


@contextmanager
def _moment(ledger: Ledger) -> Iterator[Connection]:
    """A view of the ledger at one moment: PostgreSQL must be asked, or each statement sees a newer one."""
    if ledger.on_sqlite:
        with ledger.read() as db:
            yield db
        return
    with ledger.engine.connect() as db:
        db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with db.begin():
            yield db


def _copy_tables(source: Connection, target: Connection) -> int:
    """Every row of every table, parents before children."""
    total = 0
    for table in metadata.sorted_tables:
        with source.execution_options(yield_per=BATCH).execute(select(table)) as result:
            for batch in result.mappings().partitions():
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
