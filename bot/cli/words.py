"""``understand``: what the bot makes of a text, for those who write its words and those who test it."""

from __future__ import annotations

import json
import sys

import click

import handlers
from bot import local
from bot.cli.root import bot
from bot.cli.steps import now
from bot.understanding import Understanding
from content.library import FOLDER, read_series
from content.names import Names


@bot.command("understand")
@click.argument("text", required=False)
@click.option("--role", type=click.Choice(["member", "secretary"]), default="member", show_default=True)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read a text a line, write a JSON object a line.")
@click.option("--explain", is_flag=True, help="Tell the steps that led there.")
def understand(text: str | None, role: str, from_stdin: bool, explain: bool) -> None:
    """Print what TEXT is understood to want, as JSON."""
    if (text is None) == (not from_stdin):
        raise click.UsageError("give either TEXT or --stdin")
    lectures = tuple(one for series in read_series(FOLDER) for one in series.lectures)
    understanding = Understanding(handlers.router().commands.values(), Names(lambda: lectures))
    officer, today = role == "secretary", local.day(now())
    for line in sys.stdin if from_stdin else [text or ""]:
        said = line.rstrip("\n")
        found = understanding.read(said, officer, today)
        click.echo(
            json.dumps(
                {"intent": found.name, "slots": dict(found.slots), "certain": found.certain},
                ensure_ascii=False,
            )
        )
        if explain:
            for step in understanding.explain(said, officer, today):
                click.echo(f"  {step}")
