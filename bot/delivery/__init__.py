"""Sending: the queue's knock, the worker it wakes, and the sweep that needs no knock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.queue import BadQueueUrl, Queue
from bot.delivery.sweeping import sweep

if TYPE_CHECKING:
    from bot.services import Services

__all__ = ["BadQueueUrl", "Queue", "start", "sweep"]


def start(services: Services) -> None:
    """Be the worker: send what is due until told to stop by SIGTERM or SIGINT."""
    # Here and not above: the web process knocks, and has no use for the client and its libraries.
    from bot.delivery import worker  # noqa: PLC0415

    worker.work(services)
