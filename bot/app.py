"""The one place that builds things: ``build(config)`` makes the parts, ``create_app()`` the web application."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request

import content
import handlers
from bot import config as settings
from bot import keys as own_keys
from bot import migrations, webhook
from bot.channels.official import BadMessage, Official
from bot.chat import Router
from bot.config import Config
from bot.keys import Keys
from bot.ledger.database import Ledger
from bot.pages import exports, health
from bot.understanding import Understanding
from content.library import Library

if TYPE_CHECKING:
    from bot.delivery import Queue

BODY_LIMIT = 64 * 1024
MIMETYPES = {b"<": "application/xml", b"{": "application/json"}
Clock = Callable[[], datetime]
log = logging.getLogger("bot.app")


@dataclass(frozen=True, slots=True)
class Services:
    """Everything an edge needs, built once a process and passed in."""

    config: Config
    ledger: Ledger
    keys: Keys
    library: Library
    understanding: Understanding
    router: Router
    official: Official | None
    queue: Queue


def build(config: Config) -> Services:
    """Make the parts. Raises MigrationNeeded where the ledger's tables are of another version."""
    from bot.delivery import Queue  # noqa: PLC0415

    ledger = Ledger(config.store_url)
    migrations.require_current(ledger)
    keys = own_keys.load(config)
    router = handlers.router()
    return Services(
        config=config,
        ledger=ledger,
        keys=keys,
        library=Library.open(Path(content.__file__).parent, config.service.data_dir / "library.db"),
        understanding=Understanding(router.commands.values()),
        router=router,
        official=Official(config.official) if config.official else None,
        queue=Queue(config, keys),
    )


def utc_now() -> datetime:
    """The clock of the edges."""
    return datetime.now(UTC)


def create_app(services: Services | None = None, clock: Clock = utc_now) -> Flask:
    """The web application; without ``services`` they are built from the settings file ``BOT_CONFIG`` names."""
    if services is None:
        path = os.environ.get("BOT_CONFIG")
        services = build(settings.load(Path(path) if path else None))
    app = Flask(__name__)
    app.extensions["services"] = services
    _add_webhook(app, services, clock)
    app.register_blueprint(health.blueprint(services, clock))
    app.register_blueprint(exports.blueprint(services, clock))
    app.after_request(_guard)
    return app


def _add_webhook(app: Flask, services: Services, clock: Clock) -> None:
    official = services.official
    if official is None:
        return

    @app.get("/wechat")
    def verify() -> Response:
        return _text(official.verify_url(request.args, clock()).encode(), "text/plain")

    @app.post("/wechat")
    def receive() -> Response:
        # Read by hand: Werkzeug cuts a chunked body at the limit without a word, and half a message is no message.
        body = request.stream.read(BODY_LIMIT + 1)
        if len(body) > BODY_LIMIT:
            raise BadMessage(413, "too large")
        answer = webhook.receive(services, official, request.args, body, clock())
        return _text(answer, MIMETYPES.get(answer[:1], "text/plain"))

    @app.errorhandler(BadMessage)
    def refuse(error: BadMessage) -> Response:
        log.info("refused: %s", error.reason)
        return _text(b"", "text/plain", error.status)


def _guard(response: Response) -> Response:
    """What every answer carries: no sniffing, no framing, no trace of a one-time link in a referrer."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("X-Frame-Options", "DENY")
    return response


def _text(body: bytes, mimetype: str, status: int = 200) -> Response:
    return Response(body, status, mimetype=mimetype)
