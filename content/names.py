"""Names in the library, people, places and titles: what somebody who types nothing else wants to hear about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from content.folding import fold
from content.lectures import Lecture
from content.words import fillers

SHORTEST = 2


class Names:
    """The names of the lectures there are now: ``"施洋" in names``, in any spelling that folds to the same."""

    def __init__(self, lectures: Callable[[], Iterable[Lecture]]) -> None:
        self._lectures = lectures
        self._read_from: Iterable[Lecture] = ()
        self._names: frozenset[str] = frozenset()

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and fold(text) in self._known()

    def _known(self) -> frozenset[str]:
        lectures = self._lectures()
        if lectures is not self._read_from:
            said = {fold(name) for one in lectures for name in (*one.keywords, one.title)}
            names = frozenset(
                name for name in said - fillers() if len(name) >= SHORTEST and not name.isdigit()
            )
            self._names, self._read_from = names, lectures
        return self._names
