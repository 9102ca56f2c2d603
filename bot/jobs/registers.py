"""Once a day: what falls due in the registers, to who fills them; and a line to whoever joined the Party on this day.

What comes up on the same day is said in one notice, once: ten days before its last day, or when it was entered later.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot import local
from bot.jobs.wording import body_under, for_each, short_day
from bot.ledger import members, notices
from bot.ledger import registers as ledger
from bot.ledger.quiet import considerate
from bot.ledger.registers import DueItem
from content.registers import registers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.app import Services

JOB, KIND = "registers", "reminder"
BEFORE = timedelta(days=10)
LATE = timedelta(days=7)  # after a longer downtime it is on the pages, and not said any more
RULE = "登记台账到期前 10 天，提醒填的人一次；不填也不扣什么"
BIRTHDAY_RULE = "政治生日当天，给本人一句话"


def remind(services: Services, slot: datetime, now: datetime) -> str:
    """Remind each branch's officers of what is due in their registers, and greet those whose day it is."""
    today = local.day(now)
    with services.ledger.read() as db:
        ids = [id_ for id_, _ in members.branches(db)]
        found = [
            one for one in ledger.due(db, registers(), ids, today) if today - LATE <= comes_up(one) <= today
        ]
        found = [one for one in found if notices.by_key(db, key_of(one)) is None]
        greeted = [
            one for one in members.joined_on_day(db, today.month, today.day) if one[1].year < today.year
        ]
    found.sort(key=lambda one: (one.branch_id, comes_up(one), one.due_on))
    together = [list(of) for _, of in groupby(found, key=key_of)]
    told = for_each(together, lambda of: _tell(services, of, now))
    said = for_each(greeted, lambda one: _greet(services, one[0], one[1], now))
    return f"提醒 {told} 件，政治生日 {said} 人"


def comes_up(item: DueItem) -> date:
    """The local day on which something due is said: ten days ahead, or the day the row it follows from was entered."""
    ahead = item.due_on - BEFORE
    return max(ahead, local.day(item.entry.entered_at)) if item.entry is not None else ahead


def key_of(item: DueItem) -> str:
    """The key of the notice that names it, with all else that comes up in the branch on that day."""
    return f"registers-{item.branch_id}-{comes_up(item).isoformat()}"


def _tell(services: Services, items: list[DueItem], now: datetime) -> int:
    with services.ledger.begin() as db:
        fillers = _fillers(db, items[0].branch_id)
        if not fillers:
            return 0
        title, key = f"登记台账：{len(items)} 件该填", key_of(items[0])
        lines = [f"{one.register.title}：{one.says}，{short_day(one.due_on)}前" for one in items[:5]]
        body = body_under(title, [*lines, "发「台账」就能填。"])
        notices.create(
            db, key=key, kind=KIND, title=title, body=body, recipients=fillers, now=now,
            send_at=considerate(db, now, services.config.push, key), branch_id=items[0].branch_id,
            push=services.config.push, rule=RULE,
        )  # fmt: skip
    return len(items)


def _fillers(db: Connection, branch_id: int) -> list[int]:
    """The secretary and the organiser; where a branch has neither, who acts for it."""
    acting = members.officers_of(db, branch_id)
    own = [
        one.id
        for one in acting
        if any(
            held.branch_id == branch_id and held.role in ("secretary", "organiser") for held in one.offices
        )
    ]
    return own or [one.id for one in acting]


def _greet(services: Services, member_id: int, joined: date, now: datetime) -> int:
    today = local.day(now)
    key = f"political-birthday-{member_id}-{today.year}"
    with services.ledger.begin() as db:
        made = notices.create(
            db, key=key, kind=KIND, title="今天是您的政治生日",
            body=f"{joined.year}年{joined.month}月{joined.day}日，您加入中国共产党。\n祝您今天也有好心情。",
            recipients=[member_id], now=now, send_at=considerate(db, now, services.config.push, key),
            expires_at=now + timedelta(hours=12), push=services.config.push, rule=BIRTHDAY_RULE,
        )  # fmt: skip
    return int(made.fresh)
