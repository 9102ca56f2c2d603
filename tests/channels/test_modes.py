"""Who is believed: signatures, freshness, and what each mode takes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.official import BadMessage, Refused
from sandbox import wire
from tests.channels.signed import ACCOUNT, NONCE, NOW, OPENID, SECONDS, channel, sealed, text

MODES: list[wire.Mode] = ["plain", "compatible", "safe"]
FORMS: list[wire.Form] = ["xml", "json"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mode", MODES)
def test_a_text_is_read_in_every_mode_and_form(mode: wire.Mode, form: wire.Form) -> None:
    incoming = channel(mode).receive(*sealed(text("签到 8431 😀"), mode, form=form), NOW)
    assert incoming.message is not None
    assert incoming.message.text == "签到 8431 😀"
    assert incoming.encrypted == (mode != "plain")
    assert incoming.form == form


def test_the_official_address_check_is_answered() -> None:
    from bot.channels.official import Official, OfficialSettings

    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }
    then = NOW.fromtimestamp(1714036504, NOW.tzinfo)
    official = Official(OfficialSettings(token="AAAAA", app_id="wxba5fad812f8e6fb9", mode="plain"))
    assert official.verify_url(query, then) == "4375120948345356249"


def test_the_official_encrypted_example_is_read() -> None:
    from bot.channels.official import Official, OfficialSettings

    sample = (
        "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT"
        "740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8Y"
        "L/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
    )
    query = {
        "timestamp": "1714112445",
        "nonce": "415670741",
        "encrypt_type": "aes",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    settings = OfficialSettings(token="AAAAA", app_id="wxba5fad812f8e6fb9", aes_key="A" * 43, mode="safe")
    body = f'{{"ToUserName":"gh_97417a04a28d","Encrypt":"{sample}"}}'.encode()
    incoming = Official(settings).receive(query, body, NOW.fromtimestamp(1714112445, NOW.tzinfo))
    assert (incoming.event, incoming.message, incoming.form) == ("debug_demo", None, "json")


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain echo", "encrypted echo"])
@pytest.mark.parametrize("mode", MODES)
def test_the_address_check_answers_the_echo(mode: wire.Mode, encrypted: bool) -> None:
    query = wire.verification(ACCOUNT, SECONDS, NONCE, "4375120948345356249", encrypted)
    assert channel(mode).verify_url(query, NOW) == "4375120948345356249"


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "0" * 40},
        {"signature": ""},
        {"nonce": "1"},
        {"timestamp": str(SECONDS + 1)},
        {"timestamp": ""},
        {"echostr": "<script>alert(1)</script>"},
        {"echostr": ""},
    ],
    ids=str,
)
def test_a_wrong_address_check_is_refused(change: dict[str, str]) -> None:
    query = wire.verification(ACCOUNT, SECONDS, NONCE, "4375120948345356249") | change
    with pytest.raises(Refused):
        channel().verify_url(query, NOW)


def test_an_encrypted_echo_for_another_account_is_refused() -> None:
    query = wire.verification(ACCOUNT, SECONDS, NONCE, "123")
    echo = wire.encrypt(ACCOUNT, b"123", receiver="wxanother")
    query |= {
        "echostr": echo,
        "msg_signature": wire.sign(ACCOUNT.token, query["timestamp"], query["nonce"], echo),
    }
    with pytest.raises(Refused):
        channel().verify_url(query, NOW)


@pytest.mark.parametrize(
    ("away", "taken"), [(-301, False), (-299, True), (0, True), (299, True), (301, False)]
)
def test_a_request_is_good_for_five_minutes_either_way(away: int, taken: bool) -> None:
    query, body = sealed(text())
    try:
        channel().receive(query, body, NOW + timedelta(seconds=away))
    except Refused:
        assert not taken
    else:
        assert taken


@pytest.mark.parametrize("mode", ["compatible", "safe"])
def test_a_plain_body_is_refused_where_encryption_is_set(mode: str) -> None:
    with pytest.raises(Refused):
        channel(mode).receive(*sealed(text(), "plain"), NOW)


def test_the_plain_half_of_a_compatible_body_is_not_believed() -> None:
    query, body = sealed(text("查我的"), "compatible")
    forged = body.replace(b"<FromUserName><![CDATA[" + OPENID.encode(), b"<FromUserName><![CDATA[oVictim", 1)
    forged = forged.replace("查我的".encode(), "解除绑定".encode(), 1)
    assert forged != body
    message = channel("compatible").receive(query, forged, NOW).message
    assert message is not None
    assert (message.sender, message.text) == (OPENID, "查我的")


def test_an_account_being_moved_to_encryption_is_read_while_still_set_to_plain() -> None:
    incoming = channel("plain").receive(*sealed(text(), "safe"), NOW)
    assert incoming.encrypted
    with pytest.raises(Refused):
        channel("plain", aes_key="").receive(*sealed(text(), "safe"), NOW)


def test_every_refusal_looks_the_same_from_outside() -> None:
    refusals = []
    good, body = sealed(text())
    other = wire.Account("another-token", ACCOUNT.app_id, ACCOUNT.aes_key, ACCOUNT.original_id)
    for query, content in (
        (good | {"msg_signature": "0" * 40}, body),
        (good | {"timestamp": str(SECONDS - 999)}, body),
        wire.seal(other, "safe", text(), SECONDS, NONCE),
        sealed(text(), "plain"),
    ):
        with pytest.raises(BadMessage) as refused:
            channel().receive(query, content, NOW)
        refusals.append(refused.value.status)
    assert refusals == [403, 403, 403, 403]


def test_a_channel_with_a_wrong_key_does_not_start() -> None:
    with pytest.raises(ValueError, match="EncodingAESKey"):
        channel("safe", aes_key="too short")
    with pytest.raises(ValueError, match="EncodingAESKey"):
        channel("safe", aes_key="!" * 43)


def test_settings_and_channel_do_not_print_their_secrets() -> None:
    from bot.channels.official import OfficialSettings

    settings = OfficialSettings(token="TOKEN-1", app_id="wx1", app_secret="SECRET-1", aes_key="KEY-1")
    assert not any(secret in repr(settings) for secret in ("TOKEN-1", "SECRET-1", "KEY-1"))
