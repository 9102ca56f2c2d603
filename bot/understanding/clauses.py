"""A sentence of several clauses one of which says what is wanted: 开完庭赶过来了，签到."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat import Intent
from bot.understanding import guards
from bot.understanding.judging import REFUSING
from bot.understanding.keywords import mentions
from bot.understanding.pattern import Pattern
from bot.understanding.rules.rule import CAUSE_WORD, DAY_WORD

MOST = 6
_BREAKS = Pattern(r"[,。;!~…]+|(?<=\S{3})\s+(?=\S{3})")
# A transcript has no punctuation: there 了 and 麻烦 begin a new clause.
_HEARD_BREAKS = Pattern(r"(?<=\S{2}了)(?=[^\s,没吗呢吧啊呀的])|(?<=\S{3})(?=麻烦|请帮)")
_SMALL_TALK = {"greeting", "thanks"}
# Said along with something else, these are only politeness.
_BESIDES = {"acknowledge", "greeting", "thanks"}
_SPEAKS_FOR_OTHERS = {"question", "third", "reported"}
_SHORTEST_TO_SHOW = 3
_SAYS_SOMETHING = Pattern(r"[\u4e00-\u9fff]{2}")  # the 3 of 准 3 is no command of its own
Read = Callable[[str], Intent | None]


def split(said: str) -> tuple[list[str], bool]:
    """The clauses of a cleaned text, and whether it is punctuation that parts them."""
    written = [piece for part in _BREAKS.split(said) if (piece := part.strip())]
    if len(written) > 1:
        return written, True
    return [piece for piece in _HEARD_BREAKS.split(said) if piece], False


def read_by_clause(said: str, officer: bool, read: Read, acts: Callable[[str], bool]) -> Intent | None:
    """What the one clause that says something means, where the others do not speak against it; else ``None``.

    ``read`` understands a clause by words and rules. An act is certain only if no guard fires in the other clauses.
    """
    clauses, written = split(said)
    if not 2 <= len(clauses) <= MOST:
        return None
    meant = [
        (clause, found)
        for clause in clauses
        if _SAYS_SOMETHING.search(clause) and (found := read(clause)) is not None
    ]
    names = {found.name for _, found in meant}
    wanted = names - _BESIDES if names - _BESIDES else names - _SMALL_TALK
    if len(wanted) != 1:
        return None
    name = wanted.pop()
    own = [(clause, found) for clause, found in meant if found.name == name]
    rest = [clause for clause in clauses if all(clause != said_so for said_so, _ in meant)]
    if not acts(name):
        return _shown(own, rest)
    against = set(guards.fired(",".join(rest)))
    if against & (_SPEAKS_FOR_OTHERS if written else REFUSING) or _names(name, rest, officer):
        return None
    certain = any(found.certain for _, found in own) and not against and len(names) == 1
    return Intent(name, _slots(own, rest, name), certain)


def _names(name: str, rest: list[str], officer: bool) -> bool:
    """Whether another clause speaks of the same act in a way no rule knows: 还没签到呢，签到."""
    return any(mention.intent == name for clause in rest for mention in mentions(clause, officer))


def _shown(own: list[tuple[str, Intent]], rest: list[str]) -> Intent | None:
    clause, found = max(own, key=lambda pair: len(pair[0]))
    speaks_of_others = {"third", "reported"} & set(guards.fired(",".join(rest)))
    return None if len(clause) < _SHORTEST_TO_SHOW or speaks_of_others else found


def _slots(own: list[tuple[str, Intent]], rest: list[str], name: str) -> dict[str, str]:
    slots: dict[str, str] = {}
    for _, found in own:
        slots |= found.slots
    if name == "leave" and "reason" not in slots:
        causes = [clause for clause in rest if CAUSE_WORD.search(clause) or DAY_WORD.search(clause)]
        if causes:
            slots["reason"] = ",".join(causes)
    return slots
