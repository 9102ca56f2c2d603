"""A delivery's life: claimed, sent one way or the other, settled."""

import pytest

from bot.ledger import deliveries, followers, members, notices, quotas
from bot.ledger.deliveries import Accepted, Refused
from bot.ledger.deliveries import sending as ways
from tests.cast import NOW
from tests.ledger.sending import (
    HAS_ONE,
    HOUR,
    LEASE,
    MINUTE,
    SECOND,
    begin,
    claim,
    row,
    rows,
    tries,
    write,
    wrote_to_us,
)

DOUBT = Refused("没有答复", doubtful=True)


def settle(db, sending, result, now=NOW):
    return deliveries.settle(db, sending, result, now)


# The way


def test_within_the_window_a_customer_service_message_goes(db, cast):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员")
    sending = begin(db, templates=())
    assert (sending.route, sending.openid) == ("customer", cast.openid("王党员"))
    assert row(db).state == "sending"


def test_the_way_is_written_with_its_reason_before_the_call(db, cast):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员")
    begin(db)
    assert tries(db) == [(1, "customer", "")]


@pytest.mark.parametrize(("ago", "way"), [(47 * HOUR, "customer"), (48 * HOUR, "template")])
def test_after_48_hours_the_template_is_used(db, cast, ago, way):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员", NOW - ago)
    assert begin(db).route == way


def test_five_messages_use_a_window_up_and_a_new_message_opens_it_again(db, cast):
    wrote_to_us(db, cast, "王党员")
    for n in range(5):
        write(db, cast, "王党员", key=f"n-{n}")
        assert settle(db, begin(db), Accepted()) == "accepted"
    write(db, cast, "王党员", key="n-6")
    assert begin(db).route == "template"
    wrote_to_us(db, cast, "王党员", NOW + SECOND)
    write(db, cast, "王党员", key="n-7")
    assert begin(db, NOW + MINUTE).route == "customer"


def test_a_message_that_was_certainly_refused_does_not_count(db, cast):
    wrote_to_us(db, cast, "王党员")
    write(db, cast, "王党员")
    settle(db, begin(db), Refused("稍后再试", wait=MINUTE))
    openid = cast.openid("王党员")
    assert quotas.window(db, "official", openid, cast.ids["王党员"]).spent == 0


@pytest.mark.parametrize("why", ["窗口已过，且没有配置模板消息：请电话通知"])
def test_without_window_and_template_somebody_has_to_telephone(db, cast, why):
    notice_id = write(db, cast, "王党员")
    assert begin(db, templates=("monthly",)) is None
    assert (row(db).state, row(db).reason, row(db).attempts) == ("failed", why, 0)
    assert [one.name for one in deliveries.phone_list(db, notice_id)] == ["王党员"]


def test_nobody_is_asked_about_those_who_are_not_bound_or_have_left_the_account(db, cast):
    members.add(db, name="新党员", standing="full", now=NOW, branch_id=cast.first)
    followers.set_following(db, "official", cast.openid("吴党员"), following=False, now=NOW)
    new = members.named(db, "新党员")[0].id
    notices.create(
        db, key="k", kind="notice", title="t", body="b", recipients=[new, cast.ids["吴党员"]], now=NOW
    )
    for claimed in claim(db):
        assert deliveries.start(db, claimed, HAS_ONE, NOW, LEASE) is None
    assert [one.reason for one in rows(db)] == [ways.NOT_BOUND, ways.NOT_FOLLOWING]


# Claiming


def test_a_claim_takes_what_is_due_in_order_and_no_more_than_asked(db, cast):
    write(db, cast, "王党员", "吴党员", "冯党员", key="later", now=NOW, send_at=NOW + SECOND)
    write(db, cast, "王党员", "吴党员", key="first")
    assert len(claim(db, NOW)) == 2
    assert len(claim(db, NOW + SECOND, count=2)) == 2
    assert len(claim(db, NOW + SECOND)) == 1
    assert claim(db, NOW + SECOND) == []


def test_what_another_holds_is_not_started(db, cast):
    write(db, cast, "王党员")
    (mine,) = claim(db)
    deliveries.reap(db, NOW + LEASE + SECOND)
    (theirs,) = claim(db, NOW + LEASE + SECOND, owner="w-2")
    assert deliveries.start(db, mine, HAS_ONE, NOW + LEASE + SECOND, LEASE) is None
    assert deliveries.start(db, theirs, HAS_ONE, NOW + LEASE + SECOND, LEASE) is not None


def test_a_stopping_worker_gives_back_what_it_has_not_begun(db, cast):
    write(db, cast, "王党员", "吴党员")
    one, other = claim(db)
    deliveries.start(db, one, HAS_ONE, NOW, LEASE)
    assert deliveries.release(db, "w-1", [one.id, other.id]) == 1
    assert [each.state for each in rows(db)] == ["sending", "pending"]


def test_a_notice_past_its_use_is_not_sent(db, cast):
    write(db, cast, "王党员", expires_at=NOW + HOUR)
    assert claim(db, NOW + HOUR) == []
    assert not deliveries.is_due(db, NOW + HOUR)
    assert deliveries.expire(db, NOW + HOUR) == 1
    assert (row(db).state, row(db).reason) == ("failed", "已过时效，没有发出")


def test_a_notice_taken_back_while_claimed_is_not_sent(db, cast):
    notice_id = write(db, cast, "王党员")
    (claimed,) = claim(db)
    notices.cancel(db, notice_id, NOW)
    assert deliveries.start(db, claimed, HAS_ONE, NOW, LEASE) is None


# Settling


def test_accepted_keeps_the_platforms_number(db, cast):
    write(db, cast, "王党员")
    assert settle(db, begin(db), Accepted("m-77")) == "accepted"
    assert (row(db).platform_id, row(db).settled_at) == ("m-77", NOW)
    assert tries(db) == [(1, "template", "accepted")]


def test_in_doubt_a_customer_service_message_is_never_sent_again(db, cast):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员")
    assert settle(db, begin(db), DOUBT) == "unknown"
    assert claim(db, NOW + HOUR) == []


def test_in_doubt_a_template_message_goes_again_under_the_same_key(db, cast):
    write(db, cast, "王党员")
    first = begin(db)
    assert settle(db, first, DOUBT) == "pending"
    wrote_to_us(db, cast, "王党员", NOW + SECOND)  # even though the other way is open now
    again = begin(db, NOW + MINUTE)
    assert (again.route, again.openid, again.platform_key) == ("template", first.openid, first.platform_key)
    assert settle(db, again, Accepted("m-1"), NOW + MINUTE) == "accepted"


def test_once_the_platform_has_forgotten_the_key_it_stays_unknown(db, cast):
    write(db, cast, "王党员")
    settle(db, begin(db), DOUBT)
    assert begin(db, NOW + 8 * MINUTE) is None
    assert row(db).state == "unknown"


def test_doubts_end_before_the_key_does(db, cast):
    write(db, cast, "王党员")
    now, state = NOW, "pending"
    while state == "pending":
        state = settle(db, begin(db, now), DOUBT, now)
        now = row(db).next_at
    assert state == "unknown"
    assert 5 < row(db).attempts < 14
    assert row(db).settled_at < NOW + 8 * MINUTE


def test_a_refusal_after_a_doubt_does_not_make_it_certain(db, cast):
    write(db, cast, "王党员")
    settle(db, begin(db), DOUBT)
    gone = Refused("对方已取消关注", 43004, permanent=True, unfollowed=True)
    assert settle(db, begin(db, NOW + MINUTE), gone, NOW + MINUTE) == "unknown"


def test_a_permanent_refusal_fails_with_the_platforms_reason(db, cast):
    notice_id = write(db, cast, "王党员", "吴党员")
    gone = Refused("对方已取消关注", 43004, permanent=True, unfollowed=True)
    assert settle(db, begin(db), gone) == "failed"
    assert (rows(db)[0].reason, rows(db)[0].error_code) == ("对方已取消关注", 43004)
    assert not followers.follows(db, "official", cast.openid("王党员"))
    assert deliveries.counts(db, notice_id) == {"failed": 1, "pending": 1}


@pytest.mark.parametrize("code", [45015, 45047])
def test_where_the_platform_says_the_window_is_closed_the_template_follows(db, cast, code):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员")
    closed = Refused("窗口已过", code, permanent=True)
    assert settle(db, begin(db), closed) == "pending"
    assert begin(db).route == "template"


def test_refusals_are_tried_again_ever_later_and_not_for_ever(db, cast):
    write(db, cast, "王党员")
    now, waits = NOW, []
    for _ in range(6):
        state = settle(db, begin(db, now), Refused("平台拒绝"), now)
        waits.append((row(db).next_at - now).total_seconds())
        now = row(db).next_at
    assert waits[:5] == [30, 60, 120, 240, 480]
    assert state == "failed"


def test_the_days_quota_pauses_the_channel_till_midnight_and_costs_no_row_a_try(db, cast):
    write(db, cast, "王党员", "吴党员", "冯党员")
    first, second, third = claim(db)
    sending = deliveries.start(db, first, HAS_ONE, NOW, LEASE)
    used_up = Refused("今天的次数用完", 45009, wait=14 * HOUR, scope="channel")
    assert settle(db, sending, used_up) == "pending"
    assert deliveries.start(db, second, HAS_ONE, NOW, LEASE) is None
    deliveries.release(db, "w-1", [third.id])
    assert [one.state for one in rows(db)] == ["pending"] * 3
    assert claim(db, NOW + 13 * HOUR) == []
    assert quotas.paused(db, "official", NOW).reason == "今天的次数用完"
    assert len(claim(db, NOW + 14 * HOUR)) == 3


def test_a_shorter_pause_does_not_end_a_longer_one(db, cast):
    quotas.pause(db, "official", NOW + HOUR, "长", NOW)
    quotas.pause(db, "official", NOW + MINUTE, "短", NOW)
    assert quotas.paused(db, "official", NOW + 2 * MINUTE).reason == "长"
    assert quotas.resume(db, "official")
    assert quotas.paused(db, "official", NOW) is None


def test_what_every_recipient_would_be_refused_for_halts_the_notice(db, cast):
    notice_id = write(db, cast, "王党员", "吴党员", "冯党员")
    other = write(db, cast, "陈党员", key="n-2")
    first, second, *_ = claim(db, count=2)
    wrong = Refused("模板编号不对", 40037, permanent=True, scope="notice")
    settle(db, deliveries.start(db, first, HAS_ONE, NOW, LEASE), wrong)
    assert deliveries.start(db, second, HAS_ONE, NOW, LEASE) is None
    assert notices.get(db, notice_id).halted_why == "模板编号不对"
    assert len(claim(db)) == 1
    assert deliveries.counts(db, other) == {"claimed": 1}
    assert notices.resume(db, notice_id)
    assert len(claim(db)) == 3
