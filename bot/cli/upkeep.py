"""``migrate``, ``backup``, ``restore``, ``doctor``: keeping the service well."""

from __future__ import annotations

from pathlib import Path

import click

from bot import doctor as health
from bot import keys as own_keys
from bot import migrations
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.ledger import audit, copying
from bot.ledger.database import Ledger


@config_option
@bot.command("migrate")
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the ledger's tables to this version. Nothing to do is no error."""
    ledger = Ledger(config_of(context).store_url)
    try:
        before, after = migrations.upgrade(ledger)
    finally:
        ledger.close()
    click.echo(f"tables are of version {after}" + (f" (were {before or 'none'})" if before != after else ""))


@config_option
@bot.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def backup(context: click.Context, file: Path) -> None:
    """Write the whole ledger to FILE while the service runs; the file is checked before it counts."""
    config = config_of(context)
    if not file.parent.is_dir():
        raise Refused(f"{file.parent}: no such folder. Make it first, or choose another.")
    with open_ledger(config, make=False) as ledger:
        try:
            rows = copying.copy_out(ledger, file)
        except copying.IsTheLedger:
            raise Refused(f"{file} is the ledger itself. Name another file.") from None
        except copying.NotACopy as error:
            raise Refused(f"no backup was made: {error}. The last one is as it was.") from None
        except OSError as error:
            raise Refused(f"{file}: cannot be written ({error.strerror}). Choose another.") from None
        with ledger.begin() as db:
            audit.record(db, now(), None, "cli", "backup", "ledger", f"{rows} rows")
    click.echo(f"{rows} rows in {file}, checked.")
    if not config.service.secret_key:
        click.echo(
            f"Phones in it are sealed with {config.service.data_dir / 'secret.key'}: keep that file apart."
        )


@config_option
@bot.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_context
def restore(context: click.Context, file: Path) -> None:
    """Fill an empty ledger from FILE. A ledger that holds something is never overwritten."""
    config = config_of(context)
    with open_ledger(config) as ledger:
        try:
            rows = copying.copy_in(file, ledger)
        except copying.NotACopy as error:
            raise Refused(f"{file}: {error}. Nothing was changed.") from None
        except copying.NotEmpty:
            raise Refused(
                "the ledger is not empty. Move it away (or name another store.url) and restore again."
            ) from None
    click.echo(f"{rows} rows restored from {file}.")


@config_option
@bot.command("doctor")
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check settings, ledger, disk, calendar, queue and platform; say what is wrong and the way out."""
    config = config_of(context)
    findings = health.examine(config, own_keys.load(config), now())
    for finding in findings:
        click.echo(f"{'✓' if finding.well else '✗'} {finding.what}")
    if not all(finding.well for finding in findings):
        raise Refused("not well: see the lines marked ✗.")
