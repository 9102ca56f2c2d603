"""The sweep: what dead workers hold is taken back, and the worker is woken for whatever is due."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from bot.ledger import deliveries
from bot.ledger.database import Ledger
from bot.ledger.deliveries import Reaped

if TYPE_CHECKING:
    from bot.services import Services

log = logging.getLogger("bot.delivery")


def sweep(services: Services, now: datetime) -> bool:
    """Sweep the ledger, and knock if anything is due; returns whether it is. For the scheduler."""
    take_back(services.ledger, now)
    with services.ledger.read() as db:
        due = deliveries.is_due(db, now)
    if due:
        services.queue.knock()
    return due


def take_back(ledger: Ledger, now: datetime) -> Reaped:
    """Take back what dead workers hold, and settle what is past its use."""
    with ledger.begin() as db:
        reaped = deliveries.reap(db, now)
        expired = deliveries.expire(db, now)
        deliveries.drop_unwanted(db, now)
    if reaped.given_back or reaped.unknown or expired:
        log.warning(
            "swept: %d given back, %d unknown, %d expired", reaped.given_back, reaped.unknown, expired
        )
    return reaped
