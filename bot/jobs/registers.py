"""Once a day: what falls due in the registers, to who fills them; and a line to whoever joined the Party on this day.

What comes up in a branch on a day is said in one notice, each thing once: some days before its last day (ten, if
its register says nothing else), or when the row it follows from was entered.
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

    from bot.services import Services

JOB, KIND = "registers", "reminder"
LATE = timedelta(days=7)  # after a longer downtime it is on the pages, and not said any more
RULE = "登记台账到期前（一般 10 天），提醒填的人一次；不填也不扣什么"
BIRTHDAY_RULE = "政治生日当天，给本人一句话"


def remind(services: Services, slot: datetime, now: datetime) -> str:
    """Remind who fills the registers of what is due in them, and greet those whose day it is."""
    today = local.day(now)
    with services.ledger.read() as db:
        ids = [id_ for id_, _ in members.branches(db)]
        due = ledger.due(db, registers(), ids, today, committee=True)
        near = ledger.unsaid(db, [one for one in due if today - LATE <= comes_up(one) <= today])
        greeted = [
            one for one in members.joined_on_day(db, today.month, today.day) if one[1].year < today.year
        ]
    near.sort(key=lambda one: (one.branch_id or 0, one.due_on))
    together = [list(of) for _, of in groupby(near, key=lambda one: one.branch_id)]
    told = for_each(together, lambda of: _tell(services, of, now))
    said = for_each(greeted, lambda one: _greet(services, one[0], one[1], now))
    return f"提醒 {told} 件，政治生日 {said} 人"


def comes_up(item: DueItem) -> date:
    """The local day from which it is said: some days ahead, or the day the row it follows from was entered."""
    ahead = item.due_on - timedelta(days=item.ahead)
    return max(ahead, local.day(item.entry.entered_at)) if item.entry is not None else ahead


def _tell(services: Services, items: list[DueItem], now: datetime) -> int:
    """One notice for all that comes up in a branch; each thing is noted, so that it is said once."""
    branch_id = items[0].branch_id
    with services.ledger.begin() as db:
        fillers = _fillers(db, branch_id)
        fresh = ledger.say(db, items, now) if fillers else []
        if not fresh:
            return 0
        title, key = f"登记台账：{len(fresh)} 件该填", f"registers-{branch_id or 'district'}-{local.day(now)}"
        lines = [f"{one.register.title}：{one.says}，{short_day(one.due_on)}前" for one in fresh[:5]]
        body = body_under(title, [*lines, "发「台账」就能填。"])
        notices.create(
            db, key=key, kind=KIND, title=title, body=body, recipients=fillers, now=now,
            send_at=considerate(db, now, services.config.push, key), branch_id=branch_id,
            push=services.config.push, rule=RULE,
        )  # fmt: skip
    return len(fresh)


def _fillers(db: Connection, branch_id: int | None) -> list[int]:
    """The secretary and the organiser; where a branch has neither, who acts for it; of no branch, the committee."""
    if branch_id is None:
        return [one.id for one in members.staff(db)]
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
