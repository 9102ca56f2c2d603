"""Regular expressions that are compiled when first used: together they cost 50 ms, which an import should not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import ClassVar


class Pattern:
    """A regular expression of this package; the methods are those of ``re.Pattern``."""

    made: ClassVar[list[Pattern]] = []

    def __init__(self, form: str, flags: int = 0) -> None:
        self._form = form
        self._flags = flags
        self.made.append(self)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself."""
        return re.compile(self._form, self._flags)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self.compiled.search(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text)

    def split(self, text: str, most: int = 0) -> list[str]:
        return self.compiled.split(text, most)

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(new, text)


def warm() -> None:
    """Compile every pattern."""
    for pattern in Pattern.made:
        assert pattern.compiled
