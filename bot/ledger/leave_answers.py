"""What an officer does about leave, from whichever door: answer a request and tell the member, or enter leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot import local
from bot.config import PushSettings
from bot.ledger import attendance, leave, notices
from bot.ledger.attendance import LEAVE, NewMark
from bot.ledger.leave import APPROVED, Request, TooLate
from bot.ledger.meetings import CLOSED, Meeting
from bot.ledger.members import Member

KIND = "leave"
GRANTED = "能来了？到场直接签到就行。"


class CalledOff(Exception):
    """The meeting was called off: there is nothing to be on leave from."""


def answer(
    db: Connection,
    request: Request,
    state: str,
    by: Member,
    now: datetime,
    push: PushSettings,
    note: str = "",
    actor: str = "chat",
) -> bool:
    """Approve or reject a request as it was seen and let the member know; ``note`` is the reason of a rejection.

    False where somebody else has answered or changed it. Knock on the queue after the commit.
    """
    if not leave.decide(db, request, state, by.id, now, note, actor):
        return False
    decided, last = ("已准假", GRANTED) if state == APPROVED else ("未准假", f"原因：{note}")
    if request.member_id != by.id:
        notices.create(
            db,
            key=f"leave-{request.id}-{decided}",
            kind=KIND,
            title=f"{decided}：{local.words(request.meeting.starts_at)} {request.meeting.title}",
            body=f"事由：{request.reason}\n{last}",
            recipients=[request.member_id],
            now=now,
            expires_at=request.meeting.starts_at,
            created_by=by.id,
            branch_id=by.branch_id,
            push=push,
        )
    return True


def enter_for(db: Connection, held: Meeting, one: Member, reason: str, by: int, now: datetime) -> bool:
    """Enter leave for a member: approved as it is entered, after the closing as a correction of the mark.

    False where a closed meeting has the mark already. Raises AskedAlready where leave is approved, CalledOff.
    """
    try:
        leave.excuse(db, held, one.id, reason, by, now)
    except TooLate:
        if held.state != CLOSED:
            raise CalledOff from None
        mark = NewMark(one.id, one.branch_id or held.branch_id, one.standing, LEAVE, reason)
        return bool(attendance.mark(db, held, [mark], "officer", by, now))
    return True
