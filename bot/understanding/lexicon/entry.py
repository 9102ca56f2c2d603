"""How an entry of the lexicon is written."""

from __future__ import annotations

from bot.chat import Audience, Command


def command(
    intent: str, title: str, words: str, *, acts: bool = False, audience: Audience = "member"
) -> Command:
    """An entry: ``words`` parted by spaces, each said in full to mean ``intent``; the title is one of them."""
    return Command(intent, title, (title, *words.split()), acts, audience)
