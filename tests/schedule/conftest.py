"""A service whose time is moved by hand, on SQLite and on PostgreSQL, with its ledger emptied after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.config import Config
from bot.ledger import calendar
from bot.ledger.database import Ledger
from bot.ledger.tables import metadata
from content.library import Library
from tests import cast as people
from tests.schedule.day import Day
from tests.town import config


@pytest.fixture
def day(ledger: Ledger, library: Library, tmp_path) -> Iterator[Day]:
    """The service with the cast and the calendar, at 10:00 on Monday 23 November 2026."""
    with ledger.begin() as db:
        entered = people.enter(db)
        calendar.seed(db)
    yield Day(_settings(tmp_path), ledger, entered, library)
    _empty(ledger)


def _settings(folder) -> Config:
    return config(folder)


def _empty(ledger: Ledger) -> None:
    with ledger.begin() as db:
        if ledger.on_sqlite:
            db.execute(text("PRAGMA defer_foreign_keys=ON"))
            for table in reversed(metadata.sorted_tables):
                db.execute(table.delete())
        else:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            db.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Killing schedulers on PostgreSQL, which takes a minute of waiting, is for the long run."""
    for item in items:
        if item.path.name == "test_processes.py" and "postgres" in item.name:
            item.add_marker(pytest.mark.slow)
