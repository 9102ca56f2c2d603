"""Sending against the stand-in for the platform: what arrives, and what the ledger makes of every fault."""

import threading
from datetime import UTC, datetime

import pytest

from bot import local
from bot.config import PushSettings
from bot.delivery.sender import Pace, Template
from bot.ledger import deliveries, quotas
from tests.delivery.office import CUSTOM, TEMPLATE


def test_a_notice_arrives_as_a_text_with_its_title_first(office):
    office.notify("王党员")
    office.heard_from("王党员")
    assert office.sender().drain() == 1
    (arrived,) = office.arrived("王党员")
    assert (arrived["kind"], arrived["content"]) == ("text", {"content": "开会\n周六上午九点。\n三楼。"})
    assert office.states() == {"王党员": "accepted"}


def test_a_notice_with_a_page_arrives_as_a_card(office):
    office.notify("王党员", url="https://rongshu.example/p/n/1")
    office.heard_from("王党员")
    office.sender().drain()
    (arrived,) = office.arrived("王党员")
    assert arrived["kind"] == "news"
    assert arrived["content"]["articles"][0]["url"] == "https://rongshu.example/p/n/1"


def test_outside_the_window_a_template_message_arrives_under_its_key(office):
    office.notify("王党员")
    office.sender().drain()
    (arrived,) = office.arrived("王党员")
    assert arrived["key"] == office.only().platform_key
    assert office.only().platform_id == str(arrived["msgid"])
    assert arrived["content"]["text"] == "开会\n周六上午九点。\n2026年11月23日 10:00"


def test_the_reason_for_the_way_is_kept_with_each_attempt(office):
    office.notify("王党员", "吴党员")
    office.heard_from("王党员")
    office.sender().drain()
    whys = {route: why for route, _, why in office.tries()}
    assert "第 1 条，最多 5 条" in whys["customer"]
    assert "模板消息" in whys["template"]


def test_twice_drained_is_once_sent(office):
    office.notify("王党员", "吴党员", "冯党员")
    sender = office.sender()
    assert (sender.drain(), sender.drain()) == (3, 0)
    assert len(office.platform.accepted.entries) == 3


def test_two_workers_share_the_work_and_nobody_gets_it_twice(office):
    names = list(office.cast.ids)
    for n in range(5):
        office.notify(*names, key=f"n-{n}")
    senders = [office.sender(), office.sender()]
    threads = [threading.Thread(target=one.drain) for one in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(office.platform.accepted.entries) == 5 * len(names)
    assert set(office.states().values()) == {"accepted"}


def test_without_a_template_those_outside_the_window_are_left_for_the_phone(office):
    office.notify("王党员", "吴党员")
    office.heard_from("王党员")
    office.sender(templates={}).drain()
    assert office.states() == {"王党员": "accepted", "吴党员": "failed"}


def test_nothing_goes_out_in_quiet_hours_even_if_it_was_due_before(office):
    office.notify("王党员")
    office.at(datetime(2026, 11, 23, 21, 0, tzinfo=local.SHANGHAI).astimezone(UTC))
    assert office.sender().drain() == 0
    assert office.states() == {"王党员": "pending"}
    office.at(datetime(2026, 11, 24, 8, 0, tzinfo=local.SHANGHAI).astimezone(UTC))
    assert office.sender().drain() == 1


def test_where_no_hour_is_quiet_it_goes_at_night(office):
    office.notify("王党员")
    office.at(datetime(2026, 11, 23, 23, 0, tzinfo=local.SHANGHAI).astimezone(UTC))
    assert office.sender(push=PushSettings(quiet_from_hour=0, quiet_to_hour=0)).drain() == 1


# Faults: the platform certainly did not act


@pytest.mark.parametrize("way", [CUSTOM, TEMPLATE])
@pytest.mark.parametrize("code", [40003, 43019])
def test_a_person_who_cannot_be_reached_fails_alone(office, way, code):
    office.notify("王党员", "吴党员")
    for name in ("王党员", "吴党员") if way == CUSTOM else ():
        office.heard_from(name)
    office.fault(way, "errcode", code=code, openid=office.cast.openid("王党员"))
    office.sender().drain()
    assert office.states() == {"王党员": "failed", "吴党员": "accepted"}


def test_who_left_the_account_is_noted_and_not_tried_again(office):
    office.platform.unfollow(office.cast.openid("王党员"))
    office.notify("王党员")
    office.sender().drain()
    office.notify("王党员", key="n-2")
    office.sender().drain()
    assert len(office.tries()) == 1
    assert office.states() == {"王党员": "failed"}


def test_a_window_the_platform_has_closed_gives_way_to_the_template(office):
    office.notify("王党员")
    office.heard_from("王党员")
    office.platform.windows.close(office.cast.openid("王党员"))
    office.sender().drain()
    assert [(route, outcome) for route, outcome, _ in office.tries()] == [
        ("customer", "failed"),
        ("template", "accepted"),
    ]


def test_the_days_quota_stops_everything_until_midnight_in_shanghai(office):
    office.platform.quotas.a_day[TEMPLATE] = 2
    names = list(office.cast.ids)
    office.notify(*names)
    office.sender().drain()
    assert len(office.platform.accepted.entries) == 2
    assert sorted(set(office.states().values())) == ["accepted", "pending"]
    office.at(datetime(2026, 11, 23, 20, 59, tzinfo=local.SHANGHAI).astimezone(UTC))
    assert office.sender().drain() == 0
    office.platform.quotas.a_day[TEMPLATE] = 100
    office.at(datetime(2026, 11, 24, 8, 1, tzinfo=local.SHANGHAI).astimezone(UTC))
    office.sender().drain()
    assert set(office.states().values()) == {"accepted"}
    assert len(office.platform.accepted.entries) == len(names)


def test_a_wrong_template_halts_the_notice_and_no_other(office):
    office.platform.templates = {"tpl-2": "{{thing1.DATA}}"}
    office.notify("王党员", "吴党员", "冯党员")
    office.notify("王党员", key="n-2", kind="monthly")
    sender = office.sender(templates={"notice": "tpl-1", "monthly": "tpl-2 thing1=title"})
    sender.drain()
    assert len(office.platform.accepted.entries) == 1
    assert sorted(outcome for _, outcome, _ in office.tries())[0] == "accepted"
    with office.ledger.read() as db:
        assert quotas.paused(db, "official", office.now) is None
    assert sender.drain() == 0


def test_a_platform_that_is_away_pauses_the_channel_instead_of_failing_everybody(office):
    names = list(office.cast.ids)
    office.notify(*names)
    office.client._transport._base = "http://127.0.0.1:9/cgi-bin/"
    office.sender().drain()
    assert set(office.states().values()) == {"pending"}
    assert len(office.tries()) <= Pace().threads
    assert office.sender().drain() == 0


def test_a_stale_token_is_renewed_once_for_a_whole_batch(office):
    names = list(office.cast.ids)
    office.notify("王党员")
    office.sender().drain()
    with office.platform.lock:
        office.platform.tokens.expire(office.now)
    office.notify(*names, key="n-2")
    office.sender().drain()
    assert office.platform.tokens.fetches["stable_token"] == 2
    assert len(office.platform.accepted.entries) == 1 + len(names)


# Faults: the platform may have acted


@pytest.mark.parametrize("kind", ["truncate", "html", "http_after", "drop", "http", "hang_after"])
def test_in_doubt_a_customer_service_message_is_unknown_and_stays_so(office, kind):
    office.notify("王党员")
    office.heard_from("王党员")
    office.fault(CUSTOM, kind, seconds=0.8)
    office.sender().drain()
    assert office.states() == {"王党员": "unknown"}
    office.later(hours=1)
    assert office.sender().drain() == 0


@pytest.mark.parametrize("kind", ["truncate", "html", "http_after", "drop", "http", "hang_after"])
def test_in_doubt_a_template_message_is_sent_again_and_arrives_once(office, kind):
    office.notify("王党员")
    office.fault(TEMPLATE, kind, seconds=0.8)
    sender = office.sender()
    sender.drain()
    assert office.states() == {"王党员": "pending"}
    office.later(minutes=1)
    sender.drain()
    assert office.states() == {"王党员": "accepted"}
    assert len(office.arrived("王党员")) == 1


def test_a_fault_of_ours_in_the_call_is_a_doubt(office, monkeypatch):
    office.notify("王党员")
    office.heard_from("王党员")
    monkeypatch.setattr(office.client, "send_text", lambda *_: {}["nothing"])
    office.sender().drain()
    assert office.states() == {"王党员": "unknown"}
    assert "程序出错" in office.only().reason


# The ledger in trouble


def test_an_answer_that_cannot_be_written_at_once_is_written_a_moment_later(office, monkeypatch):
    office.notify("王党员")
    office.heard_from("王党员")
    settle, fails = deliveries.settle, iter([True, True, False])

    def sometimes(*given):
        if next(fails):
            raise OSError("disk full")
        return settle(*given)

    monkeypatch.setattr(deliveries, "settle", sometimes)
    assert office.sender().drain() == 1
    assert office.states() == {"王党员": "accepted"}


def test_a_row_that_cannot_begin_keeps_no_other_from_being_sent(office, monkeypatch):
    office.notify("王党员", "吴党员", "冯党员")
    start, bad = deliveries.start, []

    def sometimes(db, claimed, *given, **named):
        # One row, and each time: a transaction that was shared is done again by itself.
        bad[:] = bad or [claimed.id]
        if claimed.id == bad[0]:
            raise OSError("disk full")
        return start(db, claimed, *given, **named)

    monkeypatch.setattr(deliveries, "start", sometimes)
    office.sender().drain()
    assert sorted(office.states().values()) == ["accepted", "accepted", "claimed"]
    monkeypatch.setattr(deliveries, "start", start)
    office.later(seconds=16)
    sender = office.sender()
    assert sender.sweep().given_back == 1
    assert sender.drain() == 1


# Stopping


def test_told_to_stop_it_finishes_what_is_under_way_and_gives_the_rest_back(office):
    names = list(office.cast.ids)
    office.notify(*names)
    told = threading.Event()
    office.platform.on_event = lambda _: told.set()
    made = office.sender().drain(told.is_set)
    states = list(office.states().values())
    assert 1 <= made <= Pace().threads + 1
    assert states.count("accepted") == made == len(office.platform.accepted.entries)
    assert states.count("pending") == len(names) - made


def test_a_template_setting_names_what_each_keyword_shows():
    assert Template.parse("ID") == Template("ID", {"thing1": "title", "thing2": "body"})
    assert Template.parse("ID thing4=title time9=time").fields == {"thing4": "title", "time9": "time"}
