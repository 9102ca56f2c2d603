"""Is everything well? Each finding says what was looked at and, where it is not well, the way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot import migrations
from bot.config import Config
from bot.doctor import here, platforms
from bot.doctor.finding import Finding
from bot.keys import Keys
from bot.ledger.database import Ledger

__all__ = ["Finding", "examine"]


def examine(config: Config, keys: Keys, now: datetime) -> list[Finding]:
    """Look at the settings' files, the ledger, the disk, what waits to be sent, and the platforms."""
    ledger = Ledger(config.store_url)
    try:
        return [*_files(config), *_ledger(ledger, now), *platforms.examine(config, now)]
    finally:
        ledger.close()


def _files(config: Config) -> Iterator[Finding]:
    config.service.data_dir.mkdir(parents=True, exist_ok=True)
    disk = here.disk(config)
    yield Finding(
        disk.roomy,
        f"disk: {disk.free >> 20:,} MiB free under {disk.folder}"
        + ("" if disk.roomy else "; messages fail when it is full: free some, or move data_dir"),
    )
    if disk.key_mode is not None:
        well = disk.key_mode == here.PRIVATE
        way = "" if well else f"; do: chmod 600 {disk.folder / 'secret.key'}"
        yield Finding(well, f"secret.key: mode {disk.key_mode:o}{way}")


def _ledger(ledger: Ledger, now: datetime) -> Iterator[Finding]:
    if problem := here.tables(ledger):
        yield Finding(False, f"ledger: {problem}")
        return
    yield Finding(True, f"ledger: {ledger.url.get_backend_name()}, tables of version {migrations.head()}")
    books = here.books(ledger, now)
    yield Finding(
        books.flowing,
        f"deliveries: the oldest that is due has waited {books.waits.total_seconds():.0f} s"
        + ("" if books.flowing else "; is `bot worker` running?"),
    )
    yield Finding(
        books.awake,
        "scheduler: "
        + (f"last run {now - books.last_run} ago" if books.last_run else "no run yet")
        + ("" if books.awake else "; is `bot scheduler` running?"),
    )
    yield Finding(
        books.dated,
        f"calendar: holidays known until {books.calendar_until or 'never'}"
        + (
            ""
            if books.dated
            else "; enter next year's holidays (docs/operator.md), else Mon–Fri counts as workdays"
        ),
    )
