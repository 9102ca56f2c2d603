"""Reminders before a meeting: to who is due and has not asked leave; the reading of the first topic (rule 11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.wording import TITLES_SHOWN, body_under, for_each, reading
from bot.ledger import leave, meeting_kinds, meetings, members, notices
from bot.ledger.attendance import LEAVE, roll
from bot.ledger.meetings import Meeting

if TYPE_CHECKING:
    from bot.app import Services

KIND = "meeting"
AT_MOST = 1000
READING_DAYS = 3
READING_AT_LEAST = timedelta(days=1)  # members have the reading a day before (domain.md rule 11)


def planned(db: Connection, now: datetime, until: datetime) -> list[Meeting]:
    """All branches' planned meetings that start after ``now``, up to ``until``."""
    branch_ids = [id_ for id_, _ in members.branches(db)]
    days = (until - now).days + 1
    found = meetings.upcoming(db, branch_ids, now, days=days, limit=AT_MOST)
    return [one for one in found if one.starts_at <= until]


def reminder_key(db: Connection, meeting: Meeting) -> str:
    """The key of a meeting's reminder. A meeting that was moved after its reminder gets another."""
    key = f"reminder-meeting-{meeting.id}"
    first = notices.by_key(db, key)
    if first is None or first.expires_at == meeting.starts_at:
        return key
    return f"{key}-{local.at(meeting.starts_at):%m%d%H%M}"


def remind_meetings(services: Services, slot: datetime, now: datetime) -> str:
    """Remind of each meeting that begins within ``push.reminder_hours_before`` hours, once."""
    until = now + timedelta(hours=services.config.push.reminder_hours_before)
    with services.ledger.read() as db:
        soon = planned(db, now, until)
    return f"提醒 {for_each(soon, lambda one: _remind(services, one, now))} 场会议"


def _remind(services: Services, meeting: Meeting, now: datetime) -> int:
    with services.ledger.begin() as db:
        key = reminder_key(db, meeting)
        if notices.by_key(db, key) is not None:
            return 0
        _take_back_stale(db, meeting, now)
        title = f"开会提醒：{meeting.title}"
        return _write(
            services,
            db,
            meeting,
            key=key,
            title=title,
            body=body_under(title, _reminder_lines(services, meeting)),
            recipients=expected(db, meeting, now),
            now=now,
        )


def _take_back_stale(db: Connection, meeting: Meeting, now: datetime) -> None:
    """A reminder that names the old time of a moved meeting and is not out yet must not go out."""
    old = notices.by_key(db, f"reminder-meeting-{meeting.id}")
    if old is not None and old.cancelled_at is None:
        notices.cancel(db, old.id, now)


def expected(db: Connection, meeting: Meeting, now: datetime) -> list[int]:
    """The ids of who is due at a meeting and has neither asked leave nor got it."""
    due = [one.member_id for one in roll(db, meeting, now) if one.state != LEAVE]
    return [id_ for id_ in due if leave.open_request(db, meeting.id, id_) is None]


def _reminder_lines(services: Services, meeting: Meeting) -> Iterable[str]:
    yield f"{local.words(meeting.starts_at)} {meeting.kind}"
    if meeting.place:
        yield f"地点：{meeting.place}"
    if meeting_kinds.kind(meeting.kind).first_topic and (titles := reading(services.library, meeting)):
        yield f"先学第一议题：{titles[0]}{'等' if len(titles) > 1 else ''}"
    yield "到了回「签到」；来不了回「请假 原因」。"


def send_reading(services: Services, slot: datetime, now: datetime) -> str:
    """Three days before a meeting that opens with the first topic, its officers and members get the reading."""
    with services.ledger.read() as db:
        soon = planned(db, now, now + timedelta(days=READING_DAYS))
    opening = [one for one in soon if meeting_kinds.kind(one.kind).first_topic]
    return f"发出 {for_each(opening, lambda one: _send_reading(services, one, now))} 份"


def _send_reading(services: Services, meeting: Meeting, now: datetime) -> int:
    titles = reading(services.library, meeting)
    with services.ledger.begin() as db:
        branch_ids = [id_ for id_, _ in meetings.branches_of(db, meeting.id)]
        officers = list(dict.fromkeys(o.id for id_ in branch_ids for o in members.officers_of(db, id_)))
        sent = _write(
            services,
            db,
            meeting,
            key=f"first-topic-meeting-{meeting.id}",
            title="开会先学第一议题",
            body=body_under("开会先学第一议题", _officers_lines(meeting, titles)),
            recipients=officers,
            now=now,
        )
        if not titles or meeting.starts_at - now < READING_AT_LEAST:
            return sent
        return sent + _write(
            services,
            db,
            meeting,
            key=f"reading-meeting-{meeting.id}",
            title="会前读一读",
            body=body_under("会前读一读", _members_lines(meeting, titles)),
            recipients=[id_ for id_ in expected(db, meeting, now) if id_ not in officers],
            now=now,
        )


def _officers_lines(meeting: Meeting, titles: list[str]) -> Iterable[str]:
    yield f"{local.words(meeting.starts_at)} {meeting.title}"
    if titles:
        yield "本月篇目："
        yield from titles[:TITLES_SHOWN]
        yield "请先定主持人、领学人；回「第一议题」看内容。"
    else:
        yield "这个月的篇目还没有备好，请按行业党委的通知选学。"
        yield "会后请登记学习记录；有疑问联系行业党委。"


def _members_lines(meeting: Meeting, titles: list[str]) -> Iterable[str]:
    yield f"{local.words(meeting.starts_at)} {meeting.title}，先学第一议题："
    yield from titles[:TITLES_SHOWN]
    yield "回「第一议题」读摘要；来不了回「请假 原因」。"


def _write(
    services: Services,
    db: Connection,
    meeting: Meeting,
    *,
    key: str,
    title: str,
    body: str,
    recipients: list[int],
    now: datetime,
) -> int:
    """A notice about a meeting, worthless once it begins; returns 1 where this call made it."""
    if not recipients:
        return 0
    made = notices.create(
        db,
        key=key,
        kind=KIND,
        title=title,
        body=body,
        recipients=recipients,
        now=now,
        expires_at=meeting.starts_at,
        branch_id=meeting.branch_id,
        push=services.config.push,
    )
    return int(made.fresh)
