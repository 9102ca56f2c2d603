"""Who looked up whom and exported what, and each decision that another person could question."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from bot.ledger.tables import audit

_RECORD = insert(audit)


def record(
    db: Connection,
    now: datetime,
    member_id: int | None,
    actor: str,
    verb: str,
    subject: str,
    detail: str = "",
) -> None:
    """Add a line that nothing removes before its time is up.

    ``member_id`` is who did it (None for the service itself), ``actor`` the way in (chat, console, cli, job);
    ``subject`` names things by number (``member 12``, ``meeting 7``), never by name.
    """
    db.execute(
        _RECORD,
        {
            "at": now,
            "member_id": member_id,
            "actor": actor,
            "verb": verb,
            "subject": subject,
            "detail": detail,
        },
    )
