"""Posting to the bot's webhook as the platform does: signed, five seconds, three tries, then an apology.

Source: the platform's page on passive replies. It does not say what an HTTP error means; here a status of 500
and above is no answer and is tried again, any other than 200 is abnormal and shown as an outage at once.
"""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import requests

from sandbox.wire import Account, Fields, Form, Mode, ReplyFault, open_reply, seal, verification

OUTAGE = "该公众号暂时无法提供服务，请稍后再试"
TRIES = 3
SHOWN = 1200  # characters of a request that the drawer shows


@dataclass(frozen=True, slots=True)
class Try:
    """One request to the webhook. ``status`` 0 means no answer; ``query`` is as signed; ``fault`` says why.

    ``said``: the fields inside; ``sealed``: how the body began as it went; ``answered``: what came back, opened.
    """

    method: str
    query: Mapping[str, str]
    status: int
    milliseconds: int
    at: float
    fault: str = ""
    about: str = ""
    said: str = ""
    sealed: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a push came to. ``reply`` holds the fields to show, empty for silence; ``outage`` when the person
    is told that the account cannot serve them."""

    reply: Mapping[str, object]
    outage: bool
    tries: tuple[Try, ...]


@dataclass(slots=True)
class Pusher:
    """The platform's side of one webhook ``url``.

    ``mode`` and ``form`` are the account's settings. ``timeout`` is in seconds, ``pause`` the wait before
    the same body is sent again. ``log`` keeps the last requests for the operator's drawer.
    """

    account: Account
    url: str
    mode: Mode = "safe"
    form: Form = "xml"
    timeout: float = 5.0
    pause: float = 0.5
    clock: Callable[[], float] = time.time
    log: deque[Try] = field(default_factory=lambda: deque(maxlen=50))
    last: Fields | None = None
    last_outcome: Outcome | None = None

    def push(self, fields: Fields) -> Outcome:
        """Send one message or event, and again with the same body if there is no answer."""
        self.last, outcome = fields, self._try(fields)
        self.last_outcome = outcome
        return outcome

    def _try(self, fields: Fields) -> Outcome:
        query, body = seal(
            self.account, self.mode, fields, int(self.clock()), secrets.token_hex(5), self.form
        )
        about = str(fields.get("Event") or fields.get("MsgType"))
        tries: list[Try] = []
        for number in range(TRIES):
            if number:
                time.sleep(self.pause)
            one, answer = self._request("POST", query, body, about)
            reply: Mapping[str, object] = {}
            if one.status and one.status < 500:
                one, reply = self._read(one, answer)
            one = replace(one, said=_shown(fields), sealed=_begun(body), answered=_shown(reply))
            tries.append(one)
            self.log.append(one)
            if one.status and one.status < 500:
                return Outcome(reply, bool(one.fault), tuple(tries))
        return Outcome({}, True, tuple(tries))

    def redeliver(self) -> Outcome:
        """Send the last message once more as a late retry: the same message, freshly signed."""
        if self.last is None:
            raise LookupError("nothing has been sent yet")
        return self.push(self.last)

    def verify(self, echostr: str = "") -> bool:
        """Check the address with a GET, as saving the settings page does."""
        echo = echostr or str(secrets.randbelow(10**18))
        query = verification(self.account, int(self.clock()), secrets.token_hex(5), echo)
        one, answer = self._request("GET", query, b"", "verify")
        self.log.append(one)
        return one.status == 200 and answer == echo.encode()

    def _request(self, method: str, query: Mapping[str, str], body: bytes, about: str) -> tuple[Try, bytes]:
        started, clock = self.clock(), time.perf_counter()
        kind = "text/xml" if self.form == "xml" else "application/json"
        status, answer, fault = 0, b"", ""
        try:
            with requests.Session() as session:
                session.trust_env = False  # a proxy in the environment must not see loopback
                headers = {"Content-Type": kind, "User-Agent": "Mozilla/4.0"}
                response = session.request(
                    method, f"{self.url}?{urlencode(query)}", data=body, headers=headers, timeout=self.timeout
                )
                status, answer = response.status_code, response.content
        except requests.RequestException as wrong:
            fault = type(wrong).__name__
        milliseconds = round((time.perf_counter() - clock) * 1000)
        return Try(method, dict(query), status, milliseconds, started, fault, about), answer

    def _read(self, one: Try, answer: bytes) -> tuple[Try, Mapping[str, object]]:
        if one.status != 200:
            return replace(one, fault=f"HTTP {one.status}"), {}
        try:
            return one, open_reply(self.account, answer, self.mode)
        except ReplyFault as wrong:
            return replace(one, fault=str(wrong)), {}


def _shown(fields: Mapping[str, object]) -> str:
    """Fields as lines, for the eye."""
    return "\n".join(f"{name}: {value}" for name, value in fields.items())[:SHOWN]


def _begun(body: bytes) -> str:
    return body[:SHOWN].decode("utf-8", "replace")
