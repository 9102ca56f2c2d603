"""What every edge is given: the parts of one process, built once (``bot/app.py``) and passed in; and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.channels.official import Official
    from bot.channels.wecom import Wecom
    from bot.chat import Router
    from bot.config import Config
    from bot.delivery.queue import Queue
    from bot.keys import Keys
    from bot.ledger.database import Ledger
    from bot.understanding import Understanding
    from content.library import Library

Clock = Callable[[], datetime]


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
    wecom: Wecom | None = None


def utc_now() -> datetime:
    """The clock of the edges."""
    return datetime.now(UTC)
