"""The webhook over HTTP: the address check, the three modes, what is refused and how."""

import io

import pytest

from sandbox import wire
from tests.town import ACCOUNT, Town, config, copy_ledger


@pytest.fixture(params=["plain", "compatible", "safe"])
def any_mode(request, cast_file, library, data_dir):
    path, entered = cast_file
    ledger = copy_ledger(path, data_dir)
    yield Town(config(data_dir, mode=request.param), ledger, entered, library)
    ledger.close()


def sealed(town, fields, mode=None):
    return wire.seal(ACCOUNT, mode or town.mode, fields, int(town.now.timestamp()), "n0nce")


def first_topic(town, number=1):
    return wire.text(town.cast.openid("王党员"), "第一议题", number, int(town.now.timestamp()))


def test_the_same_conversation_works_in_every_mode(any_mode):
    assert any_mode.say("王党员", "第一议题").startswith("第一议题 · 2026年11月")
    assert any_mode.say("王党员", "1").startswith("1 ")


@pytest.mark.parametrize("encrypted", [False, True])
def test_the_address_check_is_answered_with_the_echo(any_mode, encrypted):
    query = wire.verification(
        ACCOUNT, int(any_mode.now.timestamp()), "n0nce", "4375120948345356249", encrypted
    )
    answer = any_mode.browser.get("/wechat", query_string=query)
    assert (answer.status_code, answer.data) == (200, b"4375120948345356249")


def test_an_address_check_by_somebody_else_is_refused(town):
    query = wire.verification(ACCOUNT, int(town.now.timestamp()), "n0nce", "123") | {"signature": "0" * 40}
    assert town.browser.get("/wechat", query_string=query).status_code == 403


def test_a_plain_body_is_refused_where_encryption_is_set_up(town):
    query, body = sealed(town, first_topic(town), "plain")
    assert town.browser.post("/wechat", query_string=query, data=body).status_code == 403


def test_forged_plain_fields_beside_the_encrypted_ones_do_nothing(cast_file, library, data_dir):
    path, entered = cast_file
    town = Town(config(data_dir, mode="compatible"), copy_ledger(path, data_dir), entered, library)
    query, body = sealed(town, first_topic(town))
    forged = body.replace("第一议题".encode(), "我的数据".encode(), 1)
    assert forged != body
    reply = wire.open_reply(ACCOUNT, town.post(query, forged))
    assert str(reply["Content"]).startswith("第一议题")
    town.ledger.close()


def test_json_in_gets_json_out(town):
    query, body = wire.seal(ACCOUNT, "safe", first_topic(town), int(town.now.timestamp()), "n0nce", "json")
    answer = town.browser.post("/wechat", query_string=query, data=body)
    assert answer.mimetype == "application/json"
    assert str(wire.open_reply(ACCOUNT, answer.data)["Content"]).startswith("第一议题")


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (301, 403), (-299, 200), (-301, 403)])
def test_five_minutes_is_as_old_or_as_early_as_a_request_may_be(town, seconds, status):
    query, body = sealed(town, first_topic(town))
    town.later(seconds=seconds)
    assert town.browser.post("/wechat", query_string=query, data=body).status_code == status


def test_a_control_character_from_a_real_phone_is_survived(town):
    fields = wire.text(town.cast.openid("王党员"), "第一\x1d议题", 5, int(town.now.timestamp()))
    plain = wire.to_xml({"ToUserName": ACCOUNT.original_id, **fields})
    assert b"\x1d" in plain
    query, body = wire.seal(ACCOUNT, "safe", plain, int(town.now.timestamp()), "n0nce")
    assert str(wire.open_reply(ACCOUNT, town.post(query, body))["Content"]).startswith("第一议题")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_refused_declared_or_not(town, declared):
    query, _ = sealed(town, first_topic(town))
    body = b"<xml>" + b"x" * 70_000
    given = (
        {"data": body}
        if declared
        else {"input_stream": io.BytesIO(body), "headers": {"Transfer-Encoding": "chunked"}}
    )
    extra = {} if declared else {"environ_overrides": {"wsgi.input_terminated": True}}
    assert town.browser.post("/wechat", query_string=query, **given, **extra).status_code == 413


@pytest.mark.parametrize("body", [b"", b"hello", b"<xml>", b"<xml/>", b"[]", b"\xff\xfe"])
def test_whatever_is_sent_never_ends_in_a_server_error(any_mode, body):
    query = wire.seal(ACCOUNT, any_mode.mode, first_topic(any_mode), int(any_mode.now.timestamp()), "n0nce")[
        0
    ]
    assert any_mode.browser.post("/wechat", query_string=query, data=body).status_code in (400, 403)
    assert any_mode.browser.post("/wechat", data=body).status_code == 403


def test_every_refusal_of_trust_is_the_same_answer(town):
    query, body = sealed(town, first_topic(town))
    wrong = [
        town.browser.post("/wechat", query_string=query | {"msg_signature": "0" * 40}, data=body),
        town.browser.post("/wechat", query_string=query | {"timestamp": "1"}, data=body),
        town.browser.post("/wechat", data=body),
        town.browser.post("/wechat", query_string=query, data=b"<xml><Encrypt>AAAA</Encrypt></xml>"),
    ]
    assert {(answer.status_code, answer.data) for answer in wrong} == {(403, b"")}


def test_a_query_of_a_hundred_fields_is_refused(town):
    fields = "&".join(f"f{number}=1" for number in range(100))
    assert town.browser.post(f"/wechat?{fields}", data=b"<xml/>").status_code == 400


def test_other_methods_and_paths_are_not_served(town):
    assert town.browser.put("/wechat").status_code == 405
    assert town.browser.get("/nothing").status_code == 404


def test_the_monitor_sees_figures_and_no_people(town, say):
    say("王党员", "第一议题")
    assert town.browser.get("/healthz").data == b"ok\n"
    figures = town.browser.get("/metrics").data.decode()
    assert 'rongshu_messages{intent="first_topic"} 1' in figures
    assert "王党员" not in figures
    assert town.cast.openid("王党员") not in figures
