"""The groups of pages, each a module with ``add(desk)``."""

from __future__ import annotations

from collections.abc import Callable

from bot.console import meeting, meeting_acts, meetings, today
from bot.console.desk import Desk

GROUPS: tuple[Callable[[Desk], None], ...] = (
    today.add,
    meetings.add,
    meeting.add,
    meeting_acts.add,
)
