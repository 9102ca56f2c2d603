"""What will be sent in the coming days, worked out without sending anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.monthly import OWED_AT, OWED_DAYS, ending, goes_out_at, key_of_month
from bot.jobs.reminders import READING_DAYS, planned, reminder_key
from bot.ledger import calendar, meeting_kinds, members, notices
from bot.ledger.quiet import out_of_quiet

if TYPE_CHECKING:
    from bot.app import Services

Sending = tuple[datetime, str]


def upcoming(services: Services, days: int, now: datetime) -> list[Sending]:
    """What the jobs will send in the next ``days`` days as (UTC instant, what), as things stand at ``now``.

    A push of which its hour has passed, and which has not been made, is due now.
    """
    until = now + timedelta(days=days)
    with services.ledger.read() as db:
        found = [*_monthly(services, db, now, until), *_meetings(services, db, now, until)]
        found += _owed(db, now, until)
    push = services.config.push
    due = [(out_of_quiet(max(at, now), push, what), what) for at, what in found]
    return sorted(one for one in due if one[0] <= until)


def _monthly(services: Services, db: Connection, now: datetime, until: datetime) -> Iterator[Sending]:
    month = local.month(now)
    while (bounds := local.month_bounds(month))[0] <= until:
        at = goes_out_at(services, calendar.first_workday(db, month))
        for branch_id, name in members.branches(db):
            if notices.by_key(db, key_of_month(month, branch_id)) is None:
                yield at, f"{int(month[5:])}月任务 → {name}"
        month = local.month(bounds[1])


def _meetings(services: Services, db: Connection, now: datetime, until: datetime) -> Iterator[Sending]:
    ahead = timedelta(hours=services.config.push.reminder_hours_before)
    for meeting in planned(db, now, until + max(ahead, timedelta(days=READING_DAYS))):
        said = f"{meeting.branch_name} {local.words(meeting.starts_at)} {meeting.title}"
        if notices.by_key(db, reminder_key(db, meeting)) is None:
            yield meeting.starts_at - ahead, f"会议提醒：{said}"
        reading_made = notices.by_key(db, f"first-topic-meeting-{meeting.id}") is not None
        if meeting_kinds.kind(meeting.kind).first_topic and not reading_made:
            yield meeting.starts_at - timedelta(days=READING_DAYS), f"第一议题材料：{said}"


def _owed(db: Connection, now: datetime, until: datetime) -> Iterator[Sending]:
    names = dict(members.branches(db))
    today = local.day(now)
    for ahead in range((local.day(until) - today).days + 1):
        day = today + timedelta(days=ahead)
        at = local.instant(day, OWED_AT)
        for before in OWED_DAYS if at > now else ():
            for branch_id, rows in groupby(
                ending(db, day + timedelta(days=before)), lambda one: one.branch_id
            ):
                if branch_id in names:
                    yield at, f"到期提醒（{len(list(rows))}项）→ {names[branch_id]}"
