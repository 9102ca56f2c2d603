"""The names of those who made a mark, an answer, an entry, for the column that says who."""

from __future__ import annotations

from collections.abc import Iterable

from bot.console.visit import Visit
from bot.ledger import members


def named(visit: Visit, ids: Iterable[int | None]) -> dict[int, str]:
    """Names by member id; who has left, or is nobody (None), is not among them."""
    wanted = {id_ for id_ in ids if id_ is not None}
    found = (members.by_id(visit.db, id_) for id_ in sorted(wanted))
    return {one.id: one.name for one in found if one is not None}
