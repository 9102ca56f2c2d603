"""The statements of batches.py: each works on the whole of a batch, however many rows it has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import cast as as_type

from bot.ledger.deliveries.due import DUE, LIVE
from bot.ledger.deliveries.states import FAILED, MASS, OFFICIAL, PENDING, SENDING, UNKNOWN, WECOM
from bot.ledger.tables import Instant, binding, delivery, delivery_batch, follower, member, notice

MOST = {WECOM: 1000, MASS: 10_000}
LEAST = {WECOM: 1, MASS: 2}
CHANNEL_OF = {WECOM: WECOM, MASS: OFFICIAL}
MASS_A_MONTH = 4  # a person and calendar month (wechat.md 2.4)
MEMBER_A_MINUTE, MEMBER_AN_HOUR = 30, 1000  # WeCom drops the rest without a word (wechat.md 3)
WHY_UNKNOWN = "超过平台查重的时间，不能确定是否已发出"
WHY_MINUTE = "一分钟内群发太多，稍后再发"
WHY_DAY = {
    WECOM: "企业微信应用今天的人次用完了，明天零点后再发",
    MASS: "公众号今天的群发次数用完了，明天零点后再发",
}
WHY_OVER = "通知已撤回或已过时效，不再重发；先前一次不能确定是否已发出"
WHY_NOT_REACHED = "企业微信收不到（账号不对、不在应用的可见范围）：请电话通知"


def _earlier(route: str, since: str) -> ScalarSelect[int]:
    """How many a member has had this way since then: the limits of the platform, counted over all workers."""
    before = delivery.alias("before")
    return (
        select(func.count())
        .where(
            before.c.member_id == delivery.c.member_id,
            before.c.route == route,
            before.c.batch_id.is_not(None),
            before.c.doubt_since > bindparam(since),
        )
        .scalar_subquery()
    )


def _lane(route: str) -> Select[Any]:
    """The due rows of one notice and their addresses, for one call."""
    channel = CHANNEL_OF[route]
    within = (
        (_earlier(WECOM, "minute") < MEMBER_A_MINUTE, _earlier(WECOM, "hour") < MEMBER_AN_HOUR)
        if route == WECOM
        else (_earlier(MASS, "month") < MASS_A_MONTH,)
    )
    return (
        select(delivery.c.id, binding.c.openid)
        .join(notice, notice.c.id == delivery.c.notice_id)
        .join(member, member.c.id == delivery.c.member_id)
        .join(
            binding,
            and_(
                binding.c.member_id == delivery.c.member_id,
                binding.c.channel == channel,
                binding.c.unbound_at.is_(None),
            ),
        )
        .where(
            *DUE,
            *LIVE,
            delivery.c.route == route,
            delivery.c.notice_id == bindparam("of_notice"),
            member.c.left_at.is_(None),
            ~_gone(binding.c.channel, binding.c.openid),
            *within,
        )
        .order_by(delivery.c.id)
        .limit(bindparam("count"))
    )


def _gone(channel: Any, openid: Any) -> Any:
    return exists().where(
        follower.c.channel == channel, follower.c.openid == openid, follower.c.following.is_(False)
    )


ROWS = {
    "sqlite": {route: _lane(route) for route in MOST},
    "postgresql": {route: _lane(route).with_for_update(skip_locked=True, of=delivery) for route in MOST},
}
NEXT_NOTICE = {
    route: select(delivery.c.notice_id)
    .join(notice, notice.c.id == delivery.c.notice_id)
    .where(*DUE, *LIVE, delivery.c.route == route)
    .order_by(delivery.c.next_at, delivery.c.id)
    .limit(1)
    for route in MOST
}
_ids = bindparam("ids", type_=Text)
GIVEN = {
    "sqlite": select(func.json_each(_ids).table_valued("value").c.value),
    "postgresql": select(
        as_type(
            func.json_array_elements_text(as_type(_ids, JSON)).table_valued("value").c.value,
            delivery.c.id.type,
        )
    ),
}
NAMED = {
    "sqlite": select(func.json_each(bindparam("openids", type_=Text)).table_valued("value").c.value),
    "postgresql": select(
        func.json_array_elements_text(as_type(bindparam("openids", type_=Text), JSON))
        .table_valued("value")
        .c.value
    ),
}
_address = (
    select(binding.c.openid)
    .where(
        binding.c.member_id == delivery.c.member_id,
        binding.c.channel == bindparam("over"),
        binding.c.unbound_at.is_(None),
    )
    .scalar_subquery()
)
BEGIN_ROWS = {
    name: update(delivery)
    .where(delivery.c.id.in_(given), delivery.c.state == PENDING)
    .values(
        state=SENDING,
        channel=bindparam("over"),
        openid=_address,
        batch_id=bindparam("of_batch"),
        attempts=delivery.c.attempts + 1,
        doubt_since=bindparam("at"),
        owner=bindparam("by"),
        # No lease of its own: the batch has one.
        lease_until=None,
    )
    for name, given in GIVEN.items()
}
BEGIN = insert(delivery_batch).returning(delivery_batch.c.id)
WHY_TOO_MANY = "一分钟内给这个人发得太多，稍后再发"
_written_to = exists().where(
    binding.c.member_id == delivery.c.member_id,
    binding.c.channel == WECOM,
    binding.c.unbound_at.is_(None),
    ~_gone(binding.c.channel, binding.c.openid),
)
# Beyond what a member may get in a minute: it waits, for WeCom would drop it without a word.
WAIT = (
    update(delivery)
    .where(*DUE, delivery.c.route == WECOM, delivery.c.notice_id == bindparam("of_notice"), _written_to)
    .values(next_at=bindparam("again_at"), reason=WHY_TOO_MANY)
)
# What a limit of the account leaves no room for.
LATER = (
    update(delivery)
    .where(*DUE, delivery.c.route == bindparam("of_route"), delivery.c.notice_id == bindparam("of_notice"))
    .values(next_at=bindparam("again_at"), reason=bindparam("because"))
)
# A lane that this service does not have (any more): its rows go one by one.
NO_LANE = (
    update(delivery)
    .where(
        delivery.c.state == PENDING,
        delivery.c.next_at <= bindparam("now"),
        delivery.c.route == bindparam("of_route"),
    )
    .values(route="")
)
# Whoever cannot be written to in this lane goes on in the other, one by one.
ELSEWHERE = {
    route: update(delivery)
    .where(*DUE, delivery.c.route == route, delivery.c.notice_id == bindparam("of_notice"))
    .values(route="")
    for route in MOST
}
_notice = (notice.c.kind, notice.c.title, notice.c.body, notice.c.url, notice.c.needs_confirmation)
AGAIN = (
    select(delivery_batch, *_notice)
    .join(notice, notice.c.id == delivery_batch.c.notice_id)
    .where(
        delivery_batch.c.route == bindparam("of_route"),
        delivery_batch.c.state == PENDING,
        delivery_batch.c.next_at <= bindparam("now"),
        *LIVE,
    )
    .order_by(delivery_batch.c.next_at)
    .limit(1)
)
TAKE_AGAIN = (
    update(delivery_batch)
    .where(delivery_batch.c.id == bindparam("of"), delivery_batch.c.state == PENDING)
    .values(
        state=SENDING,
        owner=bindparam("by"),
        attempts=delivery_batch.c.attempts + 1,
        lease_until=bindparam("until"),
    )
)
NOTICE = select(*_notice).where(notice.c.id == bindparam("of"))
SETTLE = (
    update(delivery_batch)
    .where(
        delivery_batch.c.id == bindparam("of"),
        delivery_batch.c.owner == bindparam("by"),
        delivery_batch.c.attempts == bindparam("tries"),
        delivery_batch.c.state.in_((SENDING, PENDING)),
    )
    .values(
        state=bindparam("to_state"),
        platform_id=bindparam("their_id"),
        response_code=bindparam("their_code"),
        error_code=bindparam("code"),
        reason=bindparam("because"),
        next_at=bindparam("again_at"),
        settled_at=bindparam("settled"),
        lease_until=None,
    )
)
_of_batch = (delivery.c.batch_id == bindparam("of"), delivery.c.state == SENDING)
ROWS_TO = (
    update(delivery)
    .where(*_of_batch)
    .values(
        state=bindparam("to_state"),
        reason=bindparam("because"),
        error_code=bindparam("code"),
        platform_id=bindparam("their_id"),
        settled_at=bindparam("settled"),
        owner="",
    )
)
BACK = (
    update(delivery)
    .where(*_of_batch)
    .values(
        state=PENDING,
        next_at=bindparam("again_at"),
        reason=bindparam("because"),
        error_code=bindparam("code"),
        batch_id=None,
        doubt_since=None,
        owner="",
    )
)
_official = exists().where(
    binding.c.member_id == delivery.c.member_id,
    binding.c.channel == OFFICIAL,
    binding.c.unbound_at.is_(None),
    ~_gone(binding.c.channel, binding.c.openid),
)
# Not reached in WeCom: the Official Account is the next lawful way; without one, the telephone.
NOT_REACHED = {
    name: update(delivery)
    .where(*_of_batch, delivery.c.openid.in_(named))
    .values(
        state=case((_official, PENDING), else_=FAILED),
        route=case((_official, ""), else_=delivery.c.route),
        batch_id=case((_official, None), else_=delivery.c.batch_id),
        doubt_since=case((_official, None), else_=delivery.c.doubt_since),
        reason=WHY_NOT_REACHED,
        settled_at=case((_official, None), else_=bindparam("at")),
        next_at=bindparam("at"),
        owner="",
    )
    for name, named in NAMED.items()
}
HALT = (
    update(notice)
    .where(notice.c.id == bindparam("of"), notice.c.halted_at.is_(None))
    .values(halted_at=bindparam("at"), halted_why=bindparam("because"))
)
_lapsed = and_(delivery_batch.c.state == SENDING, delivery_batch.c.lease_until < bindparam("now"))
REAP = (
    update(delivery_batch)
    .where(_lapsed, delivery_batch.c.route == bindparam("of_route"))
    .values(state=PENDING, next_at=bindparam("now"), lease_until=None)
)
_too_old = delivery_batch.c.doubt_since <= bindparam("known_since")
_over = delivery_batch.c.notice_id.in_(
    select(notice.c.id).where(
        or_(notice.c.cancelled_at.is_not(None), notice.c.expires_at <= bindparam("now", type_=Instant))
    )
)
# In doubt, and not to be called again: the platform would not know it for a repeat, or nobody wants it sent any more.
OLD = (
    update(delivery_batch)
    .where(
        delivery_batch.c.state == PENDING,
        delivery_batch.c.route == bindparam("of_route"),
        or_(_too_old, _over),
    )
    .values(state=UNKNOWN, reason=case((_too_old, WHY_UNKNOWN), else_=WHY_OVER), settled_at=bindparam("now"))
    .returning(delivery_batch.c.id, delivery_batch.c.reason)
)
OF_NOTICE = (
    select(delivery_batch).where(delivery_batch.c.notice_id == bindparam("of")).order_by(delivery_batch.c.id)
)
