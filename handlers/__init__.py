"""What the bot can be told. A file a topic; this is the ordered list of them."""

from __future__ import annotations

from bot.chat import Router
from handlers import binding, help, study, welcome

ROUTERS = (
    welcome.router,
    binding.router,
    help.router,
    study.router,
)


def router() -> Router:
    """One router of all. Raises ValueError where two topics claim the same word."""
    return Router.join(ROUTERS)
