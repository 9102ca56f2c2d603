"""The pages members open from chat, under ``/p/``: in WeChat's own look, readable with scripts off.

Nothing here keeps what was read, or for how long (product rule 1); a notice that was opened is noted as opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from bot.pages.phone import assets, own, reading, work
from bot.pages.phone.door import Door

if TYPE_CHECKING:
    from bot.services import Clock, Services


def blueprint(services: Services, clock: Clock) -> Blueprint:
    """Every page under ``/p/`` but the downloads."""
    pages = Blueprint("phone", __name__, template_folder="templates")
    assets.add(pages)
    door = Door(pages, services, clock)
    reading.add(door)
    work.add(door)
    own.add(door)
    # Which links open what, for the table that the tests hold every route to.
    pages.record(lambda state: state.app.extensions.update(phone_rules=door.rules))
    return pages
