"""``retention``: what is kept how long, what a run would let go, what was let go."""

from __future__ import annotations

import click

from bot.cli.root import bot, config_option
from bot.cli.steps import config_of, now, open_ledger
from bot.jobs import retention as job
from bot.ledger import retention
from content.retention import rules


@config_option
@bot.command("retention")
@click.option("--dry-run", is_flag=True, help="Say what a run would let go now; nothing is changed.")
@click.pass_context
def keeping(context: click.Context, dry_run: bool) -> None:
    """List the rules on how long what is kept, and what the daily job let go lately."""
    with open_ledger(config_of(context), make=False) as ledger:
        if dry_run:
            would = {one.rule: one.rows for one in job.trial(ledger, now())}
        for rule in rules():
            due = f"  {would[rule.name]} rows now" if dry_run else ""
            click.echo(
                f"{rule.name:16} {rule.days:5} days  {rule.action:6}  {rule.title}（{rule.source}）{due}"
            )
        if not dry_run:
            with ledger.read() as db:
                for one in retention.latest(db):
                    click.echo(f"{one.ran_at:%Y-%m-%d %H:%M}Z  {one.rule}  {one.action}  {one.rows} rows")
