"""What the platform tells afterwards of what it was given to send."""

from __future__ import annotations

from bot.chat import SILENCE, Chat, Reply, Router
from bot.ledger import deliveries

router = Router("platform events")


@router.event("templatesendjobfinish")
def template_finished(chat: Chat) -> Reply:
    """A template message arrived, or the platform could not deliver it after all (wechat.md 1.2)."""
    deliveries.reported(chat.db, chat.message.sender, chat.message.event_key, chat.now)
    return SILENCE
