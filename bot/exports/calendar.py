"""A calendar as phones take it: events that keep their names, so that a change moves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``uid`` is its name for ever; ``revision`` counts its changes. Instants are UTC.

    ``changed_at`` is when it last changed or was made. A ``cancelled`` one stays, so that phones take it away.
    """

    uid: str
    title: str
    place: str
    about: str
    starts_at: datetime
    ends_at: datetime
    revision: int
    changed_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Events under a name (榕树 一支部)."""

    name: str
    events: Sequence[Event]
