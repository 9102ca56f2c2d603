"""When the time to answer a notice is over, its author gets the list of whom to telephone (product G2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.jobs.wording import for_each
from bot.ledger import deliveries, notices
from bot.ledger.notices import Notice
from handlers.receipts import phone_list

if TYPE_CHECKING:
    from bot.services import Services

LOOKED_BACK = timedelta(days=3)  # a deadline that passed earlier, while the service was away, is no news
RULE = "通知截止后，把还没回的、没送到的名单给发通知的人"


def tell_authors(services: Services, slot: datetime, now: datetime) -> str:
    """For each notice whose deadline has just passed: who has not answered or was not reached, to its author, once."""
    with services.ledger.read() as db:
        over = notices.past_deadline(db, now - LOOKED_BACK, now)
    told = for_each(over, lambda one: _tell(services, one, now))
    return f"{told} 条截止"


def _tell(services: Services, one: Notice, now: datetime) -> int:
    with services.ledger.begin() as db:
        key = f"deadline-{one.id}"
        if one.created_by is None or notices.by_key(db, key) is not None:
            return 0
        title, *lines = phone_list(one, deliveries.receipts(db, one.id)).split("\n")
        made = notices.create(
            db,
            key=key,
            kind="service",
            title=f"通知到期：{title}",
            body="\n".join(lines),
            recipients=[one.created_by],
            now=now,
            branch_id=one.branch_id,
            push=services.config.push,
            rule=RULE,
        )
    return int(made.fresh)
