"""A meeting called off or moved: what was written of it is taken back, and whoever had been told of it is told.

Who had not been told needs no word: the list of meetings has the change at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select

from bot import local
from bot.config import PushSettings
from bot.ledger import audit, meetings, notices
from bot.ledger.meetings import Meeting
from bot.ledger.tables import delivery, leave_request, notice

KIND = "service"
REASON_LIMIT = 60
_ABOUT = ("reminder", "reading", "first-topic", "moved")
_WRITTEN = select(notice.c.id).where(
    or_(
        notice.c.key.in_(bindparam("keys", expanding=True)),
        *(notice.c.key.like(bindparam(f"{stem}_again".replace("-", "_"))) for stem in _ABOUT),
    )
)
_in_these = delivery.c.notice_id.in_(bindparam("ids", expanding=True))
_TOLD = select(delivery.c.member_id).where(
    _in_these,
    or_(
        delivery.c.state.in_(("accepted", "sending", "unknown")),
        delivery.c.doubt_since.is_not(None),
        delivery.c.opened_at.is_not(None),
        delivery.c.confirmed_at.is_not(None),
    ),
)
_ON_LEAVE = select(leave_request.c.member_id).where(
    leave_request.c.meeting_id == bindparam("of_meeting"), leave_request.c.state.in_(("waiting", "approved"))
)


@dataclass(frozen=True, slots=True)
class Change:
    """What came of it: whom the change is told to (member ids), and how many pushes were taken back unsent."""

    told: tuple[int, ...]
    taken_back: int


def who_knows(db: Connection, meeting_id: int) -> list[int]:
    """Who has been told of a meeting, or is being told at this moment, and who asked leave from it (member ids)."""
    written = _written(db, meeting_id)
    return _told(db, written, meeting_id)


def call_off(
    db: Connection,
    held: Meeting,
    reason: str,
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str = "chat",
) -> Change | None:
    """Call a planned meeting off, for a reason that is told; None where it is over or called off already.

    ``actor``: where it was done, chat or console.
    """
    if not meetings.cancel(db, held.id):
        return None
    title = f"会议取消：{held.title}"
    body = f"{local.words(held.starts_at)} {held.title} 不开了。\n原因：{reason[:REASON_LIMIT]}\n不用签到，也不用请假。"
    audit.record(db, now, by, actor, "meeting_cancel", f"meeting {held.id}", reason[:REASON_LIMIT])
    return _tell(db, held, f"off-meeting-{held.id}", title, body, held.starts_at, by, now, push)


def move(
    db: Connection,
    held: Meeting,
    starts_at: datetime,
    place: str | None,
    reason: str,
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str = "chat",
) -> Change | None:
    """Move a planned meeting in time and, where given, in place; None where it is over or called off."""
    if not meetings.reschedule(db, held.id, starts_at, place):
        return None
    where = place if place is not None else held.place
    title = f"会议改期：{held.title}"
    lines = [
        f"原定 {local.words(held.starts_at)}，改到 {local.words(starts_at)}。",
        f"地点：{where}" if where else "",
        f"原因：{reason[:REASON_LIMIT]}",
        "请过的假还算；来不了回「请假 原因」。",
    ]
    detail = f"{held.starts_at.isoformat()} -> {starts_at.isoformat()} {reason[:REASON_LIMIT]}"
    audit.record(db, now, by, actor, "meeting_move", f"meeting {held.id}", detail)
    key = _key_of_move(db, held, starts_at, now, push)
    return _tell(db, held, key, title, "\n".join(filter(None, lines)), starts_at, by, now, push)


def _key_of_move(
    db: Connection, held: Meeting, starts_at: datetime, now: datetime, push: PushSettings
) -> str:
    """Where the new time is near and a reminder has been out, the word of the move is the new reminder."""
    stem = f"reminder-meeting-{held.id}"
    reminder = f"{stem}-{local.at(starts_at):%m%d%H%M}"
    near = starts_at - now <= timedelta(hours=push.reminder_hours_before)
    if near and notices.by_key(db, stem) is not None and notices.by_key(db, reminder) is None:
        return reminder
    return f"moved-meeting-{held.id}-{local.at(starts_at):%m%d%H%M}-{local.at(now):%m%d%H%M%S}"


def _tell(
    db: Connection,
    held: Meeting,
    key: str,
    title: str,
    body: str,
    expires_at: datetime,
    by: int,
    now: datetime,
    push: PushSettings,
) -> Change:
    written = _written(db, held.id)
    taken_back = sum(notices.cancel(db, one, now) or 0 for one in written)
    told = [id_ for id_ in _told(db, written, held.id) if id_ != by]
    if told:
        notices.create(
            db,
            key=key,
            kind=KIND,
            title=title,
            body=body,
            recipients=told,
            now=now,
            expires_at=max(expires_at, held.starts_at),
            created_by=by,
            branch_id=held.branch_id,
            audience=f"{held.branch_name} 已经知道这个会的人",
            rule="会议取消、改期，告诉已经知道这个会的人",
            push=push,
        )
    return Change(tuple(told), taken_back)


def _written(db: Connection, meeting_id: int) -> list[int]:
    """The notices that have been written of a meeting and not taken back before."""
    again = {f"{stem}_again".replace("-", "_"): f"{stem}-meeting-{meeting_id}-%" for stem in _ABOUT}
    keys = [f"{stem}-meeting-{meeting_id}" for stem in _ABOUT]
    return [id_ for (id_,) in db.execute(_WRITTEN, {"keys": keys, **again})]


def _told(db: Connection, written: list[int], meeting_id: int) -> list[int]:
    rows = [*db.execute(_TOLD, {"ids": written})] if written else []
    rows += db.execute(_ON_LEAVE, {"of_meeting": meeting_id})
    return list(dict.fromkeys(id_ for (id_,) in rows))
