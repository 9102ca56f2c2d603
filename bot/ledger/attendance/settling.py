"""An officer's answer to a dispute, from whichever door: the mark is corrected or upheld, and both versions stay."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.ledger import audit, meetings
from bot.ledger.attendance.disputes import Dispute, uphold
from bot.ledger.attendance.marking import NewMark, mark
from bot.ledger.attendance.roll import roll

REASON_LIMIT = 60
Settled = Literal["upheld", "corrected", "same", "gone"]


def settle(
    db: Connection, one: Dispute, state: str | None, by: int, now: datetime, actor: str = "chat"
) -> Settled:
    """Correct a disputed mark to ``state`` (present, leave, absent), or leave it as it is where that is None.

    ``same``: it was that already, so it is upheld; ``gone``: the member is no longer on that roll, nothing is done.
    """
    held = meetings.get(db, one.meeting_id)
    assert held is not None
    entry = next((it for it in roll(db, held, now) if it.member_id == one.member_id), None)
    if entry is None:
        return "gone"
    audit.record(db, now, by, actor, "dispute", f"member {one.member_id}", f"meeting {one.meeting_id}")
    if state is None or entry.state == state:
        uphold(db, one, by, now)
        return "upheld" if state is None else "same"
    new = NewMark(one.member_id, entry.branch_id, entry.standing, state, one.says[:REASON_LIMIT])
    mark(db, held, [new], "officer", by, now)
    return "corrected"
