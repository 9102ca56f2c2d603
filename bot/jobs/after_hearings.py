"""After a hearing: what was held meanwhile comes as one digest (product G4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.jobs.wording import body_under, for_each, short
from bot.ledger import hearings, notices
from bot.ledger.hearings import DIGEST, Held
from bot.ledger.quiet import is_quiet

if TYPE_CHECKING:
    from bot.services import Services

SHOWN = 5


def close_ended(services: Services, now: datetime) -> int:
    """Close the hearings that have ended; returns of how many members. In the quiet hours they wait for the morning."""
    if is_quiet(now, services.config.push):
        return 0
    with services.ledger.read() as db:
        ended = hearings.over(db, now)
    return for_each(ended, lambda member_id: _close(services, member_id, now))


def _close(services: Services, member_id: int, now: datetime) -> int:
    with services.ledger.begin() as db:
        closed, held = hearings.close(db, member_id, now)
        if not closed:
            return 0
        # A single one that is still of use goes by itself.
        if len(held) > 1 or any(one.past for one in held):
            title = f"开庭期间的 {len(held)} 条通知"
            made = notices.create(
                db,
                key=f"digest-{closed[0]}",
                kind=DIGEST,
                title=title,
                body=body_under(title, _lines(held)),
                recipients=[member_id],
                now=now,
                audience="开过庭的本人",
                rule="开庭期间攒下的，庭后合成一条",
                push=services.config.push,
            )
            hearings.bundle(db, made.notice_id, member_id, closed, held)
    return 1


def _lines(held: list[Held]) -> list[str]:
    more = f"还有 {len(held) - SHOWN} 条。" if len(held) > SHOWN else ""
    return [
        *(f"· {short(one.title)}{'（已过时，只作告知）' if one.past else ''}" for one in held[:SHOWN]),
        more,
        "看全文回「通知」，再回号。",
    ]
