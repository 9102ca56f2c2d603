"""Conversations printed in the guides: read, and held again, so that no guide promises a reply nobody gets.

A conversation stands in a fence named ``chat``. ``—— 11月25日 19:26 ——`` moves the time (scheduled jobs run then), ``▶``
begins what is said, by the guide's reader or by whom it names (``▶ 李书记：点名``); what follows is the reply,
where ``…`` stands for anything. A comment that begins with ``chat`` is held too, and not shown nor compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from bot import local, scheduler
from tests.town import Town

YEAR = 2026
_BLOCK = re.compile(r"```chat\n(?P<shown>.*?)```|<!-- chat\n(?P<hidden>.*?)-->", re.DOTALL)
_TIME = re.compile(r"—— (\d+)月(\d+)日 (\d+):(\d+) ——")
_SAID = re.compile(r"▶ (?:(?P<who>\w{2,4})：)?(?P<said>.+)")


@dataclass
class Turn:
    """Something said, and the reply that the guide prints; ``shown`` is False where it prints none."""

    who: str
    said: str
    shown: bool
    reply: list[str]


Clock = tuple[int, ...]


def read(guide: str, reader: str) -> Iterator[Turn | Clock]:
    """The turns of a guide, and (month, day, hour, minute) where the time moves."""
    for block in _BLOCK.finditer(guide):
        lines = (block["shown"] or block["hidden"]).splitlines()
        yield from _turns(lines, reader, shown=block["shown"] is not None)


def _turns(lines: list[str], reader: str, *, shown: bool) -> Iterator[Turn | Clock]:
    turn: Turn | None = None
    for line in lines:
        clock, said = _TIME.fullmatch(line), _SAID.fullmatch(line)
        if (clock or said) and turn is not None:
            yield turn
            turn = None
        if clock:
            yield tuple(map(int, clock.groups()))
        elif said:
            turn = Turn(said["who"] or reader, said["said"], shown, [])
        elif line.strip():
            assert turn is not None, f"a reply to nothing: {line}"
            turn.reply.append(line)
    if turn is not None:
        yield turn


def hold(town: Town, turn: Turn | Clock) -> str:
    """Let the time be, or the words be said, and return the reply; empty for a time."""
    if isinstance(turn, Turn):
        return town.say(turn.who, turn.said)
    month, day, hour, minute = turn
    town.at(local.instant(date(YEAR, month, day), time(hour, minute)))
    scheduler.fire(town.services, town.now)
    return ""


def agrees(printed: list[str], reply: str) -> bool:
    """Whether a printed reply is the one that was given."""
    pattern = "\n".join(printed)
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), reply, re.DOTALL) is not None
