"""What a reply gets at last, whatever it says: the newer privacy notice below it, and its short form for 大字."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Chat, Reply
from bot.ledger import consents, large_type
from content.privacy import in_force

_OF_PRIVACY = {"my_data", "agree", "unbind", "bind"}
# With 大字 a reply has at most these lines: the first ones, how to see the rest, and what can be done next.
LINES_IN_LARGE_TYPE, FIRST_LINES = 5, 3


def with_newer_notice(chat: Chat, reply: Reply) -> Reply:
    """Below an answer that leaves no question open, once: the privacy notice has a newer version (rule 14)."""
    notice = in_force()
    answered = (
        reply.text and not reply.private and chat.next_form is None and chat.intent.name not in _OF_PRIVACY
    )
    if not notice.changed or not answered or chat.sender is None:
        return reply
    if not consents.ask(
        chat.db, chat.sender.id, consents.PRIVACY, notice.version, chat.message.channel, chat.now
    ):
        return reply
    asked = f"隐私说明更新了：{notice.changed}\n看全文回「隐私」；同意回「同意隐私说明」，不同意回「解绑」。"
    return replace(reply, text=f"{reply.text}\n\n{asked}")


def in_large_type(chat: Chat, reply: Reply) -> Reply:
    """A long reply to who has asked for 大字: its first lines and its last, the others with 更多 (product A7)."""
    lines = reply.text.split("\n")
    if (
        len(lines) <= LINES_IN_LARGE_TYPE
        or chat.sender is None
        or chat.intent.name == "more"
        or reply.private
    ):
        return reply
    if not large_type.is_on(chat.db, chat.sender.id):
        return reply
    head, rest, last = lines[:FIRST_LINES], lines[FIRST_LINES:-1], lines[-1]
    short = [*head, f"（还有 {len(rest)} 行，回「更多」）", last]
    return replace(reply, text="\n".join(short), more="\n".join([*rest, last]))
