"""Is everything well? Each finding says what was looked at and, where it is not well, the way out."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import migrations
from bot.config import Config
from bot.doctor import platforms
from bot.doctor.finding import Finding
from bot.keys import Keys
from bot.ledger import figures
from bot.ledger.database import Ledger

__all__ = ["Finding", "examine"]

LEAST_FREE = 500 << 20
WAITING_LONG = timedelta(minutes=5)


def examine(config: Config, keys: Keys, now: datetime) -> list[Finding]:
    """Look at the settings' files, the ledger, the disk, what waits to be sent, and the platforms."""
    ledger = Ledger(config.store_url)
    try:
        return [*_files(config), *_ledger(ledger, now), *platforms.examine(config, now)]
    finally:
        ledger.close()


def _files(config: Config) -> Iterator[Finding]:
    folder = config.service.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    yield Finding(
        free > LEAST_FREE,
        f"disk: {free >> 20:,} MiB free under {folder}"
        + ("" if free > LEAST_FREE else "; messages fail when it is full: free some, or move data_dir"),
    )
    key = folder / "secret.key"
    if not config.service.secret_key and key.exists():
        mode = stat.S_IMODE(key.stat().st_mode)
        yield Finding(
            mode == 0o600, f"secret.key: mode {mode:o}" + ("" if mode == 0o600 else f"; do: chmod 600 {key}")
        )


def _ledger(ledger: Ledger, now: datetime) -> Iterator[Finding]:
    try:
        migrations.require_current(ledger)
    except Exception as error:
        yield Finding(
            False,
            f"ledger: {error if isinstance(error, migrations.MigrationNeeded) else type(error).__name__}",
        )
        return
    yield Finding(True, f"ledger: {ledger.url.get_backend_name()}, tables of version {migrations.head()}")
    with ledger.read() as db:
        waits = figures.oldest_due(db, now)
        runs = figures.last_runs(db)
        until = figures.calendar_until(db)
    yield Finding(
        waits < WAITING_LONG,
        f"deliveries: the oldest that is due has waited {waits.total_seconds():.0f} s"
        + ("" if waits < WAITING_LONG else "; is `bot worker` running?"),
    )
    recent = max(runs.values(), default=None)
    awake = recent is not None and now - recent < timedelta(minutes=10)
    yield Finding(
        awake,
        "scheduler: "
        + (f"last run {now - recent} ago" if recent else "no run yet")
        + ("" if awake else "; is `bot scheduler` running?"),
    )
    covered = until is not None and until - now.date() > timedelta(days=60)
    yield Finding(
        covered,
        f"calendar: holidays known until {until or 'never'}"
        + (
            ""
            if covered
            else "; enter next year's holidays (docs/operator.md), else Mon–Fri counts as workdays"
        ),
    )
