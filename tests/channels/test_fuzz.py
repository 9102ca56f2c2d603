"""Any bytes and any query get a message or a BadMessage; nothing else ever comes out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.incoming import Channel
from bot.channels.official import BadMessage
from bot.chat import Reply
from sandbox import wire
from tests.channels import company
from tests.channels.signed import ACCOUNT, NONCE, NOW, OPENID, SECONDS, channel, text

QUICK = settings(max_examples=700, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
OFFICIALS = {mode: channel(mode) for mode in ("plain", "compatible", "safe")}
WECOM = company.channel()
BODIES = [
    wire.to_xml({"ToUserName": "gh_rongshu", **text()}),
    wire.to_json({"ToUserName": "gh_rongshu", **text()}),
    wire.to_xml(
        {"ToUserName": "gh_rongshu", **wire.subscribe_msg_popup(OPENID, {"a": "accept", "b": "reject"}, 1)}
    ),
    wire.to_json({"ToUserName": "gh_rongshu", **wire.scan_code(OPENID, "k", "v", SECONDS)}),
    wire.to_xml({"ToUserName": company.CORP_ID, **company.text()}),
    wire.to_xml(
        {
            "ToUserName": company.CORP_ID,
            **company.event(
                "template_card_event",
                EventKey="ack-1",
                SelectedItems={"SelectedItem": {"OptionIds": {"OptionId": "a"}}},
            ),
        }
    ),
]
PIECES = [
    b"<", b">", b"</xml>", b"<xml>", b"]]>", b"<![CDATA[", b"<!DOCTYPE xml>", b"&#0;", b"&a;", b"{", b"}", b"[", b'"', b":", b",",
    b"\\ud800", b"\x00", b"\x1d", b"\xff", b"\xe7\xad", b"\xef\xbf\xbf", b"null", b"1e999", b"-1", b"NaN", b"event", b"<?xml?>", b"<a/>",
]  # fmt: skip
QUERY_WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["aes", "raw", str(SECONDS), "", "0" * 40, "\ud800", "１２"]),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good body with pieces cut out, doubled, replaced and put in."""
    body = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 30)))
        put = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4), st.just(body[start:end] * 2)))
        body = body[:start] + put + body[end:]
    return body


def survives(official: Channel, query: dict[str, str], body: bytes) -> None:
    """Receive, and answer what was received; only BadMessage may come out."""
    try:
        incoming = official.receive(query, body, NOW)
    except BadMessage as refused:
        seen = refused.status
    else:
        seen = 200
    assert seen in (200, 400, 403, 413)
    if seen != 200:
        return
    if incoming.message is not None:
        assert len(incoming.message.key) <= 200
        assert len(incoming.message.sender) <= 64
        incoming.message.text.encode()
        incoming.message.event_key.encode()
    answer = official.render(Reply("好"), incoming, NOW)
    assert answer in (b"success", b"") or answer.startswith((b"<xml>", b"{"))


@QUICK
@given(mutated(), st.sampled_from(["plain", "compatible", "safe"]), st.sampled_from(["xml", "json"]))
def test_a_proven_body_of_any_content_is_read_or_refused(
    body: bytes, mode: wire.Mode, form: wire.Form
) -> None:
    if mode == "compatible":  # the plain half beside it is our own, the sealed one is at fault
        query, outer = wire.seal(ACCOUNT, "safe", body, SECONDS, NONCE, form)
    else:
        query, outer = wire.seal(ACCOUNT, mode, body, SECONDS, NONCE, form)
    survives(OFFICIALS[mode], query, outer)


@QUICK
@given(mutated())
def test_wecom_reads_or_refuses_a_proven_body_of_any_content(body: bytes) -> None:
    survives(WECOM, *company.sealed(body))


@QUICK
@given(mutated(), st.sampled_from(["plain", "compatible", "safe"]))
def test_an_envelope_of_any_shape_is_read_or_refused(body: bytes, mode: str) -> None:
    query, _ = wire.seal(ACCOUNT, "safe", b"", SECONDS, NONCE)
    survives(OFFICIALS[mode], query, body.replace(b"Content", b"Encrypt"))


@QUICK
@given(
    st.dictionaries(
        st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "echostr", "x"]),
        QUERY_WORDS,
    ),
    st.one_of(st.binary(max_size=200), mutated()),
    st.sampled_from(["plain", "compatible", "safe"]),
)
def test_a_query_of_any_kind_is_refused(query: dict[str, str], body: bytes, mode: str) -> None:
    official = OFFICIALS[mode]
    with pytest.raises(BadMessage):
        official.receive(query, body, NOW)
    with pytest.raises(BadMessage):
        official.verify_url(query, NOW)
    with pytest.raises(BadMessage):
        WECOM.receive(query, body, NOW)
    with pytest.raises(BadMessage):
        WECOM.verify_url(query, NOW)


@QUICK
@given(st.binary(max_size=300))
def test_a_ciphertext_of_any_kind_under_a_right_signature_is_refused(raw: bytes) -> None:
    import base64

    sealed = base64.b64encode(raw).decode()
    when = str(SECONDS)
    query = {"timestamp": when, "nonce": NONCE, "encrypt_type": "aes"}
    query["msg_signature"] = wire.sign(ACCOUNT.token, when, NONCE, sealed)
    with pytest.raises(BadMessage) as refused:
        OFFICIALS["safe"].receive(query, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode(), NOW)
    assert refused.value.status == 403
