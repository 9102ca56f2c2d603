"""WeCom: the same handlers behind another door; sealed for the company, meant for one app."""

from __future__ import annotations

import pytest

from bot.ledger import bindings, members, notices
from sandbox import wire
from tests.chat.evenings import START, code, plan
from tests.town import AGENT, COMPANY, Town

ME = "WangDangYuan"


def bind(town: Town, user_id: str = ME, name: str = "王党员") -> str:
    """A code from the secretary, typed in WeCom; returns the answer."""
    new = bindings.make_code()
    with town.db() as db:
        bindings.keep_code(db, town.cast.ids[name], new, town.now, 7)
    return town.say_in_wecom(user_id, f"绑定 {name} {new.code}")


def event(name: str, user_id: str = ME, at: int = 0, **fields: str) -> dict[str, object]:
    return {"FromUserName": user_id, "CreateTime": at, "MsgType": "event", "Event": name, **fields}


def second(town: Town) -> int:
    return int(town.now.timestamp())


def test_a_member_binds_in_wecom_with_a_code_of_its_own_and_stays_bound_in_wechat(town):
    assert bind(town).startswith("✓ 已绑定　王党员（一支部）")
    with town.db() as db:
        channels = {channel for channel, _ in bindings.bound_channels(db, town.cast.ids["王党员"])}
    assert channels == {"official", "wecom"}


def test_the_same_words_do_the_same_there(town):
    bind(town)
    meeting = plan(town)
    town.at(START)
    assert town.say_in_wecom(ME, f"签到 {code(town, meeting)}").startswith("✓ 已签到")
    assert "已签到" in town.say("王党员", "签到")


def test_unbinding_there_leaves_wechat_bound(town):
    bind(town)
    town.say_in_wecom(ME, "解绑")
    assert town.say_in_wecom(ME, "1").startswith("✓ 已解绑")
    with town.db() as db:
        assert [c for c, _ in bindings.bound_channels(db, town.cast.ids["王党员"])] == ["official"]


def test_a_stranger_learns_how_to_bind(town):
    assert "先绑定一次" in town.say_in_wecom("ZhaoLuRen", "签到")


def test_following_welcomes_and_opening_the_app_is_silent(town):
    assert "先绑定一次" in str(town.send_in_wecom(event("subscribe", at=second(town))))
    for n in range(3):
        assert town.send_in_wecom(event("enter_agent", at=second(town) + n)) == {}


def test_a_tap_on_the_card_confirms_and_the_button_says_so(town):
    bind(town)
    with town.db() as db:
        made = notices.create(
            db, key="k", kind="notice", title="周五开会", body="三楼", now=town.now, needs_confirmation=True,
            recipients=[town.cast.ids["王党员"]],
        )  # fmt: skip
    tap = event(
        "template_card_event",
        at=second(town),
        EventKey=f"ack-{made.notice_id}",
        TaskId="t1",
        ResponseCode="rc",
    )
    answer = town.send_in_wecom(tap)
    assert answer["MsgType"] == "update_button"
    assert answer["Button"] == {"ReplaceName": "已收到"}
    with town.db() as db:
        assert notices.of_member(db, town.cast.ids["王党员"], town.now)[0].confirmed_at == town.now
    assert town.send_in_wecom(tap) == answer, "delivered again, the same answer"


@pytest.mark.parametrize("key", ["ack-999", "ack-", "ack-x", "other-1", ""])
def test_a_tap_on_a_card_that_is_not_ours_changes_nothing(town, key):
    bind(town)
    assert town.send_in_wecom(event("template_card_event", at=second(town), EventKey=key, TaskId="t")) == {}


def test_somebody_elses_card_cannot_be_tapped(town):
    bind(town)
    with town.db() as db:
        made = notices.create(
            db, key="k", kind="notice", title="周五开会", body="三楼", now=town.now,
            recipients=[town.cast.ids["吴党员"]],
        )  # fmt: skip
    tap = event("template_card_event", at=second(town), EventKey=f"ack-{made.notice_id}", TaskId="t")
    assert town.send_in_wecom(tap) == {}
    with town.db() as db:
        assert notices.of_member(db, town.cast.ids["吴党员"], town.now)[0].confirmed_at is None


def test_a_message_delivered_again_has_one_effect_and_the_same_answer(town):
    bind(town)
    meeting = plan(town)
    town.at(START)
    said = wire.text(ME, f"签到 {code(town, meeting)}", 77, second(town))
    first = town.send_in_wecom(said)
    assert first["Content"].startswith("✓ 已签到")
    assert town.send_in_wecom(said) == first


def test_the_same_message_id_in_both_channels_is_two_messages(town):
    bind(town)
    same = wire.text(ME, "帮助", 78, second(town))
    there = wire.text(town.cast.openid("王党员"), "党课", 78, second(town))
    assert "第一议题" in town.send_in_wecom(same)["Content"]
    assert "红色党课" in town.send(there)


def test_what_nobody_handles_is_answered_with_nothing(town):
    for name in ("batch_job_result", "change_contact", "open_approval_change", "LOCATION", "made_up_event"):
        assert town.send_in_wecom(event(name, "sys", second(town))) == {}


# ---- the door ----


def post(town: Town, query: dict[str, str], body: bytes) -> int:
    return int(town.browser.post("/wecom", query_string=query, data=body).status_code)


def sealed(town: Town, account: wire.Account = COMPANY, agent: str = AGENT) -> tuple[dict[str, str], bytes]:
    said = {**wire.text(ME, "帮助", 5, second(town)), "ToUserName": COMPANY.app_id, "AgentID": agent}
    return wire.seal(account, "safe", said, second(town), "n")


def test_the_address_is_proven_by_the_echo_alone_without_quotes_or_line_end(town):
    query = wire.verification(COMPANY, second(town), "n", "1616140317555161061", sealed=True)
    answer = town.browser.get("/wecom", query_string=query)
    assert (answer.status_code, answer.data) == (200, b"1616140317555161061")


@pytest.mark.parametrize("change", ["msg_signature", "timestamp", "nonce", "echostr"])
def test_a_changed_check_of_the_address_is_refused(town, change):
    query = wire.verification(COMPANY, second(town), "n", "1616140317555161061", sealed=True)
    for value in ("", "x", query[change][:-1]):
        assert town.browser.get("/wecom", query_string=query | {change: value}).status_code == 403


def test_the_official_accounts_messages_do_not_pass_through_this_door(town):
    from tests.town import ACCOUNT

    assert post(town, *sealed(town, ACCOUNT)) == 403


def test_a_message_for_another_app_or_company_is_refused(town):
    assert post(town, *sealed(town, agent="1000099")) == 403
    other = wire.Account(COMPANY.token, "wwffffffffffffffff", COMPANY.aes_key, COMPANY.app_id)
    assert post(town, *sealed(town, other)) == 403


def test_plain_bodies_are_refused(town):
    query, _ = sealed(town)
    assert post(town, query, b"<xml><MsgType>text</MsgType><Content>x</Content></xml>") == 403


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_or_early_request_is_refused(town, seconds):
    query, body = sealed(town)
    town.later(seconds=-seconds)
    assert post(town, query, body) == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"hello", 400),
        (b"<xml>", 400),
        (b"<xml><Encrypt>x</Encrypt><Encrypt>y</Encrypt></xml>", 400),
        (b"<xml><Encrypt></Encrypt></xml>", 403),
        (b"<xml><Encrypt>AAAA</Encrypt></xml>", 403),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><Encrypt>&a;</Encrypt></xml>", 400),
        (b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>", 400),
        (b"\xff\xfe", 400),
        (b"x" * 70_000, 413),
    ],
)
def test_a_wrong_body_has_its_answer_and_no_effect(town, body, status):
    query, _ = sealed(town)
    assert post(town, query, body) == status


@pytest.mark.parametrize(
    "inside",
    [
        b"", b"<xml></xml>", b"<xml><MsgType>text</MsgType></xml>", b"hello",
        b"<xml><MsgType>event</MsgType><Event></Event></xml>",
        b"<xml><MsgType>text</MsgType><FromUserName>u</FromUserName><ToUserName>c</ToUserName>"
        b"<CreateTime>now</CreateTime><Content>x</Content></xml>",
    ],
)  # fmt: skip
def test_a_wrong_message_inside_the_seal_is_malformed(town, inside):
    query, body = wire.seal(COMPANY, "safe", inside, second(town), "n")
    assert post(town, query, body) == 400


def test_without_the_section_the_door_is_not_there(town):
    from dataclasses import replace

    from bot.app import create_app

    shut = create_app(replace(town.services, wecom=None), clock=lambda: town.now).test_client()
    assert shut.get("/wecom").status_code == 404


def test_a_member_of_wecom_alone_is_a_member(town):
    with town.db() as db:
        bindings.unbind(db, "official", town.cast.openid("王党员"), town.now, "asked")
    bind(town)
    assert town.say_in_wecom(ME, "我的数据").startswith("王党员")
    with town.db() as db:
        assert members.by_openid(db, "wecom", ME).name == "王党员"
