"""``serve``, ``web``, ``worker``, ``scheduler``: the service's processes."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import click

from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, config_path, open_ledger
from bot.config import Config
from bot.supervisor import Supervisor, go_with_parent
from content.library import open_published

if TYPE_CHECKING:
    from flask import Flask

ROLES = ("web", "worker", "scheduler")


def set_up_logging() -> None:
    """One line an event on stderr; what it may hold is settled where it is written (no names, no words)."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr
    )
    hush()


def hush() -> None:
    """Keep libraries from telling more than that something is wrong, whatever level an operator sets for the rest.

    SQLAlchemy writes the rows it reads at DEBUG, with every name in them; the others a line a minute.
    """
    for name in ("apscheduler", "huey", "sqlalchemy", "sqlalchemy.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)


def checked(context: click.Context) -> Config:
    """The settings of a process that is about to serve; the ledger is set up if it is empty."""
    config = config_of(context)
    if config.official is None and config.wecom is None:
        raise Refused(
            "official: the section is missing, and so is wecom: no messages can come in. "
            "Add [official] or [wecom] to config.toml (docs/operator.md), or try everything with `make demo`."
        )
    with open_ledger(config):
        pass
    path = config_path(context)
    if path is not None:
        os.environ["BOT_CONFIG"] = str(path.resolve())
    return config


@config_option
@bot.command("serve")
@click.pass_context
def serve(context: click.Context) -> None:
    """Run web, worker and scheduler, and start again whichever of them dies."""
    set_up_logging()
    supervise(checked(context))


def supervise(config: Config) -> None:
    """Run the three processes, forked from this one once it has imported what they need.

    The library's index is built here where it is missing, once and not by each of the three.
    """
    import_module("granian")
    import_module("bot.app")
    open_published(config.service.data_dir).close()
    Supervisor({role: partial(_run, role) for role in ROLES}).run()


def _run(role: str) -> None:
    """A role's own verb, in this process."""
    from bot.cli import main  # noqa: PLC0415 - which has this module among its verbs

    main([role])


@config_option
@bot.command("web")
@click.pass_context
def web(context: click.Context) -> None:
    """Answer the platform's webhooks and serve the pages."""
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    set_up_logging()
    config = checked(context)
    logging.getLogger("bot.web").info("listening on http://%s:%d", config.service.host, config.service.port)
    Granian(
        target="bot.cli.serving:application",
        factory=True,
        interface=Interfaces.WSGI,
        address=config.service.host,
        port=config.service.port,
        workers=config.service.workers,
        blocking_threads=config.service.threads,
        log_access=False,
        log_level=LogLevels.error,  # it warns of threads beyond the cores; ours wait for the disk
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    ).serve()


def application() -> Flask:
    """The web application, made in each process that answers; the web process, its parent, never leaves it behind."""
    go_with_parent()
    if os.environ.get("BOT_DEMO"):
        from bot.demo import create_app  # noqa: PLC0415
    else:
        from bot.app import create_app  # noqa: PLC0415
    return create_app()


@config_option
@bot.command("worker")
@click.pass_context
def worker(context: click.Context) -> None:
    """Send what is waiting to be sent."""
    from bot import delivery  # noqa: PLC0415
    from bot.app import build  # noqa: PLC0415

    set_up_logging()
    delivery.start(build(checked(context)))


@config_option
@bot.command("scheduler")
@click.pass_context
def scheduler(context: click.Context) -> None:
    """Fire the scheduled jobs; of several schedulers one fires, the others stand by."""
    from bot import scheduler as schedule  # noqa: PLC0415
    from bot.app import build  # noqa: PLC0415

    set_up_logging()
    services = build(checked(context))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):  # not before: while it is refused nobody heeds ``stop``
        signal.signal(number, lambda *_: stop.set())
    schedule.run(services, stop)
