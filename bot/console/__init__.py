"""The console under ``/console/``: what officers and the committee do on a larger screen than a chat.

Pages are made on the server from the same ledger verbs that chat calls; a script only brings a part of a page up to
date and draws what a table already says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from bot.console import assets, groups, signing_in
from bot.console.desk import Desk
from bot.console.words import add_filters

if TYPE_CHECKING:
    from bot.services import Clock, Services


def blueprint(services: Services, clock: Clock) -> Blueprint:
    """Every page under ``/console/``."""
    pages = Blueprint("console", __name__, template_folder="templates")
    assets.add(pages)
    add_filters(pages)
    desk = Desk(pages, services, clock)
    signing_in.add(desk)
    for group in groups.GROUPS:
        group(desk)
    # Who may open what, for the table that the tests hold every route to.
    pages.record(lambda state: state.app.extensions.update(console_rules=desk.rules))
    return pages
