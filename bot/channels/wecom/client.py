"""Sending over WeCom's API: each call succeeds, or raises the one ``SendError``.

The payloads are written here: wechatpy 1.8 takes no integer ids, splits nothing and knows no template cards. The
duplicate check compares receivers and content, so a call made again in doubt must be the same call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from bot.channels import render
from bot.channels.refusals import SendError, refused
from bot.channels.tokens import TokenStore
from bot.channels.transport import Answer, Transport
from bot.channels.wecom.refusals import TOKEN_CODES, WECOM_REFUSALS
from bot.chat import Card
from bot.config import WecomSettings

MOST = 1000  # user ids in one call
DUPLICATE_SECONDS = 14_400  # the longest that the platform remembers a call
TITLE, BODY = 26, 112  # characters of a template card; what is longer is not shown
MORE = "……全文回「通知」"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a call came to. ``refused`` are the user ids it did not go to; ``response_code`` updates a card, once."""

    msgid: str
    response_code: str = ""
    refused: frozenset[str] = frozenset()


class WecomClient:
    """An app's calls to WeCom; threads may share it.

    Every method raises SendError where the call was refused, failed, or may have failed.
    """

    def __init__(
        self,
        settings: WecomSettings,
        tokens: TokenStore,
        session: requests.Session | None = None,
        timeout: tuple[float, float] = (3, 8),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``timeout``: seconds to connect and to read; ``clock``: UTC, for quotas that end at midnight."""
        self._settings = settings
        self._app = f"{settings.corp_id}:{settings.agent_id}"
        self._tokens = tokens
        self._transport = Transport(settings.api_base_url, session, timeout, "企业微信")
        self._clock = clock

    def send_text(self, userids: Sequence[str], text: str) -> Sent:
        """A text, cut to 2048 bytes, to 1 to 1000 people."""
        return self._send(userids, "text", {"content": render.fit(text)})

    def send_card(self, userids: Sequence[str], card: Card) -> Sent:
        """A text card with a link, to 1 to 1000 people."""
        shown = {
            "title": render.fit(card.title, render.TITLE_LIMIT, "…"),
            "description": render.fit(card.description, render.DESCRIPTION_LIMIT, "…"),
            "url": card.url,
            "btntxt": "打开",
        }
        return self._send(userids, "textcard", shown)

    def send_notice(
        self, userids: Sequence[str], title: str, body: str, url: str, button_key: str, task_id: str
    ) -> Sent:
        """A card with the button 收到, to 1 to 1000 people; ``task_id`` (128 bytes) is new for each notice."""
        card: dict[str, object] = {
            "card_type": "button_interaction",
            "main_title": {"title": _cut(title, TITLE, "…")},
            "sub_title_text": _cut(body, BODY, MORE),
            "task_id": task_id,
            "button_list": [{"text": "收到", "style": 1, "key": button_key}],
        }
        if url:
            card["card_action"] = {"type": 1, "url": url}
        return self._send(userids, "template_card", card)

    def update_card(self, userids: Sequence[str], response_code: str, button: str) -> None:
        """Let the button of a card say something else, within 72 hours; a response code serves once."""
        fields = {
            "userids": list(userids),
            "agentid": int(self._settings.agent_id),
            "response_code": response_code,
            "button": {"replace_name": button},
        }
        self._call("POST", "message/update_template_card", fields)

    def create_menu(self, menu: Mapping[str, object]) -> None:
        """Publish the app's menu, given as the platform's ``{"button": […]}``."""
        self._call("POST", "menu/create", dict(menu), {"agentid": self._settings.agent_id})

    def get_menu(self) -> dict[str, Any]:
        """The published menu (``{"menu": {"button": […]}}``); empty where there is none."""
        try:
            answer = self._call("GET", "menu/get", None, {"agentid": self._settings.agent_id})
        except SendError as error:
            if error.code == 46003:
                return {}
            raise
        return {"menu": {"button": answer.get("button", [])}}

    def callback_addresses(self) -> list[str]:
        """Where WeCom's callbacks come from; asking is the cheapest proof that a call would be carried out."""
        answer = self._call("GET", "getcallbackip")
        return [str(one) for one in answer.get("ip_list") or []]

    def _send(self, userids: Sequence[str], kind: str, content: Mapping[str, object]) -> Sent:
        if not 1 <= len(userids) <= MOST:
            raise ValueError(f"a call goes to 1 to {MOST} people, not {len(userids)}")
        fields = {
            "touser": "|".join(userids),
            "msgtype": kind,
            "agentid": int(self._settings.agent_id),
            kind: content,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_SECONDS,
        }
        answer = self._call("POST", "message/send", fields)
        return Sent(_text(answer, "msgid"), _text(answer, "response_code"), _refused(userids, answer))

    def _call(
        self,
        method: str,
        endpoint: str,
        fields: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """A call under the stored token; under a new one, once, where the platform will not have that."""

        def once(token: str) -> Answer:
            asked = {**(params or {}), "access_token": token}
            return self._checked(self._transport.call(method, endpoint, asked, fields))

        stored = self._tokens.get(self._app)
        token = stored or self._tokens.refresh(self._app, self.token, None)
        try:
            return once(token)
        except SendError as error:
            if error.code not in TOKEN_CODES or stored is None:
                raise
        return once(self._tokens.refresh(self._app, self.token, token))

    def token(self) -> tuple[str, int]:
        """Ask for the token: the token and its seconds. WeCom gives the same one until it expires."""
        asked = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret}
        try:
            answer = self._checked(self._transport.call("GET", "gettoken", asked))
            token, seconds = _text(answer, "access_token"), answer.get("expires_in")
        except SendError as error:
            error.doubtful = False  # whatever came of it, the message itself was not sent
            error.scope = "channel"
            raise
        if not token or not isinstance(seconds, int) or isinstance(seconds, bool) or seconds <= 0:
            raise SendError("企业微信给的凭证不完整", retry_after=60, scope="channel")
        return token, seconds

    def _checked(self, answer: Answer) -> Answer:
        """The answer if it says, with errcode 0, that the call was carried out."""
        code = answer.get("errcode")
        if not isinstance(code, int) or isinstance(code, bool):
            raise SendError("企业微信的答复没有结果，不能确定是否已发出", doubtful=True)
        if code != 0:
            raise refused(code, self._clock(), table=WECOM_REFUSALS)
        return answer


def _refused(userids: Sequence[str], answer: Answer) -> frozenset[str]:
    """Whom the platform names as not reached, as we write them: it gives the ids in lower case."""
    named = {
        one.lower()
        for field in ("invaliduser", "unlicenseduser")
        for one in _text(answer, field).split("|")
        if one
    }
    return frozenset(one for one in userids if one.lower() in named)


def _cut(text: str, limit: int, note: str) -> str:
    return text if len(text) <= limit else text[: limit - len(note)] + note


def _text(answer: Answer, name: str) -> str:
    value = answer.get(name, "")
    return value if isinstance(value, str) else ""
