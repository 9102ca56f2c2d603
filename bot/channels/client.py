"""Sending over the Official Account's API: each call succeeds, or raises the one ``SendError``.

wechatpy builds the payloads of customer-service messages, mass sends, menus and codes. Its transport is replaced
(see ``transport``); so is its handling of tokens: it knows no ``stable_token`` and retries 40001 without end. Here
a call fetches at most two tokens and is sent at most twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import requests
from wechatpy.client import WeChatClient

from bot.channels import render
from bot.channels.refusals import TOKEN_CODES, SendError, refused
from bot.channels.tokens import TokenStore
from bot.channels.transport import Answer, Transport
from bot.chat import Card
from bot.config import OfficialSettings

__all__ = ["Client", "SendError", "TokenStore"]

MASS_LEAST, MASS_MOST = 2, 10_000
CODE_LIFE = 2_592_000  # seconds: 30 days, the longest for a temporary code
_RID = re.compile(r"\brid: ?([0-9a-f-]{8,40})")
# Keywords of templates are named for their type; longer values are refused with 47003 (wechat.md 2.3).
_FIELD = re.compile(r"(thing|phrase|character_string|letter|symbol)\d+")
_FIELD_LENGTH = {"thing": 20, "phrase": 5, "character_string": 32, "letter": 32, "symbol": 5}


class _Payloads(WeChatClient):  # type: ignore[misc]
    """wechatpy's client for its payload builders alone: what they would send is handed to ``call``.

    Its own constructor is not run, so that it holds no secret and opens no connection.
    """

    def __init__(self, call: Callable[..., Answer]) -> None:
        self._call = call

    def _request(self, method: str, url_or_endpoint: str, **given: Any) -> Answer:
        return self._call(method.upper(), url_or_endpoint, given.get("data"))


class Client:
    """An account's calls to the platform; threads may share it.

    Every method raises SendError where the call was refused, failed, or may have failed.
    """

    def __init__(
        self,
        settings: OfficialSettings,
        tokens: TokenStore,
        session: requests.Session | None = None,
        timeout: tuple[float, float] = (3, 8),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``timeout``: seconds to connect and to read; ``clock``: UTC, for quotas that end at midnight."""
        self._app_id = settings.app_id
        self._secret = settings.app_secret
        self._tokens = tokens
        self._transport = Transport(settings.api_base_url, session, timeout)
        self._clock = clock
        self._payloads = _Payloads(self._call)

    def send_text(self, openid: str, text: str) -> None:
        """A customer-service text, cut to 2048 bytes; within 48 h of the person's last message."""
        self._payloads.message.send_text(openid, render.fit(text))

    def send_card(self, openid: str, card: Card) -> None:
        """A customer-service news card of one article."""
        article = {
            "title": render.fit(card.title, render.TITLE_LIMIT, "…"),
            "description": render.fit(card.description, render.DESCRIPTION_LIMIT, "…"),
            "url": card.url,
            "image": card.picture,
        }
        self._payloads.message.send_articles(openid, [article])

    def send_template(
        self, openid: str, template_id: str, fields: Mapping[str, str], url: str = "", client_msg_id: str = ""
    ) -> str:
        """A template message; returns the platform's msgid, which TEMPLATESENDJOBFINISH comes back with.

        ``fields``: keyword → value, cut to what its type allows (``thing1``: 20 characters). The same
        ``client_msg_id`` to the same person is sent once in ten minutes.
        """
        payload: dict[str, object] = {
            "touser": openid,
            "template_id": template_id,
            "data": {name: {"value": field_value(name, value)} for name, value in fields.items()},
        }
        # Not wechatpy's send_template: it has no client_msg_id.
        payload |= {"url": url} if url else {}
        payload |= {"client_msg_id": client_msg_id} if client_msg_id else {}
        return _number(self._call("POST", "message/template/send", payload), "msgid")

    def mass_send(self, openids: Sequence[str], text: str, clientmsgid: str) -> str:
        """One text to 2 to 10,000 people; returns the msg_id, which MASSSENDJOBFINISH comes back with.

        The same ``clientmsgid`` within 24 h is sent once and returns the first msg_id. Raises ValueError for
        fewer or more people.
        """
        if not MASS_LEAST <= len(openids) <= MASS_MOST:
            raise ValueError(f"a mass send goes to {MASS_LEAST} to {MASS_MOST} people, not {len(openids)}")
        answer = self._payloads.message.send_mass_text(
            list(openids), render.fit(text), client_msg_id=clientmsgid
        )
        return _number(answer, "msg_id")

    def create_qr(self, scene: str, seconds: int) -> str:
        """A temporary code for a scene (1 to 64 characters); returns the address to draw as a QR code.

        ``seconds`` it lives: 60 to 2,592,000. Raises ValueError outside of these.
        """
        if not 1 <= len(scene) <= 64 or not 60 <= seconds <= CODE_LIFE:
            raise ValueError("a scene has 1 to 64 characters and a code lives 60 s to 30 days")
        answer = self._payloads.qrcode.create(
            {
                "expire_seconds": seconds,
                "action_name": "QR_STR_SCENE",
                "action_info": {"scene": {"scene_str": scene}},
            }
        )
        return _text(answer, "url")

    def create_menu(self, menu: Mapping[str, object]) -> None:
        """Publish a menu, given as the platform's ``{"button": […]}``."""
        self._payloads.menu.create(dict(menu))

    def get_menu(self) -> dict[str, Any]:
        """The published menu (``{"menu": {"button": […]}}``); empty where there is none."""
        try:
            return dict(self._payloads.menu.get())
        except SendError as error:
            if error.code == 46003:
                return {}
            raise

    def upload_media(self, kind: str, content: bytes, name: str) -> str:
        """Upload a temporary file (``image``, ``voice``, ``video``, ``thumb``); returns the media_id, good 3 days.

        Not wechatpy's upload: given a file it sends an empty one on a retry.
        """
        answer = self._call("POST", "media/upload", None, {"type": kind}, {"media": (name, content)})
        return _text(answer, "thumb_media_id" if kind == "thumb" else "media_id")

    def stable_token(self, force: bool = False) -> tuple[str, int]:
        """Ask the platform for the token: the token and its seconds; ``force`` makes a new one (20 a day).

        Repeated calls get the same token, so several processes do no harm to one another.
        """
        asked = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        try:
            answer = self._checked(self._transport.call("POST", "stable_token", {}, asked), sends=False)
            token, seconds = _text(answer, "access_token"), answer.get("expires_in")
        except SendError as error:
            error.doubtful = False  # whatever came of it, the message itself was not sent
            error.scope = "channel"
            raise
        if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds <= 0:
            raise SendError("微信平台给的凭证没有期限", retry_after=60, scope="channel")
        return token, seconds

    def _call(
        self,
        method: str,
        endpoint: str,
        fields: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Answer:
        """A call under the stored token; under a new one, once, where the platform will not have that."""

        def once(token: str) -> Answer:
            with_token = {**(params or {}), "access_token": token}
            answer = self._transport.call(method, endpoint, with_token, fields, files)
            return self._checked(answer, sends=endpoint.startswith(("message/", "menu/create")))

        stored = self._tokens.get(self._app_id)
        token = stored or self._refresh(None, force=False)
        try:
            return once(token)
        except SendError as error:
            if error.code not in TOKEN_CODES:
                raise
        # A token that came from the platform just now and is refused: only a forced one can be better.
        return once(self._refresh(token, force=stored is None))

    def _refresh(self, stale: str | None, force: bool) -> str:
        def fetch() -> tuple[str, int]:
            token, seconds = self.stable_token(force)
            if token == stale and not force:
                return self.stable_token(force=True)
            return token, seconds

        return self._tokens.refresh(self._app_id, fetch, stale)

    def _checked(self, answer: Answer, sends: bool) -> Answer:
        """The answer if it says that the call was carried out. ``sends``: it must say so with errcode 0."""
        code = answer.get("errcode", None if sends else 0)
        if not isinstance(code, int) or isinstance(code, bool):
            raise SendError("微信平台的答复没有结果，不能确定是否已发出", doubtful=True)
        if code == 0 or (code == 45065 and answer.get("msg_id")):
            return answer
        rid = _RID.search(str(answer.get("errmsg", "")))
        raise refused(code, self._clock(), rid[1] if rid else "")


def field_value(name: str, value: str) -> str:
    """A template's value in one line, cut to what the type in its keyword's name allows."""
    line = " ".join(value.split())
    kind = _FIELD.fullmatch(name)
    longest = _FIELD_LENGTH[kind[1]] if kind else len(line)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _text(answer: Answer, name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise SendError(f"微信平台的答复里没有 {name}", doubtful=True)
    return value


def _number(answer: Answer, name: str) -> str:
    """An id of the platform's as text; it is a number today, 64 bits long."""
    value = answer.get(name, "")
    return str(value) if isinstance(value, int | str) else ""
