"""A message in: verified, claimed, answered, remembered, in one transaction; and the one net for errors.

The platform delivers a message again when it has no answer in five seconds, three times in all. Whichever
thread or process claims it first acts; the others wait for that transaction and read its answer.
"""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from bot import local, turn
from bot.channels.incoming import Channel
from bot.chat import Chat, Intent, Message, Reply
from bot.ledger import inbox
from bot.understanding import Understanding

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.services import Services

log = logging.getLogger("bot.webhook")
LONGEST_READ = 600  # characters; a longer text is a pasted document, not something said to us


def receive(
    services: Services, channel: Channel, query: Mapping[str, str], body: bytes, now: datetime
) -> bytes:
    """Answer one delivery of the platform (``query`` and ``body`` as they came); ``now`` is a UTC instant.

    Returns the body of the response. Raises bot.channels BadMessage where the request is refused.
    """
    started = time.perf_counter()
    incoming = channel.receive(query, body, now)
    message = incoming.message
    if message is None:
        log.info("%s %s: nobody handles it", channel.name, incoming.event)
        return channel.render(Reply(), incoming, now)
    reply, intent = answer(services, message, now)
    took = (time.perf_counter() - started) * 1000
    log.info("%s %s → %s %.0f ms", message.channel, message.event or message.kind, intent, took)
    return channel.render(reply, incoming, now)


def answer(services: Services, message: Message, now: datetime) -> tuple[Reply, str]:
    """The reply to a message and the intent it was taken for; the same both times it comes."""
    try:
        return _answer(services, message, now)
    except Exception as error:
        number = secrets.token_hex(2).upper()
        _log_failure(number, error)
        apology = Reply(f"抱歉，刚才没办成（编号 {number}）。您的话没有记录，请再发一次。")
        return _keep_apology(services, message, now, apology), "error"


def _answer(services: Services, message: Message, now: datetime) -> tuple[Reply, str]:
    understood = _understand(services, message, now)

    def act(db: Connection) -> tuple[Reply, str, bool]:
        if not inbox.claim(db, message, now):
            return inbox.reply_to(db, message.key), "seen before", False
        chat = Chat(
            db=db,
            message=message,
            now=now,
            config=services.config,
            keys=services.keys,
            library=services.library,
            commands=services.router.commands,
        )
        reply = turn.answer(chat, services.router, understood)
        inbox.remember(db, message.key, chat.intent.name, reply)
        return reply, chat.intent.name, chat.knock

    reply, intent, knock = services.ledger.together(act)
    if knock:
        services.queue.knock()
    return reply, intent


def _understand(services: Services, message: Message, now: datetime) -> tuple[Intent, Intent]:
    """What the words mean by themselves, said by a member and said by an officer.

    Done before the ledger is held, though who is speaking is not known yet: working a sentence out twice
    costs less than asking the ledger first.
    """
    words = message.event_key if message.event == "click" else message.text
    if not words.strip():
        return Intent("none"), Intent("none")
    today = local.day(now)
    # Our replies write what can be said in corner brackets, and some type them too.
    bare = words.strip().removeprefix("「").removesuffix("」").strip()
    return _read(services.understanding, bare[:LONGEST_READ], today)


# At the start of a meeting everybody says the same: 签到 and the code. Kept in memory only, and not for long.
@lru_cache(maxsize=512)
def _read(understanding: Understanding, words: str, today: date) -> tuple[Intent, Intent]:
    return (
        understanding.read(words, officer=False, today=today),
        understanding.read(words, officer=True, today=today),
    )


def _log_failure(number: str, error: Exception) -> None:
    """The number the member was given, the kind of error and where; never its words, which may hold a name."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("failure %s: %s\n%s", number, type(error).__name__, frames)


def _keep_apology(services: Services, message: Message, now: datetime, apology: Reply) -> Reply:
    """Store the apology as the message's answer, so that the platform's next delivery gets the same words.

    Where the ledger itself is out of order (a full disk) it is only said.
    """
    try:
        with services.ledger.begin() as db:
            if not inbox.claim(db, message, now):
                return inbox.reply_to(db, message.key)
            inbox.remember(db, message.key, "error", apology)
    except Exception as error:
        log.error("the apology could not be kept: %s", type(error).__name__)
    return apology
