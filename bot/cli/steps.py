"""What most verbs begin with: the settings, the ledger, a refusal in one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import config_file, migrations
from bot.config import Config
from bot.ledger.database import Ledger, exists


class Refused(Exception):
    """The verb cannot be done; the text is the one clear line on stderr, with its way out."""


def now() -> datetime:
    """The time the command was given."""
    return datetime.now(UTC)


def config_path(context: click.Context) -> Path | None:
    """The settings file: ``--config``, or what the process that started this one was given (``BOT_CONFIG``)."""
    inherited = os.environ.get("BOT_CONFIG")
    chosen: Path | None = context.obj
    return chosen or (Path(inherited) if inherited else None)


def config_of(context: click.Context) -> Config:
    """The settings; every fault of theirs in one refusal."""
    try:
        return config_file.load(config_path(context))
    except config_file.ConfigError as error:
        raise Refused("\n".join(error.problems)) from None


@contextmanager
def open_ledger(config: Config, make: bool = True) -> Iterator[Ledger]:
    """The ledger, which must be of this version; where there is none it is made, or refused without ``make``."""
    if not make and not exists(config.store_url):
        raise Refused("there is no ledger. Run this where config.toml is, or name it with --config.")
    ledger = Ledger(config.store_url)
    try:
        with ledger.read() as db:
            empty = migrations.current(db) is None
        if empty:
            migrations.upgrade(ledger)
        migrations.require_current(ledger)
        yield ledger
    except migrations.MigrationNeeded as needed:
        raise Refused(str(needed)) from None
    finally:
        ledger.close()
