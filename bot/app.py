"""The one place that builds things: ``build(config)`` makes the parts, ``create_app()`` the web application."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response

import handlers
from bot import authoring, config_file, console, migrations
from bot import keys as own_keys
from bot.channels.incoming import Channel
from bot.channels.official import Official
from bot.channels.wecom import Wecom
from bot.config import Config
from bot.front import Front
from bot.ledger.database import Ledger
from bot.pages import exports, health, phone, screen
from bot.services import Clock, Services, utc_now
from bot.understanding import Understanding
from content.library import open_published
from content.names import Names

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger("bot.app")


def build(config: Config) -> Services:
    """Make the parts. Raises MigrationNeeded where the ledger's tables are of another version."""
    from bot.delivery import Queue  # noqa: PLC0415

    ledger = Ledger(config.store_url)
    migrations.require_current(ledger)
    keys = own_keys.load(config)
    router = handlers.router()
    with ledger.read() as db:
        authoring.write_out(db, config.service.data_dir)
    library = open_published(config.service.data_dir)
    return Services(
        config=config,
        ledger=ledger,
        keys=keys,
        library=library,
        understanding=Understanding(router.commands.values(), Names(library.lectures)),
        router=router,
        official=Official(config.official) if config.official else None,
        wecom=Wecom(config.wecom) if config.wecom else None,
        queue=Queue(config, keys),
    )


def create_app(services: Services | None = None, clock: Clock = utc_now) -> Flask:
    """The web application; without ``services`` they are built from the settings file ``BOT_CONFIG`` names."""
    if services is None:
        path = os.environ.get("BOT_CONFIG")
        services = build(config_file.load(Path(path) if path else None))
        _warm(services.understanding)
    app = Flask(__name__)
    app.extensions["services"] = services
    app.wsgi_app = front(services, app.wsgi_app, clock)  # type: ignore[method-assign]
    app.register_blueprint(health.blueprint(services, clock))
    app.register_blueprint(exports.blueprint(services, clock))
    app.register_blueprint(phone.blueprint(services, clock))
    app.register_blueprint(console.blueprint(services, clock))
    app.register_blueprint(screen.blueprint(services, clock, _scene_address(services)))
    app.after_request(_guard)
    return app


def front(services: Services, rest: WSGIApplication, clock: Clock = utc_now) -> Front:
    """The doors of the platforms that are set up; ``rest`` answers everybody else."""
    doors: dict[str, Channel | None] = {"/wechat": services.official, "/wecom": services.wecom}
    open_doors = {path: channel for path, channel in doors.items() if channel is not None}
    return Front(services, open_doors, rest, clock)


def _scene_address(services: Services) -> Callable[[str, int], str] | None:
    """What asks the platform for the address behind a scene (scene, seconds); None without an Official Account."""
    settings = services.config.official
    if settings is None:
        return None

    def ask(scene: str, seconds: int) -> str:
        # Here and not above: only a meeting's screen calls the platform from this process.
        from bot.channels.client import Client  # noqa: PLC0415
        from bot.ledger.tokens import Tokens  # noqa: PLC0415

        return Client(settings, Tokens(services.ledger, services.keys)).create_qr(scene, seconds)

    return ask


def _warm(understanding: Understanding) -> None:
    """Load what unusual sentences need (pinyin, traditional characters) before the first of them comes.

    It takes a second, so it begins a second after the start, when the first messages have been answered.
    """
    later = threading.Timer(1.0, understanding.warm)
    later.daemon = True
    later.start()


def _guard(response: Response) -> Response:
    """What every answer carries: no sniffing, no framing, no trace of a one-time link in a referrer."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("X-Frame-Options", "DENY")
    return response
