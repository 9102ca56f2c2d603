"""What this machine and the ledger say of themselves: figures, which doctor and console each put in words."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import migrations
from bot.config import Config
from bot.ledger import audit_trail, figures
from bot.ledger.database import Ledger

LEAST_FREE = 500 << 20  # bytes
WAITING_LONG = timedelta(minutes=5)
ASLEEP = timedelta(minutes=10)
CALENDAR_AHEAD = timedelta(days=60)
BACKUP_OLD = timedelta(days=2)
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Disk:
    """The data folder: bytes free, and the mode of the key file, None where there is none to look after."""

    folder: Path
    free: int
    key_mode: int | None

    @property
    def roomy(self) -> bool:
        """Whether messages will not soon fail for want of room."""
        return self.free > LEAST_FREE


@dataclass(frozen=True, slots=True)
class Books:
    """What the ledger tells at ``now``: how long the oldest due delivery has waited, when a job last ran, until when
    holidays are known, when the last backup was made (None: never, as far as the ledger knows).
    """

    now: datetime
    waits: timedelta
    last_run: datetime | None
    calendar_until: date | None
    backed_up: datetime | None

    @property
    def flowing(self) -> bool:
        """Whether what is due goes out."""
        return self.waits < WAITING_LONG

    @property
    def awake(self) -> bool:
        """Whether the scheduler is at work."""
        return self.last_run is not None and self.now - self.last_run < ASLEEP

    @property
    def dated(self) -> bool:
        """Whether the holidays of the coming weeks are known."""
        return self.calendar_until is not None and self.calendar_until - self.now.date() > CALENDAR_AHEAD

    @property
    def kept(self) -> bool:
        """Whether there is a backup that is not old."""
        return self.backed_up is not None and self.now - self.backed_up < BACKUP_OLD


def disk(config: Config) -> Disk:
    """Look at the data folder."""
    folder = config.service.data_dir
    key = folder / "secret.key"
    ours = not config.service.secret_key and key.exists()
    mode = stat.S_IMODE(key.stat().st_mode) if ours else None
    return Disk(folder, shutil.disk_usage(folder).free, mode)


def tables(ledger: Ledger) -> str:
    """What is wrong with the ledger's tables, in English, without their content; empty where nothing is."""
    try:
        migrations.require_current(ledger)
    except migrations.MigrationNeeded as error:
        return str(error)
    except Exception as error:
        return type(error).__name__
    return ""


def books(ledger: Ledger, now: datetime) -> Books:
    """Look into the ledger, whose tables must be of this version."""
    with ledger.read() as db:
        runs = figures.last_runs(db)
        return Books(
            now=now,
            waits=figures.oldest_due(db, now),
            last_run=max(runs.values(), default=None),
            calendar_until=figures.calendar_until(db),
            backed_up=audit_trail.last(db, "backup"),
        )
