"""The lanes beside each other: none holds up another, none keeps what it cannot send."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from sqlalchemy import update

from bot.ledger import deliveries, followers, notices
from bot.ledger.deliveries import batches
from bot.ledger.deliveries.batch_statements import WHY_NOT_REACHED
from bot.ledger.tables import delivery
from tests.delivery.both import Both

LEASE = timedelta(seconds=15)


def test_a_platform_that_hangs_does_not_hold_up_the_other(both: Both) -> None:
    both.join("王党员")
    first = both.office.notify("王党员", "陈党员")
    hanging, seen = threading.Event(), []

    def hang(batch: deliveries.Batch) -> deliveries.Taken:
        hanging.wait(10)
        seen.append(both.office.states()["陈党员"])
        return deliveries.Taken("m-1")

    drained = threading.Thread(target=both.sender(both.office.client, {"wecom": hang}).drain)
    drained.start()
    until = time.monotonic() + 10
    while both.office.states()["陈党员"] != "accepted" and time.monotonic() < until:
        time.sleep(0.01)
    hanging.set()
    drained.join()
    assert seen == ["accepted"], "the one by the Official Account has it while WeCom still hangs"
    assert both.ways(first) == {"王党员": "accepted wecom", "陈党员": "accepted template"}


def test_whom_neither_platform_reaches_any_more_is_for_the_telephone(both: Both) -> None:
    """WeCom did not reach them, the Official Account was the next way, and then they left that too."""
    both.join("王党员")
    notice_id = both.office.notify("王党员")
    with both.office.ledger.begin() as db:
        db.execute(update(delivery).values(route="", reason=WHY_NOT_REACHED))
        openid = both.office.cast.openid("王党员")
        followers.set_following(db, "official", openid, following=False, now=both.office.now)
    both.drain()
    assert both.ways(notice_id) == {"王党员": "failed "}


def test_without_wecom_in_the_settings_what_was_planned_there_goes_the_other_way(both: Both) -> None:
    both.join("王党员")
    both.join("吴党员", only=True)
    notice_id = both.office.notify("王党员", "吴党员")
    both.drain(wecom_too=False)
    assert both.ways(notice_id) == {"王党员": "accepted template", "吴党员": "failed "}


def test_what_was_taken_back_is_not_called_again_in_doubt(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员")
    with both.office.ledger.begin() as db:
        assert batches.take(db, "wecom", "dead", both.office.now, LEASE) is not None
        notices.cancel(db, notice_id, both.office.now)
    both.office.later(seconds=30)
    both.sweep()
    both.drain()
    both.sweep()
    assert both.ways(notice_id) == {"王党员": "unknown wecom"}
    assert both.got("王党员") == 0
    with both.office.ledger.read() as db:
        (missed,) = deliveries.phone_list(db, notice_id)
    assert "已撤回" in missed.reason


def test_what_is_past_its_use_is_not_called_again_in_doubt(both: Both) -> None:
    both.join("王党员")
    notice_id = both.office.notify("王党员", expires_at=both.office.now + timedelta(minutes=1))
    with both.office.ledger.begin() as db:
        assert batches.take(db, "wecom", "dead", both.office.now, LEASE) is not None
    both.office.later(minutes=2)
    both.sweep()
    both.drain()
    both.sweep()
    assert both.ways(notice_id) == {"王党员": "unknown wecom"}
    assert both.got("王党员") == 0


def test_a_window_that_the_platform_called_closed_is_not_tried_again_after_another_refusal(
    both: Both,
) -> None:
    office = both.office
    office.heard_from("陈党员")
    office.notify("陈党员")
    office.fault("message/custom/send", "errcode", code=45015)
    office.fault("message/template/send", "errcode", code=45011)
    both.drain()
    office.later(minutes=2)
    both.drain()
    assert [route for route, _, _ in office.tries()] == ["customer", "template", "template"]
    assert office.only().state == "accepted"
