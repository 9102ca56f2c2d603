"""Deliveries whose worker died, what a person makes of them, and who must be telephoned."""

from datetime import timedelta

import pytest

from bot.ledger import deliveries, notices, push_choices
from bot.ledger.deliveries import Accepted, Refused
from tests.cast import NOW
from tests.ledger.sending import (
    HOUR,
    LEASE,
    MINUTE,
    SECOND,
    begin,
    claim,
    row,
    tries,
    write,
    wrote_to_us,
)

DOUBT = Refused("没有答复", doubtful=True)


def settle(db, sending, result, now=NOW):
    return deliveries.settle(db, sending, result, now)


# The dead


def test_what_a_dead_worker_had_only_claimed_goes_back(db, cast):
    write(db, cast, "王党员")
    claim(db)
    assert deliveries.reap(db, NOW + LEASE).given_back == 0
    assert deliveries.reap(db, NOW + LEASE + SECOND).given_back == 1
    assert len(claim(db, NOW + LEASE + SECOND, owner="w-2")) == 1


def test_what_a_dead_worker_was_sending_without_a_key_is_unknown(db, cast):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员")
    begin(db)
    assert deliveries.reap(db, NOW + LEASE + SECOND).unknown == 1
    assert "不能确定" in row(db).reason
    assert claim(db, NOW + HOUR) == []


def test_what_a_dead_worker_was_sending_with_a_key_goes_again_under_it(db, cast):
    write(db, cast, "王党员")
    first = begin(db)
    assert deliveries.reap(db, NOW + LEASE + SECOND).given_back == 1
    again = begin(db, NOW + LEASE + SECOND, owner="w-2")
    assert (again.platform_key, again.was_in_doubt, again.number) == (first.platform_key, True, 2)


def test_found_too_late_a_key_helps_no_more(db, cast):
    write(db, cast, "王党员")
    begin(db)
    assert deliveries.reap(db, NOW + 9 * MINUTE).unknown == 1


def test_a_late_answer_settles_the_unknown_it_caused(db, cast):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员")
    sending = begin(db)
    deliveries.reap(db, NOW + LEASE + SECOND)
    settle(db, sending, Accepted(), NOW + MINUTE)
    assert row(db).state == "accepted"


def test_a_late_answer_does_not_undo_what_came_after_it(db, cast):
    write(db, cast, "王党员")
    late = begin(db)
    deliveries.reap(db, NOW + LEASE + SECOND)
    settle(db, begin(db, NOW + MINUTE, owner="w-2"), Accepted("m-1"), NOW + MINUTE)
    settle(db, late, DOUBT, NOW + 2 * MINUTE)
    assert (row(db).state, row(db).platform_id) == ("accepted", "m-1")
    assert tries(db) == [(1, "template", "doubtful"), (2, "template", "accepted")]


def test_a_notice_taken_back_says_of_a_doubtful_one_that_it_may_have_arrived(db, cast):
    notice_id = write(db, cast, "王党员")
    settle(db, begin(db), DOUBT)
    assert notices.cancel(db, notice_id, NOW) == 0
    deliveries.reap(db, NOW + 9 * MINUTE)
    assert row(db).state == "unknown"


@pytest.mark.parametrize(("arrived", "state"), [(True, "accepted"), (False, "pending")])
def test_a_person_decides_what_is_unknown(db, cast, arrived, state):
    write(db, cast, "王党员")
    wrote_to_us(db, cast, "王党员")
    settle(db, begin(db), DOUBT)
    assert deliveries.resolve(db, row(db).id, arrived, cast.ids["李书记"], NOW + HOUR)
    assert row(db).state == state
    assert not deliveries.resolve(db, row(db).id, arrived, cast.ids["李书记"], NOW + HOUR)
    assert len(claim(db, NOW + HOUR)) == (not arrived)


# Who has it


def test_receipts_tell_person_by_person(db, cast):
    notice_id = write(db, cast, "王党员", "蒋党员", "吴党员")
    settle(db, begin(db), Accepted())
    settle(db, begin(db), Refused("在黑名单里", 43019, permanent=True))
    settle(db, begin(db), Accepted())
    notices.confirm(db, cast.ids["王党员"], NOW + HOUR)
    told = {one.name: (one.branch_name, one.state, one.reason) for one in deliveries.receipts(db, notice_id)}
    assert told == {
        "王党员": ("一支部", "accepted", ""),
        "吴党员": ("一支部", "accepted", ""),
        "蒋党员": ("联合支部", "failed", "在黑名单里"),
    }
    assert [one.name for one in deliveries.phone_list(db, notice_id)] == ["蒋党员"]
    late = deliveries.phone_list(db, notice_id, at_deadline=True)
    assert [one.name for one in late] == ["吴党员", "蒋党员"]


def test_who_confirmed_in_chat_needs_no_call_though_the_push_failed(db, cast):
    notice_id = write(db, cast, "王党员")
    settle(db, begin(db), Refused("在黑名单里", 43019, permanent=True))
    notices.confirm(db, cast.ids["王党员"], NOW + timedelta(hours=1))
    assert deliveries.phone_list(db, notice_id) == []


@pytest.mark.parametrize(
    ("status", "state"),
    [("success", "accepted"), ("failed:user block", "failed"), ("failed: system failed", "failed")],
)
def test_the_platforms_later_word_on_a_template_message_is_believed(db, cast, status, state):
    notice_id = write(db, cast, "王党员")
    settle(db, begin(db), Accepted("m-7"))
    openid = cast.openid("王党员")
    assert not deliveries.reported(db, cast.openid("吴党员"), f"m-7:{status}", NOW)
    assert deliveries.reported(db, openid, f"m-7:{status}", NOW + MINUTE) == (state == "failed")
    assert row(db).state == state
    assert len(deliveries.phone_list(db, notice_id)) == (state == "failed")


def test_a_kind_turned_off_drops_that_kind_of_that_member_only(db, cast):
    one, other = cast.ids["王党员"], cast.ids["吴党员"]
    push_choices.turn_off(db, one, "lecture", NOW)
    made = {
        kind: notices.create(
            db, key=kind, kind=kind, title=kind, body="", recipients=[one, other], now=NOW
        ).notice_id
        for kind in ("lecture", "tasks")
    }
    assert deliveries.drop_unwanted(db, NOW) == 1
    assert deliveries.counts(db, made["lecture"]) == {"cancelled": 1, "pending": 1}
    assert deliveries.counts(db, made["tasks"]) == {"pending": 2}


def test_what_its_member_has_turned_off_is_not_claimed_before_the_sweep_drops_it_either(db, cast):
    write(db, cast, "陈党员", kind="tasks")
    push_choices.turn_off(db, cast.ids["陈党员"], "tasks", NOW)
    assert claim(db) == []
    assert deliveries.drop_unwanted(db, NOW) == 1
    assert row(db).state == "cancelled"
