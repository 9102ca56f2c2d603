"""Letting somebody else know what was done in a chat: a notice to them, sent after this answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.chat import Chat
from bot.ledger import members, notices


def tell(
    chat: Chat,
    recipients: Iterable[int],
    *,
    key: str,
    kind: str,
    title: str,
    body: str,
    expires_at: datetime | None = None,
) -> None:
    """Write a notice to ``recipients`` (member ids), the sender left out, once a key."""
    others = [id_ for id_ in recipients if id_ != chat.member.id]
    if not others:
        return
    notices.create(
        chat.db,
        key=key,
        kind=kind,
        title=title,
        body=body,
        recipients=others,
        now=chat.now,
        expires_at=expires_at,
        created_by=chat.member.id,
        branch_id=chat.member.branch_id,
        push=chat.config.push,
    )
    chat.knock = True


def officers(chat: Chat) -> list[int]:
    """The ids of who acts for the sender's branch: the secretary and the organiser, else the instructors."""
    if chat.member.branch_id is None:
        return []
    acting = members.officers_of(chat.db, chat.member.branch_id)
    own = [
        one.id
        for one in acting
        for held in one.offices
        if held.branch_id == chat.member.branch_id and held.role in ("secretary", "organiser")
    ]
    return own or [one.id for one in acting]
