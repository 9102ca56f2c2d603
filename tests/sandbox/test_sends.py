"""What the platform lets an account send, to whom, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.platform import Platform
from sandbox.platform.accepted import read
from sandbox.platform.windows import Act
from tests.sandbox.conftest import ACCOUNT, SECRET, Api, Clock, openid

ZHANG, LI = openid(1), openid(2)


def custom(api: Api, text: str = "您好", to: str = ZHANG) -> int:
    return int(api("message/custom/send", touser=to, msgtype="text", text={"content": text})["errcode"])


def test_five_messages_within_forty_eight_hours_of_a_word(api: Api, platform: Platform, clock: Clock):
    platform.acted(ZHANG, "message")
    assert [custom(api) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    platform.acted(ZHANG, "message")
    assert custom(api) == 0
    clock.pass_(hours=47, minutes=59)
    assert custom(api) == 0
    clock.pass_(minutes=1)
    assert custom(api) == 45015


@pytest.mark.parametrize("act", ["click", "follow", "scan"])
def test_three_messages_within_a_minute_of_a_touch(api: Api, platform: Platform, clock: Clock, act: Act):
    platform.acted(ZHANG, act)
    assert [custom(api) for _ in range(4)] == [0, 0, 0, 45047]
    platform.acted(ZHANG, act)
    clock.pass_(seconds=60)
    assert custom(api) == 45015


def test_a_touch_adds_to_what_a_message_allowed(api: Api, platform: Platform):
    platform.acted(ZHANG, "message")
    platform.acted(ZHANG, "click")
    assert [custom(api) for _ in range(9)] == [0] * 8 + [45047]


def test_nobody_can_be_written_to_out_of_the_blue(api: Api):
    assert custom(api) == 45015


def test_who_has_left_cannot_be_written_to(api: Api, platform: Platform):
    platform.acted(ZHANG, "message")
    platform.unfollow(ZHANG)
    assert custom(api) == 45015


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"touser": "nobody"}, 40003),
        ({"msgtype": "poem"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"text": {"content": "榕" * 683}}, 45002),
        ({"text": "hello"}, 47001),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "news", "news": {"articles": [{}, {}]}}, 45008),
    ],
)
def test_a_wrong_message_is_refused_and_costs_nothing(
    api: Api, platform: Platform, clock: Clock, changes: dict[str, Any], code: int
):
    platform.acted(ZHANG, "message")
    fields = {"touser": ZHANG, "msgtype": "text", "text": {"content": "您好"}, **changes}
    assert api("message/custom/send", **fields)["errcode"] == code
    assert platform.windows.left(ZHANG, clock()) == 5
    assert platform.accepted.entries == []


def test_typing_shows_for_fifteen_seconds_after_a_word(api: Api, platform: Platform, clock: Clock):
    def typing(command: str = "Typing") -> int:
        return int(api("message/custom/typing", touser=ZHANG, command=command)["errcode"])

    assert typing() == 45080
    platform.chats.add(ZHANG, "me", "text", {"content": "在吗"}, clock())
    assert [typing(), typing(), typing("Dance")] == [0, 45081, 45072]
    clock.pass_(seconds=16)
    assert typing() == 0
    assert typing("CancelTyping") == 0
    assert platform.typing == {}


def template(api: Api, key: str = "", to: str = ZHANG, **changes: object) -> dict[str, Any]:
    values = {
        "thing1": {"value": "支部党员大会"},
        "time2": {"value": "12月5日 19:30"},
        "remark": {"value": "x"},
    }
    fields = {"touser": to, "template_id": "T1", "data": values, "client_msg_id": key, **changes}
    return api("message/template/send", **fields)


def test_a_template_message_is_sent_once_a_key_within_ten_minutes(api: Api, platform: Platform, clock: Clock):
    first, again, other = template(api, "k1"), template(api, "k1"), template(api, "k1", to=LI)
    assert first == again
    assert first["msgid"] != other["msgid"]
    assert [entry["openid"] for entry in platform.accepted.entries] == [ZHANG, LI]
    clock.pass_(minutes=10)
    assert template(api, "k1")["msgid"] != first["msgid"]
    assert len(platform.accepted.to(ZHANG)) == 2


def test_without_a_key_each_template_message_is_its_own(api: Api, platform: Platform):
    template(api), template(api)
    assert len(platform.accepted.to(ZHANG)) == 2


def test_a_template_is_filled_in_and_its_outcome_reported(platform: Platform, api: Api):
    told: list[Any] = []
    platform.on_event = told.append
    platform.templates = {"T1": "会议：{{thing1.DATA}}\n时间：{{time2.DATA}}"}
    sent = template(api)
    assert platform.chats.of(ZHANG)[-1].content["text"] == "会议：支部党员大会\n时间：12月5日 19:30"
    assert (told[0]["Event"], told[0]["MsgID"], told[0]["Status"]) == (
        "TEMPLATESENDJOBFINISH",
        sent["msgid"],
        "success",
    )
    assert template(api, template_id="T2")["errcode"] == 40037
    assert template(api, data={"thing1": {"value": "会"}})["errcode"] == 47003


@pytest.mark.parametrize("values", [{"thing1": {"value": "会" * 21}}, {"thing1": {}}, {"thing1": "会"}])
def test_a_template_value_that_does_not_fit_is_refused(api: Api, values: dict[str, Any]):
    assert template(api, data=values)["errcode"] == 47003


def test_a_template_message_needs_a_follower(api: Api, platform: Platform):
    platform.unfollow(ZHANG)
    assert template(api)["errcode"] == 43004


def mass(api: Api, key: str = "", to: list[str] | None = None, text: str = "通知") -> dict[str, Any]:
    return api(
        "message/mass/send", touser=to or [ZHANG, LI], msgtype="text", text={"content": text}, clientmsgid=key
    )


def test_a_mass_send_reaches_the_list_and_reports_counts_only(api: Api, platform: Platform):
    told: list[Any] = []
    platform.on_event = told.append
    platform.unfollow(LI)
    sent = mass(api)
    assert [entry["openid"] for entry in platform.accepted.entries] == [ZHANG]
    assert (told[0]["MsgID"], told[0]["TotalCount"], told[0]["SentCount"]) == (sent["msg_id"], 2, 1)


def test_a_mass_send_with_the_same_key_is_refused_with_the_first_id(
    api: Api, platform: Platform, clock: Clock
):
    first = mass(api, "k1")
    assert mass(api, "k1")["errcode"] == 45066
    clock.pass_(seconds=60)
    again = mass(api, "k1")
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    assert mass(api, "k2")["errcode"] == 0
    assert len(platform.accepted.to(ZHANG)) == 2
    clock.pass_(hours=24)
    assert mass(api, "k1")["errcode"] == 0


def test_without_a_key_the_same_words_to_the_same_people_are_a_repeat(api: Api, clock: Clock):
    assert mass(api)["errcode"] == 0
    clock.pass_(minutes=2)
    assert mass(api)["errcode"] == 45065
    assert mass(api, text="另一个通知")["errcode"] == 0


@pytest.mark.parametrize(
    ("to", "key", "code"),
    [
        ([ZHANG], "", 40130),
        ([ZHANG, ZHANG], "", 40130),
        ([openid(n) for n in range(10_001)], "", 40130),
        ([ZHANG, LI], "k" * 65, 45067),
    ],
    ids=["one", "one twice", "too many", "long key"],
)
def test_a_mass_send_wants_two_to_ten_thousand_and_a_short_key(api: Api, to: list[str], key: str, code: int):
    assert mass(api, key, to)["errcode"] == code


def test_a_person_gets_four_mass_messages_a_month(api: Api, platform: Platform, clock: Clock):
    for number in range(5):
        assert mass(api, f"k{number}")["errcode"] == 0
    assert len(platform.accepted.to(ZHANG)) == 4
    clock.pass_(days=31)
    mass(api, "next month")
    assert len(platform.accepted.to(ZHANG)) == 5


def test_the_accept_log_is_on_disk_before_the_answer(clock: Clock, tmp_path: Path):
    platform = Platform(ACCOUNT, SECRET, clock=clock, folder=tmp_path)
    platform.follow(ZHANG)
    platform.accept("message/custom/send", ZHANG, "text", {"content": "您好"}, key="k1")
    (entry,) = read(tmp_path / "accepted.jsonl")
    assert (entry["openid"], entry["key"], entry["content"]) == (ZHANG, "k1", {"content": "您好"})
    platform.accepted.close()


def test_chats_and_followers_survive_a_restart(clock: Clock, tmp_path: Path):
    first = Platform(ACCOUNT, SECRET, clock=clock, folder=tmp_path)
    first.follow(ZHANG), first.follow(LI), first.unfollow(LI)
    first.deliver(ZHANG, "text", {"content": "您好"})
    first.chats.mark_read(ZHANG)
    medium = first.media.add("image", "image/png", b"picture", clock())
    first.accepted.close()
    second = Platform(ACCOUNT, SECRET, clock=clock, folder=tmp_path)
    assert second.chats.of(ZHANG) == first.chats.of(ZHANG)
    assert list(second.chats.following) == [ZHANG]
    assert second.chats.unread(ZHANG) == 0
    assert second.media.get(medium.media_id, clock()) == medium
    second.accepted.close()


def test_message_ids_only_grow(platform: Platform, clock: Clock):
    ids = [platform.next_id() for _ in range(100)]
    assert ids == sorted(set(ids))
    clock.pass_(seconds=1)
    assert ids[-1] < platform.next_id() < 2**63
