"""Who is meant by what people call each other: 林律师, 老林, 阿仪, 婉仪, and 林婉怡 as a telephone hears 林婉仪."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.understanding.guards import SURNAME
from bot.understanding.pattern import Pattern
from content.sounds import syllables

One = TypeVar("One")
_BEFORE = Pattern(r"^[老小大阿](?=[\u4e00-\u9fff])")
_BEHIND = Pattern(
    r"(?<=[\u4e00-\u9fff])(?:大?律师?|总|主任|副?书记|委员|老师|师[傅兄姐]|所长?|[工哥姐叔伯生]|女士|先生|同志)$"
)
_SURNAME = Pattern(rf"^{SURNAME}")


def those_called(said: str, people: Iterable[One], name_of: Callable[[One], str]) -> list[One]:
    """Those of ``people`` whom ``said`` names; where nobody has that name, those who may be called so.

    Several may be: to act on one of them it must be asked which. The order of ``people`` is kept.
    """
    everybody = list(people)
    for meant in (_is, _may_be, _sounds_like):
        if found := [one for one in everybody if meant(said, name_of(one))]:
            return found
    return []


def _is(said: str, name: str) -> bool:
    return said == name or _BEHIND.sub("", said) == name


def _may_be(said: str, name: str) -> bool:
    surname = match[0] if (match := _SURNAME.search(name)) else name[:1]
    given = name[len(surname) :]
    core = _BEHIND.sub("", _BEFORE.sub("", said))
    if core == said:
        return len(core) > 1 and core == given
    return core in {surname, given} or (said.startswith("阿") and given.endswith(core))


def _sounds_like(said: str, name: str) -> bool:
    return len(said) > 1 and syllables(_BEHIND.sub("", said)) == syllables(name)
