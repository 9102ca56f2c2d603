"""One notice to one person, from written to settled; the states survive a kill at any moment (reliability 2.4).

``pending → claimed → sending → accepted | failed | unknown``, besides ``cancelled`` and ``expired``. ``sending`` is
on disk before the platform is called. A claim whose worker died is given back; a sending whose worker died goes
back only while the platform itself drops repeats of our key, else it is ``unknown`` and a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, or_, select, update

from bot.ledger import bindings, followers, inbox
from bot.ledger.tables import delivery, delivery_attempt, notice

# A send is at most two calls and two requests for a token, each of 2 s to connect and 4 s to read.
CALL_TIMEOUT = (2.0, 4.0)
LEASE = timedelta(seconds=26)
REPLY_WINDOW = timedelta(
    hours=48
)  # customer-service messages, since the person's last message (wechat.md 2.2)
REPLIES = 5  # … and how many of them (wechat.md 2.2)
KEY_WINDOW = timedelta(minutes=8)  # a template's client_msg_id is good for ten (reliability.md 2.4)
MOST_ATTEMPTS = 8
CUSTOM, TEMPLATE = "custom", "template"


@dataclass(frozen=True, slots=True)
class Sending:
    """What a worker needs to make the call: where to, which way, and the words."""

    id: int
    notice_id: int
    kind: str
    title: str
    body: str
    url: str
    openid: str
    route: str
    platform_key: str
    attempts: int
    first_try_at: datetime


_due = and_(delivery.c.state == "pending", delivery.c.next_at <= bindparam("now"))
_CHOOSE = select(delivery.c.id).where(_due).order_by(delivery.c.next_at, delivery.c.id)
_WHOLE = select(
    delivery.c.id,
    delivery.c.member_id,
    delivery.c.route,
    delivery.c.openid,
    delivery.c.attempts,
    delivery.c.first_try_at,
    delivery.c.platform_key,
    notice.c.id.label("notice_id"),
    notice.c.kind,
    notice.c.title,
    notice.c.body,
    notice.c.url,
    notice.c.expires_at,
    notice.c.cancelled_at,
).join(notice, notice.c.id == delivery.c.notice_id)
_OWNED = _WHOLE.where(
    delivery.c.id == bindparam("of"), delivery.c.owner == bindparam("by"), delivery.c.state == "claimed"
)
_USED_REPLIES = select(func.count()).where(
    delivery.c.openid == bindparam("openid"),
    delivery.c.route == CUSTOM,
    delivery.c.state.in_(("sending", "accepted", "unknown")),
    delivery.c.first_try_at > bindparam("since"),
)


def claim(db: Connection, owner: str, now: datetime, limit: int) -> list[int]:
    """Take up to ``limit`` due deliveries for a worker; returns their ids. Nobody else gets them meanwhile."""
    chosen = _CHOOSE.limit(limit)
    if db.dialect.name == "postgresql":
        chosen = chosen.with_for_update(skip_locked=True)
    ids = [id_ for (id_,) in db.execute(chosen, {"now": now})]
    if ids:
        db.execute(
            update(delivery)
            .where(delivery.c.id.in_(ids), delivery.c.state == "pending")
            .values(state="claimed", owner=owner, lease_until=now + LEASE)
        )
    return ids


def start(
    db: Connection, delivery_id: int, owner: str, templates: frozenset[str], now: datetime
) -> Sending | None:
    """Put a claimed delivery to ``sending``, its way chosen; commit before calling the platform.

    ``templates`` are the kinds of notice with a template set up. None where there is nothing to send: called
    off, too late, taken by somebody else, or no way to the person, which is settled here.
    """
    row = db.execute(_OWNED, {"of": delivery_id, "by": owner}).first()
    if row is None:
        return None
    if row.cancelled_at is not None:
        _end(db, row.id, "cancelled", "通知已撤销", now)
        return None
    if row.expires_at is not None and row.expires_at <= now:
        _end(db, row.id, "expired", "过了时间，没有再发", now)
        return None
    openid, route, why = _way(db, row, templates, now)
    if not route:
        _end(db, row.id, "failed", why, now)
        return None
    first = row.first_try_at or now
    db.execute(
        update(delivery)
        .where(delivery.c.id == row.id)
        .values(
            state="sending",
            channel="official",
            openid=openid,
            route=route,
            attempts=row.attempts + 1,
            first_try_at=first,
            lease_until=now + LEASE,
            reason=why,
        )
    )
    db.execute(insert(delivery_attempt).values(delivery_id=row.id, number=row.attempts + 1, started_at=now))
    return Sending(
        row.id, row.notice_id, row.kind, row.title, row.body, row.url, openid, route, row.platform_key,
        row.attempts + 1, first,
    )  # fmt: skip


def _end(db: Connection, delivery_id: int, state: str, why: str, now: datetime) -> None:
    db.execute(
        update(delivery).where(delivery.c.id == delivery_id).values(state=state, reason=why, settled_at=now)
    )


def _way(db: Connection, row: Row[Any], templates: frozenset[str], now: datetime) -> tuple[str, str, str]:
    """Where to, which way and why; an empty way where a phone call is all that is left."""
    bound = [
        openid for channel, openid in bindings.bound_channels(db, row.member_id) if channel == "official"
    ]
    if not bound:
        return "", "", "没有绑定微信：请打电话通知"
    openid = bound[0]
    if not followers.follows(db, "official", openid):
        return "", "", "没有关注公众号：请打电话通知"
    has_template = row.kind in templates or "notice" in templates
    if row.route == TEMPLATE and has_template:
        return openid, TEMPLATE, "模板消息（同一编号再试）"
    last = inbox.last_message_at(db, "official", openid)
    if last is not None and last > now - REPLY_WINDOW:
        used = db.execute(_USED_REPLIES, {"openid": openid, "since": last}).scalar_one()
        if used < REPLIES:
            return openid, CUSTOM, "48 小时内来过消息，用客服消息"
    if has_template:
        return openid, TEMPLATE, "48 小时内没有来过消息，用模板消息"
    return "", "", "48 小时内没有来过消息，又没有配置模板消息：请打电话通知"


def accepted(db: Connection, sending: Sending, owner: str, platform_id: str, now: datetime) -> bool:
    """The platform took it. A worker that comes late may still settle what the reaper called unknown."""
    return _settle(db, sending, owner, now, state="accepted", platform_id=platform_id, outcome="accepted")


def failed(db: Connection, sending: Sending, owner: str, code: int | None, why: str, now: datetime) -> bool:
    """The platform refused it for good."""
    return _settle(db, sending, owner, now, state="failed", code=code, why=why, outcome="refused")


def unclear(db: Connection, sending: Sending, owner: str, code: int | None, why: str, now: datetime) -> bool:
    """The platform may have acted: again under the same key while that is good, else unknown."""
    if sending.route == TEMPLATE and now < sending.first_try_at + KEY_WINDOW:
        return again(db, sending, owner, code, why, now + timedelta(seconds=15), now, outcome="doubtful")
    text = f"{why}；不知道对方是否收到，请核实"
    return _settle(db, sending, owner, now, state="unknown", code=code, why=text, outcome="doubtful")


def again(
    db: Connection,
    sending: Sending,
    owner: str,
    code: int | None,
    why: str,
    at: datetime,
    now: datetime,
    outcome: str = "later",
) -> bool:
    """Certainly not sent: once more at ``at``, unless it has been tried too often."""
    if sending.attempts >= MOST_ATTEMPTS and outcome != "doubtful":
        return failed(db, sending, owner, code, f"试了 {sending.attempts} 次没有成功：{why}", now)
    return _settle(db, sending, owner, now, state="pending", code=code, why=why, outcome=outcome, next_at=at)


def _settle(
    db: Connection,
    sending: Sending,
    owner: str,
    now: datetime,
    *,
    state: str,
    outcome: str,
    code: int | None = None,
    why: str = "",
    platform_id: str = "",
    next_at: datetime | None = None,
) -> bool:
    values: dict[str, object] = {"state": state, "error_code": code, "lease_until": None}
    if why:
        values["reason"] = why[:200]
    if platform_id:
        values["platform_id"] = platform_id
    values |= {"next_at": next_at} if next_at else {"settled_at": now}
    mine = and_(delivery.c.id == sending.id, delivery.c.owner == owner)
    open_ = delivery.c.state.in_(("sending", "unknown")) & (delivery.c.attempts == sending.attempts)
    done = db.execute(update(delivery).where(mine, open_).values(**values)).rowcount == 1
    db.execute(
        update(delivery_attempt)
        .where(
            delivery_attempt.c.delivery_id == sending.id,
            delivery_attempt.c.number == sending.attempts,
        )
        .values(ended_at=now, outcome=outcome, error_code=code)
    )
    return done


def stop_notice(db: Connection, notice_id: int, code: int | None, why: str, now: datetime) -> int:
    """Every other recipient of the notice would be refused too: settle them so; returns how many."""
    return db.execute(
        update(delivery)
        .where(delivery.c.notice_id == notice_id, delivery.c.state.in_(("pending", "claimed")))
        .values(state="failed", error_code=code, reason=why[:200], settled_at=now)
    ).rowcount


def pause(db: Connection, until: datetime, why: str) -> int:
    """Nothing goes out before ``until`` (a quota, the settings); returns how many deliveries wait."""
    return db.execute(
        update(delivery)
        .where(delivery.c.state.in_(("pending", "claimed")), delivery.c.next_at < until)
        .values(state="pending", next_at=until, reason=why[:200])
    ).rowcount


def reap(db: Connection, now: datetime) -> tuple[int, int]:
    """Take over from workers that died; returns how many were given back and how many are unknown now."""
    back = db.execute(
        update(delivery)
        .where(
            delivery.c.lease_until < now,
            or_(
                delivery.c.state == "claimed",
                and_(
                    delivery.c.state == "sending",
                    delivery.c.route == TEMPLATE,
                    delivery.c.first_try_at > now - KEY_WINDOW,
                ),
            ),
        )
        .values(state="pending", next_at=now, lease_until=None)
    ).rowcount
    lost = db.execute(
        update(delivery)
        .where(delivery.c.lease_until < now, delivery.c.state == "sending")
        .values(
            state="unknown",
            reason="发送时程序中断，不知道对方是否收到，请核实",
            settled_at=now,
            lease_until=None,
        )
    ).rowcount
    return back, lost


def due(db: Connection, now: datetime) -> int:
    """How many deliveries may go out now."""
    return int(db.execute(select(func.count()).where(_due), {"now": now}).scalar_one())
