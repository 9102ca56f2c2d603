"""WeCom: the same handlers behind another door; sealed for the company, meant for one app."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

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


def test_who_is_bound_on_both_is_told_what_each_binding_means(town):
    assert bind(town).splitlines()[-1] == "公众号也绑着：两边都能用，通知以后发到企业微信。"
    assert town.say("王党员", "解绑").startswith("要解除公众号的绑定吗？企业微信还绑着")
    town.say("王党员", "2")
    assert town.say_in_wecom(ME, "解绑").startswith("要解除企业微信的绑定吗？公众号还绑着")
    assert town.say_in_wecom(ME, "1").startswith("✓ 已解绑企业微信。公众号还绑着，通知发到那里。")
    assert town.say("王党员", "解绑").startswith("要解除绑定吗？解除后收不到通知")
    assert town.say("王党员", "1").startswith("✓ 已解绑，不再给您发通知。")


def test_who_binds_wechat_second_is_told_the_same(town):
    with town.db() as db:
        bindings.unbind(db, "official", town.cast.openid("王党员"), town.now, "asked")
    assert "也绑着" not in bind(town)
    new = bindings.make_code()
    with town.db() as db:
        bindings.keep_code(db, town.cast.ids["王党员"], new, town.now, 7)
    assert town.say("赵路人", f"绑定 王党员 {new.code}").splitlines()[-1].startswith("企业微信也绑着")


def test_a_code_serves_one_of_the_two_only(town):
    new = bindings.make_code()
    with town.db() as db:
        bindings.unbind(db, "official", town.cast.openid("王党员"), town.now, "asked")
        bindings.keep_code(db, town.cast.ids["王党员"], new, town.now, 7)
    assert town.say_in_wecom(ME, f"绑定 王党员 {new.code}").startswith("✓ 已绑定")
    assert town.say("赵路人", f"绑定 王党员 {new.code}").startswith("没绑上")


def test_guessing_is_limited_there_as_here(town):
    for left in (4, 3, 2, 1):
        assert f"还可试 {left} 次" in town.say_in_wecom(ME, "绑定 王党员 AAAAA-AAAAA")
    assert "这一小时不能再试了" in town.say_in_wecom(ME, "绑定 王党员 AAAAA-AAAAA")
    assert "试的次数太多了" in town.say_in_wecom(ME, "绑定 王党员 AAAAA-AAAAA")


def test_somebody_taken_out_of_the_app_is_unbound_and_comes_back_with_a_new_code(town):
    bind(town)
    assert town.send_in_wecom(event("unsubscribe", at=second(town))) == {}
    assert "先绑定一次" in town.say_in_wecom(ME, "签到")
    town.later(minutes=1)
    assert "先绑定一次" in town.send_in_wecom(event("subscribe", at=second(town)))["Content"]
    assert bind(town).startswith("✓ 已绑定")
    with town.db() as db:
        assert {channel for channel, _ in bindings.bound_channels(db, town.cast.ids["王党员"])} == {
            "official", "wecom",
        }  # fmt: skip


def test_large_type_is_where_this_app_has_it(town):
    bind(town)
    assert "在企业微信「我 → 设置" in town.say_in_wecom(ME, "大字")
    assert "在微信「我 → 设置" in town.say("李书记", "大字")


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


def test_eight_deliveries_at_once_have_one_effect_and_one_answer(town):
    bind(town)
    meeting = plan(town)
    town.at(START)
    said = wire.text(ME, f"签到 {code(town, meeting)}", 79, second(town))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(town.send_in_wecom, [said] * 8))
    assert answers[0]["Content"].startswith("✓ 已签到")
    assert all(answer == answers[0] for answer in answers)
    assert "已签到" in town.say_in_wecom(ME, "签到"), "a new message is told that it was done"


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


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b"x" * 70_000, 413), (b"<xml></xml>", 403)])
def test_a_wrong_body_has_its_status_and_an_empty_answer(town, body, status):
    query, _ = sealed(town)
    answer = town.browser.post("/wecom", query_string=query, data=body)
    assert (answer.status_code, answer.data) == (status, b"")


def test_other_methods_are_refused(town):
    assert town.browser.put("/wecom").status_code == 405


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
