"""What several jobs say alike, and doing a thing for each of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from bot import local
from bot.ledger.meetings import Meeting
from content.library import Library
from handlers.wording import fit

Thing = TypeVar("Thing")
TITLES_SHOWN = 3


def short_day(day: date) -> str:
    """``12月31日``."""
    return f"{day.month}月{day.day}日"


def short(title: str, length: int = 24) -> str:
    """A title cut to ``length`` characters."""
    return title if len(title) <= length else f"{title[: length - 1]}…"


def body_under(title: str, lines: Iterable[str]) -> str:
    """The lines of a body that make one bubble with the title above them (8 lines, 300 characters)."""
    return fit([title, *lines]).removeprefix(title).strip("\n")


def reading(library: Library, meeting: Meeting) -> list[str]:
    """The titles of the first topic's materials for a meeting's month; empty where none are prepared."""
    topics = library.first_topics(local.month(meeting.starts_at))
    return [short(f"《{one.title.strip('《》')}》", 40) for one in topics.items] if topics else []


def for_each(things: Iterable[Thing], do: Callable[[Thing], int]) -> int:
    """The sum of ``do`` over all: one that raises does not keep the others from theirs, and is raised at the end."""
    done, error = 0, None
    for thing in things:
        try:
            done += do(thing)
        except Exception as caught:
            error = error or caught
    if error is not None:
        raise error
    return done
