"""Attendance: checking in, marks by officers, the roll and its figures, closing, making up, history.

A mark says how it was made, by whom and when; nothing here erases one (domain.md rule 8).
"""

from bot.ledger.attendance.checking_in import by_code, by_scene
from bot.ledger.attendance.closing import Closing, close
from bot.ledger.attendance.codes import Codes, looks_like_scene
from bot.ledger.attendance.counting import Counts, count, quorum_text, verdict
from bot.ledger.attendance.disputes import Dispute, disputable, dispute, open_disputes, uphold
from bot.ledger.attendance.history import (
    Event,
    OwnMark,
    confirm_present,
    events,
    own_marks,
    previous_codes,
    relayed,
)
from bot.ledger.attendance.makeup import make_up, missed
from bot.ledger.attendance.marking import (
    MeetingOver,
    NewMark,
    exclude,
    include_again,
    mark,
    mark_guest,
)
from bot.ledger.attendance.outcomes import Already, Done, Outcome, Refused
from bot.ledger.attendance.roll import (
    ABSENT,
    GUEST,
    HOW_TITLES,
    LEAVE,
    PRESENT,
    STATE_TITLES,
    Entry,
    expected,
    guests,
    roll,
)
from bot.ledger.attendance.rows import due_and_present, mark_count, mark_rows, meeting_rows, member_rows
from bot.ledger.attendance.settling import settle

__all__ = [
    "ABSENT",
    "GUEST",
    "HOW_TITLES",
    "LEAVE",
    "PRESENT",
    "STATE_TITLES",
    "Already",
    "Closing",
    "Codes",
    "Counts",
    "Dispute",
    "Done",
    "Entry",
    "Event",
    "MeetingOver",
    "NewMark",
    "Outcome",
    "OwnMark",
    "Refused",
    "by_code",
    "by_scene",
    "close",
    "confirm_present",
    "count",
    "disputable",
    "dispute",
    "due_and_present",
    "events",
    "exclude",
    "expected",
    "guests",
    "include_again",
    "looks_like_scene",
    "make_up",
    "mark",
    "mark_count",
    "mark_guest",
    "mark_rows",
    "meeting_rows",
    "member_rows",
    "missed",
    "open_disputes",
    "own_marks",
    "previous_codes",
    "quorum_text",
    "relayed",
    "roll",
    "settle",
    "uphold",
    "verdict",
]
