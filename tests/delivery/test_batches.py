"""One call for many, on the stand-ins for both platforms: who is in it, what came of it, what is never done twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.delivery.lanes import lanes
from bot.delivery.sender import Sender
from bot.ledger import bindings, deliveries, followers, notices, push_choices, quotas
from bot.ledger.deliveries import Claimed, batches
from bot.ledger.tables import hearing
from sandbox.platform import Fault
from tests.cast import Cast
from tests.delivery.both import Both

SEND = "message/send"


def test_all_in_wecom_get_it_in_one_call_and_the_others_one_by_one(both: Both) -> None:
    both.join("王党员", "吴党员", "冯党员")
    notice_id = both.office.notify("王党员", "吴党员", "冯党员", "陈党员")
    both.drain()
    assert both.ways(notice_id) == {
        "王党员": "accepted wecom", "吴党员": "accepted wecom", "冯党员": "accepted wecom",
        "陈党员": "accepted template",
    }  # fmt: skip
    assert both.calls() == 1


def test_who_is_only_in_wecom_is_reached_there(both: Both) -> None:
    both.join("王党员", only=True)
    notice_id = both.office.notify("王党员")
    both.drain()
    assert both.ways(notice_id) == {"王党员": "accepted wecom"}


def test_where_an_answer_is_wanted_it_is_a_card_with_a_button(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员", needs_confirmation=True)
    both.drain()
    (entry,) = both.company.accepted.entries
    assert entry["kind"] == "template_card"
    assert entry["content"]["button_list"][0]["key"] == f"ack-{notice_id}"  # type: ignore[index]


def test_whom_wecom_cannot_reach_goes_on_by_the_official_account_or_the_telephone(both: Both) -> None:
    both.join("王党员")
    both.join("吴党员", visible=False)
    both.join("冯党员", visible=False, only=True)
    notice_id = both.office.notify("王党员", "吴党员", "冯党员")
    both.drain()
    assert both.ways(notice_id) == {
        "王党员": "accepted wecom", "吴党员": "accepted template", "冯党员": "failed wecom"
    }  # fmt: skip
    with both.office.ledger.read() as db:
        (missed,) = deliveries.phone_list(db, notice_id)
    assert "请电话通知" in missed.reason


def test_where_nobody_is_reached_each_goes_on_by_the_next_way(both: Both) -> None:
    both.join("王党员", "吴党员", visible=False)
    notice_id = both.office.notify("王党员", "吴党员")
    both.drain()
    assert set(both.ways(notice_id).values()) == {"accepted template"}


@pytest.mark.parametrize("kind", ["truncate", "html", "http_after", "drop"])
def test_in_doubt_the_same_call_is_made_again_and_nobody_gets_it_twice(both: Both, kind: str) -> None:
    both.join("王党员", "吴党员")
    notice_id = both.office.notify("王党员", "吴党员")
    both.company.faults.add(Fault(SEND, kind))
    both.drain()
    assert set(both.ways(notice_id).values()) == {"sending wecom"}
    both.office.later(seconds=10)
    both.drain()
    assert set(both.ways(notice_id).values()) == {"accepted wecom"}
    assert (both.got("王党员"), both.got("吴党员")) == (1, 1)


def test_a_worker_that_dies_in_the_call_leaves_it_to_another_and_nobody_gets_it_twice(both: Both) -> None:
    both.join("王党员", "吴党员")
    notice_id = both.office.notify("王党员", "吴党员")
    now = both.office.now
    with both.office.ledger.begin() as db:
        batch = batches.take(db, "wecom", "dead", now, timedelta(seconds=15))
    assert batch is not None
    lanes(None, both.client)["wecom"](batch)  # the platform has it, the ledger does not know
    both.drain()
    assert set(both.ways(notice_id).values()) == {"sending wecom"}, "its lease still runs"
    both.office.later(seconds=16)
    both.sweep()
    both.drain()
    assert set(both.ways(notice_id).values()) == {"accepted wecom"}
    assert both.got("王党员") == 1


def test_what_stays_in_doubt_until_the_platform_forgets_is_unknown_and_not_sent_again(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员")
    with both.office.ledger.begin() as db:
        assert batches.take(db, "wecom", "dead", both.office.now, timedelta(seconds=15)) is not None
    both.office.later(hours=4)
    both.sweep()
    both.drain()
    assert both.ways(notice_id) == {"王党员": "unknown wecom"}
    assert both.got("王党员") == 0


def test_a_pause_of_one_channel_does_not_stop_the_other(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员", "吴党员")
    with both.office.ledger.begin() as db:
        quotas.pause(db, "wecom", both.office.now + timedelta(hours=1), "企业微信的 IP", both.office.now)
    both.drain()
    assert both.ways(notice_id) == {"王党员": "pending wecom", "吴党员": "accepted template"}
    both.office.later(hours=1, minutes=1)
    both.drain()
    assert both.ways(notice_id)["王党员"] == "accepted wecom"


def test_an_untrusted_address_pauses_wecom_and_loses_nobody(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员")
    both.company.trusted = False
    both.drain()
    assert both.ways(notice_id) == {"王党员": "pending wecom"}
    both.company.trusted = True
    both.office.later(minutes=11)
    both.drain()
    assert both.ways(notice_id) == {"王党员": "accepted wecom"}
    assert both.got("王党员") == 1


def test_a_late_answer_does_not_undo_what_a_later_try_has_settled(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员")
    with both.office.ledger.begin() as db:
        late = batches.take(db, "wecom", "slow", both.office.now, timedelta(seconds=15))
    assert late is not None
    both.office.later(seconds=16)
    both.sweep()
    both.drain()
    with both.office.ledger.begin() as db:
        batches.settle(db, late, deliveries.Refused("断了", doubtful=True), both.office.now)
    assert both.ways(notice_id) == {"王党员": "accepted wecom"}


def test_beyond_what_a_member_may_get_in_a_minute_it_waits(both: Both) -> None:
    both.join("王党员")
    for n in range(31):
        both.office.notify("王党员", key=f"n-{n}", title=f"第{n}件")
        both.drain()
    assert both.got("王党员") == 30
    assert both.ways(31) == {"王党员": "pending wecom"}
    both.office.later(minutes=1)
    both.drain()
    assert both.ways(31) == {"王党员": "accepted wecom"}


def test_who_left_wecom_before_it_went_out_gets_it_the_other_way(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员")
    with both.office.ledger.begin() as db:
        followers.set_following(db, "wecom", both.user("王党员"), following=False, now=both.office.now)
    both.drain()
    assert both.ways(notice_id) == {"王党员": "accepted template"}


def test_who_left_wecom_and_is_nowhere_else_is_for_the_telephone(both: Both) -> None:
    both.join("王党员", only=True)
    notice_id = both.office.notify("王党员")
    with both.office.ledger.begin() as db:
        followers.set_following(db, "wecom", both.user("王党员"), following=False, now=both.office.now)
    both.drain()
    assert both.ways(notice_id) == {"王党员": "failed "}


def test_who_was_bound_in_wecom_after_it_was_written_gets_it_there(both: Both) -> None:
    with both.office.ledger.begin() as db:
        bindings.unbind(db, "official", both.office.cast.openid("王党员"), both.office.now, "asked")
    notice_id = both.office.notify("王党员")
    both.join("王党员")
    both.drain()
    assert both.ways(notice_id) == {"王党员": "accepted wecom"}


def test_in_court_nothing_goes_out_in_either_lane(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员", "吴党员")
    with both.office.ledger.begin() as db:
        for name in ("王党员", "吴党员"):
            db.execute(
                insert(hearing).values(
                    member_id=both.office.cast.ids[name],
                    starts_at=both.office.now - timedelta(hours=1),
                    ends_at=both.office.now + timedelta(hours=1),
                    made_at=both.office.now,
                )
            )
    both.drain()
    assert set(both.ways(notice_id).values()) == {"pending wecom", "pending "}


def test_what_a_member_has_turned_off_is_dropped_with_its_reason(both: Both) -> None:
    both.join("王党员")
    with both.office.ledger.begin() as db:
        push_choices.turn_off(db, both.office.cast.ids["王党员"], "lecture", both.office.now)
    notice_id = both.office.notify("王党员", kind="lecture")
    both.drain()
    assert both.ways(notice_id) == {"王党员": "cancelled wecom"}


def test_a_mass_send_is_one_call_and_its_repeat_none(both: Both) -> None:
    notice_id = both.office.notify("王党员", "吴党员", "冯党员", mass=True)
    both.office.platform.faults.add(Fault("message/mass/send", "truncate"))
    both.drain()
    both.office.later(minutes=2)
    both.drain()
    assert set(both.ways(notice_id).values()) == {"accepted mass"}
    masses = [e for e in both.office.platform.accepted.entries if e["path"] == "message/mass/send"]
    assert len(masses) == 3
    assert len({entry["msgid"] for entry in masses}) == 1


def test_a_mass_send_to_one_is_an_ordinary_message(both: Both) -> None:
    notice_id = both.office.notify("王党员", mass=True)
    both.drain()
    assert both.ways(notice_id) == {"王党员": "accepted template"}


def test_a_fifth_mass_send_in_a_month_goes_the_ordinary_way(both: Both) -> None:
    for n in range(5):
        both.office.notify("王党员", "吴党员", key=f"m-{n}", title=f"第{n}次", mass=True)
        both.drain()
    assert set(both.ways(4).values()) == {"accepted mass"}
    assert set(both.ways(5).values()) == {"accepted template"}


def test_what_a_lane_gives_over_while_it_is_looked_for_goes_the_ordinary_way(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        both.office.notify("王党员", "吴党员", key=f"m-{n}", title=f"第{n}次", mass=True)
        both.drain()
    ended, claim, work = threading.Event(), Sender._claim, Sender._work_lane

    def claim_while_the_lane_works(self: Sender) -> list[Claimed]:
        taken = claim(self)
        if not taken:
            ended.wait(5)
            time.sleep(0.05)
        return taken

    def work_after_the_first_look(self: Sender, route: str, stopping: Callable[[], bool]) -> int:
        time.sleep(0.05)
        try:
            return work(self, route, stopping)
        finally:
            ended.set()

    monkeypatch.setattr(Sender, "_claim", claim_while_the_lane_works)
    monkeypatch.setattr(Sender, "_work_lane", work_after_the_first_look)
    fifth = both.office.notify("王党员", "吴党员", key="m-4", title="第4次", mass=True)
    both.drain(wecom_too=False)
    assert set(both.ways(fifth).values()) == {"accepted template"}


def test_a_notice_that_waits_for_a_second_person_goes_in_no_lane(
    both: Both, cast_file: tuple[Path, Cast]
) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员", "吴党员", approval="waiting")
    both.drain()
    assert set(both.ways(notice_id).values()) == {"pending wecom", "pending "}


def test_the_console_can_see_each_call_and_no_address_in_it(both: Both) -> None:
    both.join("王党员", "吴党员")
    notice_id = both.office.notify("王党员", "吴党员")
    both.drain()
    with both.office.ledger.read() as db:
        (call,) = batches.of_notice(db, notice_id)
    assert (call["size"], call["state"], call["route"]) == (2, "accepted", "wecom")
    assert both.user("王党员") not in str(call)
    assert notices.get is not None


def test_with_wecom_alone_whoever_is_not_in_it_is_for_the_telephone(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员", "吴党员")
    both.drain(official_too=False)
    assert both.ways(notice_id) == {"王党员": "accepted wecom", "吴党员": "failed "}
