"""The step after the call: what the platform's answer makes of a delivery, and of what waits behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, or_, select, update

from bot.ledger import followers, quotas
from bot.ledger.deliveries.digests import follow
from bot.ledger.deliveries.sending import WINDOW_CLOSED
from bot.ledger.deliveries.states import (
    ACCEPTED,
    CUSTOMER,
    FAILED,
    KEY_LIFE,
    PENDING,
    REASON_LIMIT,
    SENDING,
    UNKNOWN,
    Accepted,
    Refused,
    Sending,
)
from bot.ledger.prepared import Prepared
from bot.ledger.tables import delivery, delivery_attempt, notice

DIGEST = "digest"
MOST_REFUSALS = 6
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
DOUBT_WAIT, LONGEST_DOUBT_WAIT = timedelta(seconds=5), timedelta(minutes=1)

# The number says which attempt speaks: one that comes late must not undo what a later one has settled.
_SETTLE = Prepared(
    update(delivery)
    .where(
        delivery.c.id == bindparam("of"),
        delivery.c.owner == bindparam("by"),
        delivery.c.attempts == bindparam("tries"),
        or_(delivery.c.state == SENDING, delivery.c.state == UNKNOWN),
    )
    .values(
        state=bindparam("to_state"),
        reason=bindparam("because"),
        error_code=bindparam("code"),
        platform_id=bindparam("their_id"),
        next_at=bindparam("again_at"),
        doubt_since=bindparam("since"),
        settled_at=bindparam("at"),
        lease_until=bindparam("none"),
    )
)
_ENDED = Prepared(
    update(delivery_attempt)
    .where(delivery_attempt.c.delivery_id == bindparam("of"), delivery_attempt.c.number == bindparam("tries"))
    .values(ended_at=bindparam("at"), outcome=bindparam("what"), error_code=bindparam("code"))
)
_REFUSALS = select(func.count()).where(
    delivery_attempt.c.delivery_id == bindparam("of"), delivery_attempt.c.outcome == "refused"
)
_HALT = (
    update(notice)
    .where(notice.c.id == bindparam("of"), notice.c.halted_at.is_(None))
    .values(halted_at=bindparam("at"), halted_why=bindparam("because"))
)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What becomes of the row: its state, when it is tried again, whether it may have been accepted."""

    state: str
    outcome: str
    again_at: datetime
    in_doubt: bool


def settle(db: Connection, sending: Sending, result: Accepted | Refused, now: datetime) -> str:
    """Write what the platform answered; returns the delivery's state. The attempt is noted even where the row has
    gone on without it (its lease had ended). What the refusal says of the channel or the notice is done too.
    """
    if isinstance(result, Accepted):
        verdict = _Verdict(ACCEPTED, ACCEPTED, now, True)
        reason, code, their_id = "", None, result.platform_id
    else:
        verdict = _verdict(db, sending, result, now)
        reason, code, their_id = result.reason[:REASON_LIMIT], result.code, ""
        _beyond(db, sending, result, now)
    _ENDED.run(db, of=sending.id, tries=sending.number, at=now, what=verdict.outcome, code=code)
    _SETTLE.run(
        db, of=sending.id, by=sending.owner, tries=sending.number, to_state=verdict.state, because=reason,
        code=code, their_id=their_id, again_at=verdict.again_at, none=None,
        since=sending.doubt_since if verdict.in_doubt else None,
        at=None if verdict.state == PENDING else now,
    )  # fmt: skip
    if sending.kind == DIGEST:
        follow(db, now)
    return verdict.state


def _verdict(db: Connection, sending: Sending, refused: Refused, now: datetime) -> _Verdict:
    if refused.doubtful or sending.was_in_doubt:
        return _in_doubt(sending, refused, now)
    if refused.scope == "channel":
        return _Verdict(PENDING, "paused", now + (refused.wait or SHORTEST_WAIT), False)
    if refused.permanent and refused.scope == "notice":
        return _Verdict(PENDING, "halted", now, False)
    if refused.permanent:
        other_way = sending.route == CUSTOMER and refused.code in WINDOW_CLOSED and sending.has_template
        return _Verdict(PENDING if other_way else FAILED, FAILED, now, False)
    before = db.execute(_REFUSALS, {"of": sending.id}).scalar_one()
    if before + 1 >= MOST_REFUSALS:
        return _Verdict(FAILED, "refused", now, False)
    wait = refused.wait or min(SHORTEST_WAIT * 2**before, LONGEST_WAIT)
    return _Verdict(PENDING, "refused", now + wait, False)


def _in_doubt(sending: Sending, refused: Refused, now: datetime) -> _Verdict:
    """This call or an earlier one may have been accepted: again under the same key while that is known, or never."""
    outcome = "doubtful" if refused.doubtful else "refused"
    until = sending.doubt_since + KEY_LIFE.get(sending.route, timedelta())
    again_at = now + (refused.wait or min(DOUBT_WAIT * 2 ** min(sending.number - 1, 6), LONGEST_DOUBT_WAIT))
    certain_end = refused.permanent and not refused.doubtful
    if certain_end or again_at >= until:
        return _Verdict(UNKNOWN, outcome, now, True)
    return _Verdict(PENDING, outcome, again_at, True)


def _beyond(db: Connection, sending: Sending, refused: Refused, now: datetime) -> None:
    """What a refusal means for others: the channel pauses, the notice halts, the person has left."""
    reason = refused.reason[:REASON_LIMIT]
    if refused.scope == "channel":
        quotas.pause(db, sending.channel, now + (refused.wait or SHORTEST_WAIT), reason, now, refused.code)
    elif refused.scope == "notice" and refused.permanent:
        db.execute(_HALT, {"of": sending.notice_id, "at": now, "because": reason})
    if refused.unfollowed:
        followers.set_following(db, sending.channel, sending.openid, following=False, now=now)
