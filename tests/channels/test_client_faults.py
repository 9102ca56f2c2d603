"""Every way a call can go wrong: whether it may be repeated, whom it concerns, and what it must not tell."""

from __future__ import annotations

import logging
import re
import socket
import time
import traceback
from http.server import BaseHTTPRequestHandler

import pytest

from bot.channels import transport
from bot.channels.client import SendError
from tests.channels import scripted
from tests.channels.scripted import OK, Answer, Script
from tests.channels.sending import OPENID, SECRET, Tokens, client, error

PRIVATE = "私密的话"
STORED = "TOKEN-"

NO_TOKEN: dict[str, Answer] = {
    "refused": {"errcode": 40125, "errmsg": "invalid appsecret"},
    "HTML": b"<html>busy</html>",
    "nothing": b"",
    "no token in it": {},
    "a token that is none": {"access_token": None, "expires_in": 7200},
    "no seconds": {"access_token": "T"},
    "seconds in words": {"access_token": "T", "expires_in": "7200"},
    "a list": b"[]",
    "half an answer": scripted.half,
    "a reset": scripted.reset,
    "502": (502, b"busy"),
    "silence": scripted.hang(0.4),
}


@pytest.mark.parametrize("answer", NO_TOKEN.values(), ids=NO_TOKEN.keys())
def test_without_a_token_nothing_is_sent_and_nothing_is_in_doubt(script: Script, answer: Answer) -> None:
    script.tokens = [answer]
    with pytest.raises(SendError) as raised:
        client(script.address, Tokens()).send_text(OPENID, "您好")
    assert not script.sends
    assert (raised.value.doubtful, raised.value.permanent, raised.value.scope) == (False, False, "channel")


DOUBTFUL: dict[str, Answer] = {
    "HTML": b"<html><body>ok</body></html>",
    "nothing": b"",
    "a list": b"[]",
    "an empty object": b"{}",
    "no errcode": {"msgid": 1},
    "errcode in words": {"errcode": "ok"},
    "errcode as text": {"errcode": "0"},
    "errcode true": {"errcode": False},
    "errcode null": {"errcode": None},
    "half a JSON": b'{"errcode": 0, "errm',
    "deep JSON": b"[" * 100_000,
    "bytes": bytes(range(256)),
    "a boundless answer": b" " * (1024 * 1024 + 10),
    "fewer bytes than promised": scripted.half,
    "a reset": scripted.reset,
    "silence": scripted.hang(0.4),
    "500": (500, b'{"errcode": 0}'),
    "502": (502, b"<html>bad gateway</html>"),
    "busy": {"errcode": -1, "errmsg": "system error"},
}


@pytest.mark.parametrize("answer", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_does_not_say_it_was_done_is_in_doubt(script: Script, answer: Answer) -> None:
    raised = error(script, answer)
    assert raised.doubtful
    assert not raised.permanent
    assert len(script.sends) == 1


def test_an_answer_that_drips_is_not_waited_for(script: Script) -> None:
    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "SLACK", 0.05)
        assert error(script, scripted.drip).doubtful
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("status", [301, 403, 404, 429])
def test_an_address_that_takes_no_calls_is_the_operators_affair(script: Script, status: int) -> None:
    raised = error(script, (status, b'{"errcode": 0}'))
    assert (raised.doubtful, raised.permanent, raised.scope) == (False, False, "channel")


def test_a_redirect_is_not_followed_with_the_token(script: Script) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")

    raised = error(script, elsewhere, OK)
    assert (raised.doubtful, raised.scope) == (False, "channel")
    assert [call.path for call in script.calls] == ["/cgi-bin/message/custom/send"]


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize(
    "address", ["a closed port", "http://host.invalid:1", "ftp://x", "https://", "no address"]
)
def test_where_nobody_can_be_reached_nothing_is_in_doubt(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("no such host")

    if address == "a closed port":
        address = closed_port()
    if "invalid" in address:
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SendError) as raised:
        client(address).send_text(OPENID, "您好")
    assert (raised.value.doubtful, raised.value.permanent) == (False, False)
    assert raised.value.retry_after


CODES = {
    43004: (True, None, "recipient"),
    45015: (True, None, "recipient"),
    45047: (True, None, "recipient"),
    40003: (True, None, "recipient"),
    40037: (True, None, "notice"),
    47003: (True, None, "notice"),
    48001: (True, None, "notice"),
    45011: (False, 60, "channel"),
    45066: (False, 60, "notice"),
    45009: (False, 30 * 60 + 60, "channel"),  # half an hour to midnight, and a minute for their clock
    40164: (False, 600, "channel"),
    45065: (True, None, "notice"),
    99999: (False, 600, "recipient"),
}


@pytest.mark.parametrize(("code", "expected"), CODES.items(), ids=map(str, CODES))
def test_each_code_has_its_consequence(
    script: Script, code: int, expected: tuple[bool, int | None, str]
) -> None:
    raised = error(script, {"errcode": code, "errmsg": f"words rid: 65a4f1b2-1a2b3c4d {OPENID}"})
    assert (raised.permanent, raised.retry_after, raised.scope) == expected
    assert raised.code == code
    assert not raised.doubtful
    assert raised.unfollowed == (code == 43004)
    assert str(code) in str(raised)
    assert "65a4f1b2-1a2b3c4d" in str(raised)
    assert re.search("[\u4e00-\u9fff]", str(raised))
    assert OPENID not in str(raised)


def everything_about(raised: BaseException) -> str:
    """All that a log or a crash report could show of an exception."""
    shown = "".join(traceback.format_exception(raised)) + repr(raised) + repr(vars(raised))
    for link in (raised.__cause__, raised.__context__):
        shown += everything_about(link) if link is not None else ""
    return shown


FAILURES: dict[str, Answer] = {
    **DOUBTFUL,
    "40001": {"errcode": 40001, "errmsg": "TOKEN-1 is bad"},
    "404": (404, b""),
}


@pytest.mark.parametrize("answer", FAILURES.values(), ids=FAILURES.keys())
def test_no_failure_tells_the_secret_the_token_or_the_person(
    script: Script, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script.answers = [answer]
    with pytest.raises(SendError) as raised:
        client(script.address, Tokens()).send_text(OPENID, PRIVATE)
    shown = everything_about(raised.value) + caplog.text
    for secret in (SECRET, STORED, OPENID, PRIVATE):
        assert secret not in shown


def test_an_unreachable_platform_tells_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SendError) as raised:
        client(closed_port()).send_text(OPENID, "您好")
    assert "TOKEN-" not in everything_about(raised.value) + caplog.text


def test_the_log_of_a_good_call_has_no_token(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client(script.address).send_text(OPENID, "您好")
    assert "access_token=***" in caplog.text
    assert "TOKEN-0" not in caplog.text
