"""The one meeting that minutes and sign-in sheets are of, if the asker acts for a branch due at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ledger import meetings
from bot.ledger.meetings import Meeting
from bot.reports.nothing import NothingToWrite
from bot.reports.request import Request

if TYPE_CHECKING:
    from sqlalchemy import Connection


def meeting_of(db: Connection, request: Request) -> Meeting:
    """The meeting. Raises NothingToWrite: the same for one that is not there and one that is not theirs."""
    held = meetings.get(db, request.meeting_id) if request.meeting_id is not None else None
    due = {id_ for id_, _ in meetings.branches_of(db, held.id)} if held else set()
    if held is None or not due & set(request.branch_ids):
        raise NothingToWrite(
            f"没有第 {request.meeting_id} 号会议，或者不在所选支部。会议的号在后台的会议页上。"
        )
    return held
