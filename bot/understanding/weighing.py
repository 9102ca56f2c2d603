"""What a sentence is most about, by the words it mentions and how much of it they are; else what to guess."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat import Intent
from bot.understanding import guards
from bot.understanding.judging import REFUSING
from bot.understanding.keywords import Mention, guesses, mentions, stems_of
from bot.understanding.light import content

_ENOUGH_TO_SHOW = 0.4
_ENOUGH_TO_ASK = 0.3
_ENOUGH_IN_A_QUESTION = 0.22
# 收到判决, 取消航班: words of every day, which are commands only where little else is said.
_MARK = "\ufffc"
_EVERYDAY = {"acknowledge": 0.6, "cancel": 0.6, "check_in": 0.34}


def weigh(said: str, officer: bool, acts: Callable[[str], bool], steps: list[str]) -> Intent:
    """The intent that most of ``said`` is about: shown if it only shows, asked back if it acts; or ``none``."""
    found = mentions(said, officer)
    best, weight = (found[0], _weight(found[0].intent, said, officer)) if found else (None, 0.0)
    against = _against(said, best)
    names = " ".join(mention.intent for mention in found) or "-"
    steps.append(f"mentions: {names} ({weight:.2f} of it); guards: {' '.join(sorted(against)) or '-'}")
    if best is None:
        return Intent("none")
    asking = "question" in against and "third" not in against
    if not acts(best.intent) and best.intent != "search":
        if weight >= (_ENOUGH_IN_A_QUESTION if asking else _ENOUGH_TO_SHOW):
            return Intent(best.intent)
    elif asking and weight >= _ENOUGH_TO_ASK / 2:
        return Intent("help", {"about": best.intent})
    doubtful = (REFUSING | {"past"}) & against or guards.undone(said)
    enough = _EVERYDAY.get(best.intent, _ENOUGH_TO_ASK)
    if acts(best.intent) and not doubtful and weight >= enough:
        return Intent(best.intent, certain=False)
    return Intent("none", guesses=guesses(found))


def _against(said: str, best: Mention | None) -> set[str]:
    """The guards a sentence trips; the 不 of 来不了 is no negation of it."""
    against = set(guards.fired(said))
    if best is not None and "negation" not in guards.fired(said.replace(best.stem, " ", 1)):
        against -= {"negation"}
    return against


def _weight(intent: str, said: str, officer: bool) -> float:
    """How much of the sentence the stems of ``intent`` are, light words aside."""
    marked = stems_of(intent, officer).sub(_MARK, said)
    stems = marked.count(_MARK)
    rest = len(content(marked.replace(_MARK, "")))
    length = len(said) - len(marked) + stems
    return length / (length + rest)
