"""``registers import``: a filled-in sheet taken into a register."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.ledger import members
from bot.ledger import registers as ledger
from bot.roster import sheet
from bot.roster.listing import listing
from content.registers import named, registers


@bot.group("registers")
def registers_group() -> None:
    """The registers declared in content/registers."""


class _DryRun(Exception):
    """Takes the whole import back."""


@config_option
@registers_group.command("import")
@click.argument("register", type=click.Choice([one.name for one in registers() if not one.derived]))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Read and compare only; change nothing.")
@click.pass_context
def import_sheet(context: click.Context, register: str, file: Path, dry_run: bool) -> None:
    """Take the rows of FILE (XLSX or CSV) into REGISTER, whole or not at all; again, it corrects and never doubles."""
    found = named(register)
    try:
        rows = listing(file, file.name, ledger.headings(found))
    except sheet.Refused as refused:
        raise Refused(f"{file.name}：{refused.what}。{refused.way_out}") from None
    with open_ledger(config_of(context)) as store:
        try:
            with store.begin() as db:
                done = ledger.take_in(db, found, rows, members.branches(db), None, now(), "cli")
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
    for fault in done.faults:
        click.echo(fault, err=True)
    if done.faults:
        raise Refused(f"{file.name}：一行也没有导入。改好上面 {len(done.faults)} 处再导入。")
    would = "将" if dry_run else ""
    click.echo(
        f"{found.title}：{would}新增 {done.entered} 行，{would}更正 {done.corrected} 行，不变 {done.as_it_was} 行。"
    )
