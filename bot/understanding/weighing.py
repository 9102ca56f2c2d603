"""What a rule read, weighed against what the sentence is most like; where no rule read anything, that alone.

Likeness never acts: what would change something is asked back. It also takes the certainty from an act, or the act
itself, that a rule read into a sentence much more like another one.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from bot.chat import Intent
from bot.understanding.likeness import Likely

_MUCH = 0.5
"""A rule's reading gives way to one that the sentence is so much more like."""
_CLEAR = 0.05
"""So much the best must be ahead of the next to be believed with no rule behind it."""
_OFFICERS_OWN = 0.5
"""So much nearer to what only officers may mean, a member's sentence is none; below, what a member may mean."""
_NEAR = 0.6
"""What is no further behind than this may be offered as a guess."""
_MOST_GUESSES = 3
_NO_GUESS = {"none", "help", "greeting", "thanks", "cancel", "confirm"}


def overruled(found: Intent, likely: Sequence[Likely]) -> bool:
    """Whether the sentence is much more like something else than like what a rule ``found``."""
    if not likely or likely[0].intent == found.name:
        return False
    return next((one.behind for one in likely if one.intent == found.name), 0.0) > _MUCH


def likeliest(
    likely: Sequence[Likely], open_to: Container[str], glean: Callable[[str], dict[str, str]]
) -> Intent:
    """The intent that a sentence is clearly most like, its slots from ``glean``; else ``none`` with guesses.

    What is much more like an intent that is not in ``open_to`` is none: what an officer means by it, a member does not.
    """
    own = [one for one in likely if one.intent in open_to]
    if not own or own[0].behind > _OFFICERS_OWN:
        return Intent("none", guesses=guesses(own))
    best, clear = own[0].intent, len(own) < 2 or own[1].behind - own[0].behind >= _CLEAR
    if best == "none" or not clear:
        return Intent("none", guesses=guesses(own))
    return Intent(best, glean(best))


def topic(likely: Sequence[Likely], open_to: Container[str]) -> str:
    """The intent that a question without its 怎么 or 在哪里 is most like; empty where that is not plain."""
    own = [one for one in likely if one.intent in open_to and one.intent not in _NO_GUESS]
    return own[0].intent if len(own) > 1 and own[1].behind - own[0].behind >= _CLEAR else ""


def guesses(likely: Sequence[Likely]) -> tuple[str, ...]:
    """Up to three intents to offer, best first."""
    near = [one.intent for one in likely if one.intent not in _NO_GUESS and one.behind < _NEAR]
    return tuple(near[:_MOST_GUESSES])
