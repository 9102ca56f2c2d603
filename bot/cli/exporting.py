"""``export``: files for the committee's office, from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import click

from bot import reports
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.exports.writing import ENDINGS
from bot.ledger import audit, members

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@config_option
@bot.command("export")
@click.argument("what", type=click.Choice(sorted(reports.KINDS)))
@click.option("--month", required=True, help="The month, like 2026-12.")
@click.option("--branch", help="One branch only; all, if left out.")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; its ending says what kind: .xlsx, .csv or .db.",
)
@click.option(
    "--purpose", default="行业党委办公室", show_default=True, help="What for; it goes into the audit."
)
@click.pass_context
def export(
    context: click.Context, what: str, month: str, branch: str | None, output: Path, purpose: str
) -> None:
    """Write WHAT of a month to a file; names are in it, so the export is logged."""
    if not MONTH.fullmatch(month):
        raise click.UsageError(f"--month {month}: not a month. Write it like 2026-12.")
    if output.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"--output {output.name}: must end in {', '.join(ENDINGS)}.")
    if not output.parent.is_dir():
        raise Refused(f"{output.parent}: no such folder. Make it first, or choose another.")
    config, at = config_of(context), now()
    with open_ledger(config) as ledger:
        with ledger.begin() as db:
            branches = members.branches(db)
            if branch is not None:
                branches = [one for one in branches if one[1] == branch]
                if not branches:
                    known = "、".join(name for _, name in members.branches(db)) or "（还没有支部）"
                    raise Refused(f"没有叫「{branch}」的支部。现有：{known}")
            audit.record(db, at, None, "cli", "export", f"{what} {month}", purpose)
        with ledger.read() as db:
            request = reports.Request(what, month, tuple(id_ for id_, _ in branches), purpose, "命令行")
            try:
                written = reports.write(db, request, output, at)
            except OSError as error:
                raise Refused(f"{output}: cannot be written ({error.strerror}). Choose another.") from None
    click.echo(f"{output}：{written.rows} 行，{written.size} 字节，SHA-256 {written.sha256}")
