"""What every kind of export is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.keys import Keys

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Sources:
    """Where an export is read from: one view of the ledger, the keys for phones, the time it is made (UTC)."""

    db: Connection
    keys: Keys
    now: datetime
