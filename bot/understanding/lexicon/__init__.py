"""What can be said in full: every intent of the contract with its title and its words.

A handler may declare more words for its intent (see ``Understanding``). The digits of the home menu are here
too, so that the menu that is shown and the digits that are understood cannot differ.
"""

from __future__ import annotations

from bot.understanding.lexicon.member import MEMBER
from bot.understanding.lexicon.officer import OFFICER

MENU_DIGITS = {"1": "first_topic", "2": "lectures", "3": "check_in", "4": "tasks", "5": "notices"}

COMMANDS = MEMBER + OFFICER
"""Every intent of the contract but ``none``, each once."""
