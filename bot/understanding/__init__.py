"""Words to intent and slots. jieba stays out of here: it costs half a second and 95 MiB, and exact words need none."""

from __future__ import annotations

from bot.understanding.lexicon import MENU_DIGITS
from bot.understanding.reader import Understanding

__all__ = ["MENU_DIGITS", "Understanding"]
