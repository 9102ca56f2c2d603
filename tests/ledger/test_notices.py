"""Notices: once a key, out of the quiet hours, confirmed by those who got them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import local
from bot.config import PushSettings
from bot.ledger import deliveries, notices
from bot.ledger.quiet import is_quiet, out_of_quiet
from tests.cast import NOW

PUSH = PushSettings()


def wang(cast):
    return cast.ids["王党员"]


def write(db, cast, key="n-1", names=("王党员", "吴党员"), **more):
    given = {"kind": "notice", "title": "开会", "body": "周六上午九点，三楼。", "now": NOW} | more
    return notices.create(db, key=key, recipients=[cast.ids[name] for name in names], **given)


def test_a_notice_is_written_with_a_delivery_a_recipient(db, cast):
    made = write(db, cast)
    assert (made.fresh, made.recipients, made.send_at) == (True, 2, NOW)
    assert deliveries.counts(db, made.notice_id) == {"pending": 2}


def test_the_same_key_again_changes_nothing_and_says_so(db, cast):
    first = write(db, cast)
    again = write(db, cast, names=("冯党员", "陈党员", "褚党员"), title="另一个")
    assert (again.notice_id, again.fresh, again.recipients) == (first.notice_id, False, 2)
    assert notices.get(db, first.notice_id).title == "开会"


def test_somebody_named_twice_gets_it_once(db, cast):
    assert write(db, cast, names=("王党员", "王党员")).recipients == 1


def test_a_notice_to_nobody_is_kept_all_the_same(db, cast):
    assert write(db, cast, names=()).recipients == 0


def test_platform_keys_are_short_enough_and_all_different(db, cast):
    write(db, cast)
    write(db, cast, key="n-2")
    taken = deliveries.claim(db, "w", NOW, 10, timedelta(seconds=15))
    keys = {one.platform_key for one in taken}
    assert len(keys) == 4
    assert all(len(key) <= 24 and key.isascii() for key in keys)


@pytest.mark.parametrize(
    ("clock", "goes"),
    [("20:59", "23 20:59"), ("21:00", "24 08:0"), ("23:59", "24 08:0"), ("00:00", "23 08:0"), ("07:59", "23 08:0"),
     ("08:00", "23 08:00")],
)  # fmt: skip
def test_what_falls_into_the_quiet_hours_goes_in_the_morning(clock, goes):
    hour, minute = map(int, clock.split(":"))
    at = datetime(2026, 11, 23, hour, minute, tzinfo=local.SHANGHAI).astimezone(UTC)
    moved = out_of_quiet(at, PUSH, "n-1")
    assert local.at(moved).strftime("%d %H:%M").startswith(goes)
    assert not is_quiet(moved, PUSH)


def test_the_last_quiet_evening_of_a_month_ends_in_the_next_one():
    evening = datetime(2026, 12, 31, 22, 30, tzinfo=local.SHANGHAI).astimezone(UTC)
    assert local.at(out_of_quiet(evening, PUSH, "x")).strftime("%Y-%m-%d %H") == "2027-01-01 08"


def test_mornings_are_spread_over_nine_minutes():
    evening = datetime(2026, 11, 23, 22, tzinfo=local.SHANGHAI)
    minutes = {local.at(out_of_quiet(evening, PUSH, f"key-{n}")).minute for n in range(100)}
    assert minutes == set(range(1, 10))


def test_equal_hours_mean_that_nothing_is_quiet():
    assert not is_quiet(NOW, PushSettings(quiet_from_hour=10, quiet_to_hour=10))


def test_quiet_hours_within_one_day():
    lunch = PushSettings(quiet_from_hour=10, quiet_to_hour=12)
    assert is_quiet(NOW, lunch)
    assert not is_quiet(NOW + timedelta(hours=2), lunch)


def test_a_notice_for_later_is_not_out_yet(db, cast):
    write(db, cast, send_at=NOW + timedelta(hours=1))
    assert notices.of_member(db, wang(cast), NOW) == []
    assert len(notices.of_member(db, wang(cast), NOW + timedelta(hours=1))) == 1


def test_received_confirms_the_latest_that_waits(db, cast):
    write(db, cast, title="旧的")
    write(db, cast, key="n-2", title="新的", now=NOW + timedelta(minutes=1))
    later = NOW + timedelta(hours=1)
    first = notices.confirm(db, wang(cast), later)
    assert (first.received.notice.title, first.already, first.waiting) == ("新的", False, 1)
    second = notices.confirm(db, wang(cast), later)
    assert (second.received.notice.title, second.waiting) == ("旧的", 0)
    third = notices.confirm(db, wang(cast), later)
    assert (third.received.notice.title, third.already, third.waiting) == ("新的", True, 0)


def test_a_confirmation_keeps_its_first_time(db, cast):
    made = write(db, cast)
    notices.confirm(db, wang(cast), NOW, made.notice_id)
    again = notices.confirm(db, wang(cast), NOW + timedelta(days=1), made.notice_id)
    assert (again.already, again.received.confirmed_at) == (True, NOW)


def test_nobody_confirms_what_is_not_theirs(db, cast):
    made = write(db, cast)
    assert notices.confirm(db, cast.ids["冯党员"], NOW) is None
    assert notices.confirm(db, cast.ids["冯党员"], NOW, made.notice_id) is None
    assert not notices.opened(db, made.notice_id, cast.ids["冯党员"], NOW)


def test_opening_is_noted_once(db, cast):
    made = write(db, cast)
    assert notices.opened(db, made.notice_id, wang(cast), NOW)
    assert not notices.opened(db, made.notice_id, wang(cast), NOW + timedelta(hours=1))
    assert notices.of_member(db, wang(cast), NOW)[0].opened_at == NOW


def test_a_notice_taken_back_goes_to_nobody_any_more(db, cast):
    made = write(db, cast)
    assert notices.cancel(db, made.notice_id, NOW) == 2
    assert notices.cancel(db, made.notice_id, NOW) is None
    assert deliveries.claim(db, "w", NOW, 10, timedelta(seconds=15)) == []
    assert notices.of_member(db, wang(cast), NOW) == []
    assert deliveries.counts(db, made.notice_id) == {"cancelled": 2}
