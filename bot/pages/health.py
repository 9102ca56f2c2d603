"""``/healthz``, ``/readyz``, ``/metrics``: for the operator's monitor. No person is in any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from bot import migrations
from bot.ledger import figures

if TYPE_CHECKING:
    from bot.services import Clock, Services


def blueprint(services: Services, clock: Clock) -> Blueprint:
    """Alive, able to answer, and how much has been done."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def alive() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @pages.get("/readyz")
    def ready() -> Response:
        try:
            migrations.require_current(services.ledger)
        except Exception as error:
            return Response(f"not ready: {type(error).__name__}\n", 503, mimetype="text/plain")
        return Response("ready\n", mimetype="text/plain")

    @pages.get("/metrics")
    def metrics() -> Response:
        with services.ledger.read() as db:
            lines = list(figures.lines(db, clock()))
        return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain; version=0.0.4")

    return pages
