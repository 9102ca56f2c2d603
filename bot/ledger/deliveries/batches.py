"""One call for many: members of WeCom a thousand at a time, mass sends ten thousand at a time.

A batch is written, and its rows are ``sending``, before the call. It is called again only as it was, while the platform
drops a repeat (``BATCH_KEY_LIFE``); after that its rows are ``unknown``. All statements work on the whole of it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot import local
from bot.ledger import app_quotas, quotas
from bot.ledger.deliveries.batch_statements import (
    AGAIN,
    BACK,
    BEGIN,
    BEGIN_ROWS,
    CHANNEL_OF,
    ELSEWHERE,
    HALT,
    LATER,
    LEAST,
    MOST,
    NEXT_NOTICE,
    NO_LANE,
    NOT_REACHED,
    NOTICE,
    OF_NOTICE,
    OLD,
    REAP,
    ROWS,
    ROWS_TO,
    SETTLE,
    TAKE_AGAIN,
    WAIT,
    WHY_DAY,
    WHY_MINUTE,
)
from bot.ledger.deliveries.digests import follow
from bot.ledger.deliveries.states import (
    ACCEPTED,
    BATCH_KEY_LIFE,
    FAILED,
    MASS,
    OFFICIAL,
    PENDING,
    REASON_LIMIT,
    SENDING,
    UNKNOWN,
    WECOM,
    Reaped,
    Refused,
)

DIGEST = "digest"
WHY = {WECOM: "绑了企业微信，用应用消息（一次最多 1000 人）", MASS: "作者选了群发（一次最多 10000 人）"}
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Batch:
    """A call about to be made: the notice, to whom (in the order of the call), under which key."""

    id: int
    owner: str
    number: int
    route: str
    notice_id: int
    receivers: tuple[str, ...]
    platform_key: str
    doubt_since: datetime
    kind: str
    title: str
    body: str
    url: str
    needs_confirmation: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """The platform took it; ``refused`` names the receivers it could not reach."""

    platform_id: str = ""
    response_code: str = ""
    refused: frozenset[str] = frozenset()


def take(
    db: Connection, route: str, owner: str, now: datetime, lease: timedelta, *, persons: int = 0
) -> Batch | None:
    """The next call of a lane, written as begun: one in doubt first, else a new one of the notice longest due.

    None where nothing is due, or the channel is paused. ``owner`` (60 characters) must be new each time. ``persons``:
    how many people a day the app in WeCom may write to, 0 where that is not known.
    """
    if quotas.paused(db, CHANNEL_OF[route], now) is not None:
        return None
    return _again(db, route, owner, now, lease) or _new(db, route, owner, now, lease, persons)


def _again(db: Connection, route: str, owner: str, now: datetime, lease: timedelta) -> Batch | None:
    row = db.execute(AGAIN, {"of_route": route, "now": now}).mappings().first()
    if row is None:
        return None
    if db.execute(TAKE_AGAIN, {"of": row["id"], "by": owner, "until": now + lease}).rowcount != 1:
        return None
    return Batch(
        row["id"], owner, row["attempts"] + 1, route, row["notice_id"], tuple(json.loads(row["receivers"])),
        row["platform_key"], row["doubt_since"], row["kind"], row["title"], row["body"], row["url"],
        row["needs_confirmation"],
    )  # fmt: skip


def _new(
    db: Connection, route: str, owner: str, now: datetime, lease: timedelta, persons: int
) -> Batch | None:
    while (notice_id := db.execute(NEXT_NOTICE[route], {"now": now}).scalar()) is not None:
        counted = {
            "minute": now - timedelta(minutes=1), "hour": now - timedelta(hours=1),
            "month": _month_began(now), "count": MOST[route],
        }  # fmt: skip
        given = {"now": now, "of_notice": notice_id}
        found = [tuple(row) for row in db.execute(ROWS[db.dialect.name][route], given | counted)]
        if len(found) < LEAST[route]:
            if route == WECOM:
                db.execute(WAIT, given | {"again_at": now + timedelta(minutes=1)})
            # Nobody, or too few for this kind of call: those that are left go one by one.
            db.execute(ELSEWHERE[route], given)
            continue
        room, again_at, because = _room(db, route, len(found), persons, now)
        if room:
            return _begun(db, route, notice_id, found[:room], owner, now, lease)
        db.execute(LATER, given | {"of_route": route, "again_at": again_at, "because": because})
    return None


def _room(db: Connection, route: str, count: int, persons: int, now: datetime) -> tuple[int, datetime, str]:
    """How many of ``count`` people the account's limits let through now; else until when the rest waits, and why."""
    if route == WECOM:
        room = app_quotas.take_persons(db, WECOM, persons, now, count) if persons else count
        return room, app_quotas.day_ends(now), WHY_DAY[WECOM]
    if not app_quotas.take_mass_minute(db, OFFICIAL, now):
        return 0, app_quotas.minute_ends(now), WHY_MINUTE
    taken = app_quotas.take_day(db, OFFICIAL, MASS, now)
    return count if taken else 0, app_quotas.day_ends(now), WHY_DAY[MASS]


def _begun(
    db: Connection, route: str, notice_id: int, found: list[tuple[Any, ...]], owner: str, now: datetime,
    lease: timedelta,
) -> Batch:  # fmt: skip
    receivers = tuple(openid for _, openid in found)
    key = secrets.token_hex(10)
    batch_id = db.execute(
        BEGIN,
        {
            "notice_id": notice_id, "route": route, "receivers": json.dumps(receivers), "size": len(receivers),
            "state": SENDING, "attempts": 1, "owner": owner, "lease_until": now + lease, "next_at": now,
            "doubt_since": now, "platform_key": key,
        },
    ).scalar_one()  # fmt: skip
    ids = json.dumps([id_ for id_, _ in found])
    begun = {"ids": ids, "over": CHANNEL_OF[route], "of_batch": batch_id, "at": now, "by": owner}
    db.execute(BEGIN_ROWS[db.dialect.name], begun)
    said = db.execute(NOTICE, {"of": notice_id}).one()
    return Batch(batch_id, owner, 1, route, notice_id, receivers, key, now, *said)


def settle(db: Connection, batch: Batch, result: Taken | Refused, now: datetime) -> str:
    """Write what came of a call, for all its rows at once; returns the batch's state."""
    if isinstance(result, Taken):
        return _accepted(db, batch, result, now)
    return _refused(db, batch, result, now)


def _accepted(db: Connection, batch: Batch, taken: Taken, now: datetime) -> str:
    if not _end(db, batch, ACCEPTED, now, "", None, taken.platform_id, taken.response_code):
        return UNKNOWN
    if taken.refused:
        openids = json.dumps(sorted(taken.refused))
        db.execute(NOT_REACHED[db.dialect.name], {"of": batch.id, "openids": openids, "at": now})
    _rows(db, batch, ACCEPTED, now, "", None, taken.platform_id)
    if batch.kind == DIGEST:
        follow(db, now)
    return ACCEPTED


def _refused(db: Connection, batch: Batch, refused: Refused, now: datetime) -> str:
    reason = refused.reason[:REASON_LIMIT]
    wait = refused.wait or min(SHORTEST_WAIT * 2 ** min(batch.number - 1, 6), LONGEST_WAIT)
    channel = CHANNEL_OF[batch.route]
    if refused.scope == "channel":
        quotas.pause(db, channel, now + wait, reason, now, refused.code)
    if refused.scope == "notice" and refused.permanent:
        db.execute(HALT, {"of": batch.notice_id, "at": now, "because": reason})
    if refused.doubtful or batch.number > 1:
        return _in_doubt(db, batch, refused, now, wait)
    # Certain, and the first try: nobody has it, so the rows are free again.
    if refused.permanent and refused.scope == "recipient":
        return _nobody(db, batch, refused, now)
    if _end(db, batch, FAILED, now, reason, refused.code):
        again = {"of": batch.id, "again_at": now + wait, "because": reason, "code": refused.code}
        db.execute(BACK, again)
    return FAILED


def _nobody(db: Connection, batch: Batch, refused: Refused, now: datetime) -> str:
    """The platform reaches none of them this way (81013): each goes on by the next lawful way."""
    if _end(db, batch, FAILED, now, refused.reason[:REASON_LIMIT], refused.code):
        openids = json.dumps(batch.receivers)
        db.execute(NOT_REACHED[db.dialect.name], {"of": batch.id, "openids": openids, "at": now})
    return FAILED


def _in_doubt(db: Connection, batch: Batch, refused: Refused, now: datetime, wait: timedelta) -> str:
    """It may have gone out, now or before: the same call again while a repeat is dropped, or nobody can say."""
    reason = refused.reason[:REASON_LIMIT]
    again_at = now + wait
    known = again_at < batch.doubt_since + BATCH_KEY_LIFE[batch.route]
    if known and (refused.doubtful or not refused.permanent):
        _end(db, batch, PENDING, None, reason, refused.code, again_at=again_at)
        return PENDING
    if _end(db, batch, UNKNOWN, now, reason, refused.code):
        _rows(db, batch, UNKNOWN, now, reason, refused.code)
    return UNKNOWN


def _end(
    db: Connection, batch: Batch, state: str, at: datetime | None, because: str, code: int | None,
    their_id: str = "", their_code: str = "", again_at: datetime | None = None,
) -> bool:  # fmt: skip
    given = {
        "of": batch.id, "by": batch.owner, "tries": batch.number, "to_state": state, "because": because,
        "code": code, "their_id": their_id, "their_code": their_code, "settled": at,
        "again_at": again_at or at or batch.doubt_since,
    }  # fmt: skip
    return db.execute(SETTLE, given).rowcount == 1


def _rows(
    db: Connection, batch: Batch, state: str, at: datetime, because: str, code: int | None, their_id: str = ""
) -> None:
    given = {
        "of": batch.id,
        "to_state": state,
        "because": because,
        "code": code,
        "their_id": their_id,
        "settled": at,
    }
    db.execute(ROWS_TO, given)


def without_lanes(db: Connection, lanes: Container[str], now: datetime) -> int:
    """Let what was planned for a lane that there is not (a channel was taken out of the settings) go one by one."""
    missing = [route for route in MOST if route not in lanes]
    return sum(db.execute(NO_LANE, {"of_route": route, "now": now}).rowcount for route in missing)


def reap(db: Connection, now: datetime) -> Reaped:
    """Take from the dead: a batch whose worker died is called again as it was, or is unknown: when it is too old for
    that, or its notice was taken back or has expired.
    """
    back = unknown = 0
    for route, life in BATCH_KEY_LIFE.items():
        back += db.execute(REAP, {"now": now, "of_route": route}).rowcount
        given = {"now": now, "of_route": route, "known_since": now - life}
        for batch_id, reason in db.execute(OLD, given).all():
            rows = {"of": batch_id, "to_state": UNKNOWN, "because": reason, "code": None, "their_id": ""}
            unknown += db.execute(ROWS_TO, rows | {"settled": now}).rowcount
    return Reaped(back, unknown)


def of_notice(db: Connection, notice_id: int) -> list[dict[str, Any]]:
    """The calls a notice has made, for the console; without the receivers' addresses."""
    rows: Iterable[Any] = db.execute(OF_NOTICE, {"of": notice_id}).mappings()
    return [
        {name: row[name] for name in row if name != "receivers"} | {"why": WHY[row["route"]]} for row in rows
    ]


def _month_began(now: datetime) -> datetime:
    return local.month_bounds(local.month(now))[0]
