"""Bringing the ledger's tables to the version this code knows. The steps are Alembic's, in ``migrations/``."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.ledger.database import Ledger

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


class MigrationNeeded(Exception):
    """The ledger's tables are not of this code's version."""


@cache
def head() -> str:
    """The newest version. Read from the file names (``0001_….py``), for Alembic takes 0.3 s to import."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def current(db: Connection) -> str | None:
    """The version of the ledger's tables, or None for an empty ledger."""
    if not inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def require_current(ledger: Ledger) -> None:
    """Raises MigrationNeeded unless the tables are of this code's version."""
    with ledger.read() as db:
        found = current(db)
    if found != head():
        raise MigrationNeeded(
            f"the ledger's tables are of version {found or 'none'}, this code wants {head()}: run `bot migrate`"
        )


def upgrade(ledger: Ledger) -> tuple[str | None, str]:
    """Bring the tables to the newest version; returns the versions before and after. Nothing to do: no change."""
    with ledger.read() as db:
        before = current(db)
    if before == head():
        return before, before
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415

    script = AlembicConfig()
    script.set_main_option("script_location", str(FOLDER))
    with ledger.begin() as db:
        script.attributes["connection"] = db
        command.upgrade(script, "head")
    return before, head()
