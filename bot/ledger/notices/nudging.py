"""催收: a reminder to those who have a notice and have not answered; once a day at most (product rule 5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from sqlalchemy import Connection

from bot import local
from bot.config import PushSettings
from bot.ledger import audit
from bot.ledger.deliveries.receipts import Receipt
from bot.ledger.deliveries.states import ACCEPTED
from bot.ledger.members import Member
from bot.ledger.notices.writing import Created, create
from bot.ledger.notices.written import NUDGE, Notice


def silent(receipts: Iterable[Receipt]) -> list[int]:
    """Whom it has reached and who has not answered (member ids)."""
    return [one.member_id for one in receipts if one.state == ACCEPTED and one.confirmed_at is None]


def nudge(
    db: Connection,
    one: Notice,
    to: list[int],
    by: Member,
    push: PushSettings,
    now: datetime,
    actor: str,
) -> Created:
    """Remind these members (ids); not ``fresh`` where ``by`` has reminded them today. Knock afterwards."""
    made = create(
        db,
        key=f"nudge-{one.id}-{local.day(now)}-{by.id}",
        kind=NUDGE,
        title=f"请回复：{one.title}",
        body="您还没有回「收到」。看全文回「通知」，看过了回「收到」。",
        recipients=to,
        now=now,
        expires_at=_useless_after(one, now),
        created_by=by.id,
        branch_id=one.branch_id,
        push=push,
        audience=f"「{one.title}」还没有回的 {len(to)} 人",
        reminds_id=one.id,
    )
    if made.fresh:
        audit.record(db, now, by.id, actor, "nudge", f"notice {one.id}")
    return made


def _useless_after(one: Notice, now: datetime) -> datetime:
    """A reminder is for today; with a deadline, until then."""
    if one.deadline is not None and one.deadline > now:
        return one.deadline
    return local.instant(local.day(now), time(23, 59))
