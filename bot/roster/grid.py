"""One sheet of a file, whatever the file is: a title and its rows that are not empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.roster.headers import Row

MOST_ROWS = 20_000
MOST_LINES = 50_000  # formatted but empty rows count too; nobody keeps a roster this far down


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet. ``rows`` starts over each time it is called; ``cut`` says whether lines were left unread."""

    title: str
    rows: Callable[[], Iterator[Row]]
    hidden: bool = False
    cut: Callable[[], bool] = lambda: False
