"""The groups of pages, each a module with ``add(desk)``."""

from __future__ import annotations

from collections.abc import Callable

from bot.console import today
from bot.console.desk import Desk

GROUPS: tuple[Callable[[Desk], None], ...] = (today.add,)
