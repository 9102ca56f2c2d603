"""The step before the call: which way a delivery goes, and the row that says so before anything goes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, insert, or_, select, update

from bot.ledger import app_quotas, quotas
from bot.ledger.deliveries.batch_statements import WHY_NOT_REACHED
from bot.ledger.deliveries.states import (
    CLAIMED,
    CUSTOMER,
    FAILED,
    KEY_LIFE,
    OFFICIAL,
    PENDING,
    SENDING,
    TEMPLATE,
    UNKNOWN,
    WECOM,
    Claimed,
    Sending,
)
from bot.ledger.prepared import Prepared
from bot.ledger.tables import binding, delivery, delivery_attempt, follower, member, notice

NOT_BOUND = "没有绑定微信：请电话通知"
NOT_FOLLOWING = "已取消关注：请电话通知"
LEFT = "已不在名册上，没有发出"
NO_WAY = "窗口已过，且没有配置模板消息：请电话通知"
KEY_FORGOTTEN = "超过平台查重的时间，不能确定是否已发出"
DAY_USED_UP = "公众号今天的条数用完了，明天零点后再发"
WINDOW_CLOSED = frozenset([45015, 45047])  # the platform says so, whatever we count

_WHOLE = Prepared(
    select(
        delivery.c.notice_id,
        delivery.c.member_id,
        delivery.c.attempts,
        delivery.c.openid,
        delivery.c.route,
        delivery.c.doubt_since,
        exists()
        .where(
            delivery_attempt.c.delivery_id == delivery.c.id,
            or_(*(delivery_attempt.c.error_code == code for code in sorted(WINDOW_CLOSED))),
        )
        .label("window_closed"),
        notice.c.kind,
        notice.c.title,
        notice.c.body,
        notice.c.url,
        notice.c.send_at,
        notice.c.halted_at,
        member.c.left_at,
        binding.c.openid.label("bound_to"),
        follower.c.following,
    )
    .join(notice, notice.c.id == delivery.c.notice_id)
    .join(member, member.c.id == delivery.c.member_id)
    .outerjoin(
        binding,
        and_(
            binding.c.member_id == delivery.c.member_id,
            binding.c.channel == OFFICIAL,
            binding.c.unbound_at.is_(None),
        ),
    )
    .outerjoin(follower, and_(follower.c.channel == OFFICIAL, follower.c.openid == binding.c.openid))
    .where(delivery.c.id == bindparam("of"), delivery.c.owner == bindparam("by"), delivery.c.state == CLAIMED)
)
_mine = (delivery.c.id == bindparam("of"), delivery.c.owner == bindparam("by"), delivery.c.state == CLAIMED)
_START = Prepared(
    update(delivery)
    .where(*_mine)
    .values(
        state=SENDING,
        channel=bindparam("over"),
        openid=bindparam("to_openid"),
        route=bindparam("by_route"),
        attempts=bindparam("tries"),
        doubt_since=bindparam("since"),
        lease_until=bindparam("until"),
    )
)
_ATTEMPT = Prepared(insert(delivery_attempt), columns=("delivery_id", "number", "route", "why", "started_at"))
_SETTLE = (
    update(delivery)
    .where(*_mine)
    .values(
        state=bindparam("to_state"),
        reason=bindparam("because"),
        next_at=bindparam("again_at"),
        settled_at=bindparam("at"),
        owner="",
        lease_until=None,
    )
)


_IN_WECOM = select(binding.c.openid).where(
    binding.c.member_id == bindparam("of"),
    binding.c.channel == WECOM,
    binding.c.unbound_at.is_(None),
    # Else the two lanes would hand the row to one another for ever.
    ~exists().where(
        follower.c.channel == WECOM,
        follower.c.openid == binding.c.openid,
        follower.c.following.is_(False),
    ),
)
_TO_BATCHES = (
    update(delivery)
    .where(*_mine, delivery.c.reason != WHY_NOT_REACHED)
    .values(state=PENDING, route=WECOM, owner="", lease_until=None)
)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a delivery goes (``route`` to ``openid``) or, without a route, the state it ends in; ``why`` for people."""

    why: str
    route: str = ""
    openid: str = ""
    state: str = FAILED


def start(
    db: Connection,
    claimed: Claimed,
    has_template: Callable[[str], bool],
    now: datetime,
    lease: timedelta,
    *,
    official: bool = True,
    wecom: bool = True,
    keyless: bool = True,
) -> Sending | Claimed | None:
    """Choose the way and write that the call begins; commit, then call. None where there is nothing to call: it is no
    longer ours, they cannot be reached (it is failed, with the reason), or channel or notice wait by now. ``claimed``,
    untouched, where the platform has no key for the way and ``keyless`` is False: to be asked again with it.

    ``has_template`` tells whether a kind of notice has a template message; ``official`` and ``wecom`` whether there is
    such an account at all.
    """
    row = _WHOLE.first(db, of=claimed.id, by=claimed.owner)
    if row is None:
        return None
    (
        notice_id, member_id, attempts, openid, route, doubt_since, window_closed,
        kind, title, body, url, send_at, halted_at, left_at, bound_to, following,
    ) = row  # fmt: skip
    bound_to = bound_to if official else None
    pause = quotas.paused(db, OFFICIAL, now)
    if pause is not None or halted_at is not None:
        _end(db, claimed, PENDING, pause.reason if pause else "", now, pause.until if pause else now)
        return None
    templated = has_template(kind)
    if doubt_since is not None:
        way = _same_again(route, openid, doubt_since, now)
    elif (
        wecom
        and left_at is None
        and (bound_to is None or following is False)
        and _to_batches(db, claimed, member_id)
    ):
        return None
    elif left_at is not None or bound_to is None or following is False:
        way = _Way(LEFT if left_at is not None else NOT_BOUND if bound_to is None else NOT_FOLLOWING)
    else:
        window = quotas.window(db, OFFICIAL, bound_to, member_id)
        way = _choose(bound_to, window.is_open(now) and not window_closed, window.spent + 1, templated)
    if not way.route:
        _end(db, claimed, way.state, way.why, now, now)
        return None
    if not keyless and way.route not in KEY_LIFE:
        return claimed
    if doubt_since is None and not app_quotas.take_day(db, OFFICIAL, way.route, now):
        _end(db, claimed, PENDING, DAY_USED_UP, now, app_quotas.day_ends(now))
        return None
    number, since = attempts + 1, doubt_since or now
    begun = _START.run(
        db, of=claimed.id, by=claimed.owner, over=OFFICIAL, to_openid=way.openid, by_route=way.route,
        tries=number, since=since, until=now + lease,
    )  # fmt: skip
    if begun != 1:
        return None
    _ATTEMPT.run(db, delivery_id=claimed.id, number=number, route=way.route, why=way.why, started_at=now)
    return Sending(
        id=claimed.id, owner=claimed.owner, number=number, notice_id=notice_id, member_id=member_id,
        channel=OFFICIAL, openid=way.openid, route=way.route, platform_key=claimed.platform_key,
        doubt_since=since, was_in_doubt=doubt_since is not None, has_template=templated,
        kind=kind, title=title, body=body, url=url, send_at=send_at,
    )  # fmt: skip


def _to_batches(db: Connection, claimed: Claimed, member_id: int) -> bool:
    """Hand a row over whose member has come to WeCom since it was written; False where WeCom does not reach them."""
    if db.execute(_IN_WECOM, {"of": member_id}).first() is None:
        return False
    return db.execute(_TO_BATCHES, {"of": claimed.id, "by": claimed.owner}).rowcount == 1


def _same_again(route: str, openid: str, doubt_since: datetime, now: datetime) -> _Way:
    """It may have arrived: only the same call under the same key may be made, while the platform knows the key."""
    if now >= doubt_since + KEY_LIFE.get(route, timedelta()):
        return _Way(KEY_FORGOTTEN, state=UNKNOWN)
    return _Way("上次不能确定是否发出，用同一编号再发，平台会查重", route, openid)


def _choose(openid: str, window_open: bool, nth: int, has_template: bool) -> _Way:
    if window_open:
        return _Way(f"48 小时内来过消息，用客服消息（第 {nth} 条，最多 5 条）", CUSTOMER, openid)
    if has_template:
        return _Way("客服消息的窗口已过或条数用完，用模板消息", TEMPLATE, openid)
    return _Way(NO_WAY)


def _end(
    db: Connection, claimed: Claimed, state: str, because: str, now: datetime, again_at: datetime
) -> None:
    given: dict[str, Any] = {"of": claimed.id, "by": claimed.owner, "to_state": state, "because": because}
    settled_at = None if state == PENDING else now
    db.execute(_SETTLE, given | {"again_at": again_at, "at": settled_at})
