"""Whether a sentence that has the form of an act was meant as one."""

from __future__ import annotations

import re

from bot.understanding import guards
from bot.understanding.rules.rule import CAUSE_WORD, DAY_WORD, Rule

REFUSING = {"question", "negation", "third", "reported"}
"""Guards that say the act was not meant; the others only say that it is better to ask."""

_FREE_SLOTS = ("reason", "about", "name", "code", "kind")
_OWNS_ALL = {"question", "negation"}
# In the reason of a command these do not mean that no command was meant, only that it is better to ask.
_IN_A_REASON = {"negation": "doubt", "third": "doubt", "reported": "doubt"}


def judge(rule: Rule, match: re.Match[str]) -> tuple[bool | None, str]:
    """Whether the act may be done (True), must be asked back (False) or was not meant at all (None), and why."""
    reason = match.groupdict().get("reason") or ""
    against = set(guards.fired(_around(match), rule.owns))
    # Beside a binding code stands a name, whatever it looks like: 赵甲未 is no question whether 赵甲 has.
    beside_a_code = rule.intent == "bind" and match.groupdict().get("code")
    if not beside_a_code and not guards.are_names(match.groupdict().get("name") or ""):
        return None, "not a name"
    if reason and not rule.free:
        if guards.undone(reason) and not set(rule.owns.split()) >= _OWNS_ALL:
            return None, "taken back or asked"
        against |= _against_reason(rule, match, reason)
    if refused := REFUSING & against:
        return None, f"guards: {' '.join(sorted(refused))}"
    return rule.certain and not against, f"guards: {' '.join(sorted(against)) or '-'}"


def _against_reason(rule: Rule, match: re.Match[str], reason: str) -> set[str]:
    """What the reason says against the act. Before the act it may name whose act it is; after it, why it is done."""
    if match.end("reason") >= len(match.string) - 1 and match.start("reason") <= 2:
        return set(guards.fired(reason, rule.owns))
    if match.start("reason") <= 2:
        doubts = set(guards.fired(reason, rule.owns)) - REFUSING
        return doubts | ({"third"} if guards.names_another(reason) else set())
    known = CAUSE_WORD.search(reason) or DAY_WORD.search(reason)
    return set() if known else {_IN_A_REASON.get(name, name) for name in guards.fired(reason, rule.owns)}


def _around(match: re.Match[str]) -> str:
    """The sentence without what its free slots hold."""
    text = match.string
    for first, last in sorted((match.span(n) for n in _FREE_SLOTS if n in match.groupdict()), reverse=True):
        text = text[:first] + text[last:] if first >= 0 else text
    return text
