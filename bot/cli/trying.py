"""``demo``: everything on one machine, with a phone in the browser and a fictional district."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import click

from bot import config_file
from bot import keys as own_keys
from bot.cli.root import bot
from bot.cli.serving import set_up_logging, supervise
from bot.cli.steps import Refused, now, open_ledger
from bot.config import Config
from bot.ledger import members
from content.library import open_published


@bot.command("demo")
@click.option("--port", default=8000, show_default=True, help="Where to listen, on 127.0.0.1.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".demo"),
    show_default=True,
    help="Where the sample district lives.",
)
@click.option("--fresh", is_flag=True, help="Throw the sample district away and begin anew.")
def demo(port: int, folder: Path, fresh: bool) -> None:
    """Try everything: a fictional district, with a phone in the browser."""
    from bot.demo.settings_file import write as write_settings  # noqa: PLC0415 - only here is the stand-in wanted

    _must_be_free(port)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    path = write_settings(folder, port)
    config = config_file.load(path, {})
    set_up_logging()
    _prepare(config)
    os.environ["BOT_CONFIG"] = str(path.resolve())
    os.environ["BOT_DEMO"] = "1"
    supervise(config)


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(f"port {port} is taken. Choose another: make demo PORT=8001") from None


def _prepare(config: Config) -> None:
    from bot.demo import district  # noqa: PLC0415

    keys = own_keys.load(config)
    with open_ledger(config) as ledger, ledger.begin() as db:
        if not members.branches(db):
            library = open_published(config.service.data_dir)
            district.enter(db, config, keys, library, now())
        district.something_to_do(db, now())
        code = district.code_for_the_unbound(db, now(), config.binding.code_days)
    click.echo(f"手机 the phone:     {config.public_url}/sandbox/")
    click.echo(f"后台 the console:   {config.public_url}/console/ （陈致远发「后台」 say it as 陈致远）")
    if code is not None:
        click.echo(f"可以试绑定 to bind: 用{code[0]}的手机发「绑定 {code[0]} {code[1]}」")
    click.echo("停止 to stop:       Ctrl-C")
