"""Reminders before a meeting: to who is due and has not asked leave; the reading of the first topic (rule 11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.occasion import Occasion, Outlook, Words, make_all
from bot.jobs.wording import TITLES_SHOWN, for_each, reading
from bot.ledger import leave, meeting_kinds, meetings, members, notices
from bot.ledger.attendance import LEAVE, roll
from bot.ledger.meetings import Meeting
from content.duties import rules

if TYPE_CHECKING:
    from bot.services import Services

REMINDER, FIRST_TOPIC = "reminder", "first_topic"
AT_MOST = 1000
_READING_FIGURES = ("topic-notice-days", "material-days", "material-least-days")


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
    return key if first is None or first.expires_at == meeting.starts_at else _for_new_time(key, meeting)


def reading_key(db: Connection, meeting: Meeting, stem: str) -> str:
    """The key of a meeting's reading. One that was taken back, because the meeting was moved, is sent again."""
    key = f"{stem}-meeting-{meeting.id}"
    first = notices.by_key(db, key)
    return key if first is None or first.cancelled_at is None else _for_new_time(key, meeting)


def _for_new_time(key: str, meeting: Meeting) -> str:
    return f"{key}-{local.at(meeting.starts_at):%m%d%H%M}"


def reminders_to_come(outlook: Outlook, db: Connection, now: datetime, until: datetime) -> Iterator[Occasion]:
    """The reminders, due by ``until``, of the meetings that have not begun at ``now``; made or not."""
    ahead = timedelta(hours=outlook.config.push.reminder_hours_before)
    for meeting in planned(db, now, until + ahead):
        yield _reminder(outlook, db, meeting, ahead, now)


def remind_meetings(services: Services, slot: datetime, now: datetime) -> str:
    """Remind of each meeting that begins within ``push.reminder_hours_before`` hours, once."""
    with services.ledger.read() as db:
        due = [one for one in reminders_to_come(services, db, now, now) if not one.is_made(db)]
    for_each(due, lambda one: _take_back_stale(services, one, now))
    return f"提醒 {make_all(services, due, now)} 场会议"


def _reminder(
    outlook: Outlook, db: Connection, meeting: Meeting, ahead: timedelta, now: datetime
) -> Occasion:
    names = meetings.branches_of(db, meeting.id)
    return Occasion(
        key=reminder_key(db, meeting),
        kind=REMINDER,
        title=f"开会提醒：{meeting.title}",
        due=meeting.starts_at - ahead,
        rule=f"会前 {ahead // timedelta(hours=1)} 小时，提醒应到而没有请假的人",
        audience=f"{'、'.join(name for _, name in names)} 应到的人",
        branch_ids=_host_first(meeting, names),
        words=lambda db: Words(tuple(_reminder_lines(outlook, meeting)), meeting.starts_at),
        told=lambda db: expected(db, meeting, now),
        matter=meeting.starts_at,
    )


def _host_first(meeting: Meeting, names: list[tuple[int, str]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys([meeting.branch_id, *(id_ for id_, _ in names)]))


def _take_back_stale(services: Services, one: Occasion, now: datetime) -> int:
    """A reminder that names the old time of a moved meeting and is not out yet must not go out."""
    stem = "-".join(one.key.split("-")[:3])
    if stem == one.key:
        return 0
    with services.ledger.begin() as db:
        old = notices.by_key(db, stem)
        return notices.cancel(db, old.id, now) or 0 if old is not None else 0


def expected(db: Connection, meeting: Meeting, now: datetime) -> list[int]:
    """The ids of who is due at a meeting and has neither asked leave nor got it."""
    due = [one.member_id for one in roll(db, meeting, now) if one.state != LEAVE]
    return [id_ for id_ in due if leave.open_request(db, meeting.id, id_) is None]


def _reminder_lines(outlook: Outlook, meeting: Meeting) -> Iterable[str]:
    yield f"{local.words(meeting.starts_at)} {meeting.kind}"
    if meeting.place:
        yield f"地点：{meeting.place}"
    if meeting_kinds.kind(meeting.kind).first_topic and (titles := reading(outlook.library, meeting)):
        yield f"先学第一议题：{titles[0]}{'等' if len(titles) > 1 else ''}"
    yield "到了回「签到」；来不了回「请假 原因」。"


def days(key: str) -> timedelta:
    """A figure of ``content/duties.toml`` that is a number of days."""
    return timedelta(days=rules().number(key))


def readings_to_come(outlook: Outlook, db: Connection, now: datetime, until: datetime) -> Iterator[Occasion]:
    """The reading, due by ``until``, before meetings that open with the first topic: officers' first, then members'.

    Officers are told a week ahead, members have the material days before and a day before at least (domain.md rule 11).
    """
    for meeting in planned(db, now, until + max(days("topic-notice-days"), days("material-days"))):
        if meeting_kinds.kind(meeting.kind).first_topic:
            titles = reading(outlook.library, meeting)
            yield _reading(db, meeting, titles, now, for_officers=True)
            begins = meeting.starts_at - days("material-days")
            near = meeting.starts_at - max(begins, now) < days("material-least-days")
            if titles and not near and begins <= until:
                yield _reading(db, meeting, titles, now, for_officers=False)


def send_reading(services: Services, slot: datetime, now: datetime) -> str:
    """Days before a meeting that opens with the first topic, its officers and then its members get the reading."""
    with services.ledger.read() as db:
        due = [one for one in readings_to_come(services, db, now, now) if not one.is_made(db)]
    return f"发出 {make_all(services, due, now)} 份"


def _reading(
    db: Connection, meeting: Meeting, titles: list[str], now: datetime, *, for_officers: bool
) -> Occasion:
    names = meetings.branches_of(db, meeting.id)

    def told(db: Connection) -> list[int]:
        officers = dict.fromkeys(o.id for id_, _ in names for o in members.officers_of(db, id_))
        return (
            list(officers) if for_officers else [i for i in expected(db, meeting, now) if i not in officers]
        )

    lines = _officers_lines(meeting, titles) if for_officers else _members_lines(meeting, titles)
    branches = "、".join(name for _, name in names)
    return Occasion(
        key=reading_key(db, meeting, "first-topic" if for_officers else "reading"),
        kind=FIRST_TOPIC,
        title="开会先学第一议题" if for_officers else "会前读一读",
        due=meeting.starts_at - days("topic-notice-days" if for_officers else "material-days"),
        rule="；".join(rules().figures[key].says for key in _READING_FIGURES),
        audience=f"{branches} {'书记等' if for_officers else '应到的人'}",
        branch_ids=_host_first(meeting, names),
        words=lambda db: Words(tuple(lines), meeting.starts_at),
        told=told,
        matter=meeting.starts_at,
        at_least=days("material-least-days"),
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
