"""The platform's error codes, with the words it uses for them."""

from __future__ import annotations

import secrets

WORDS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40006: "invalid meida size",  # the platform's own spelling
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40025: "invalid sub button name size",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40053: "invalid action info",
    40125: "invalid appsecret",
    40130: "invalid openid list size, at least two openid",
    40164: "invalid ip, not in whitelist",
    41001: "access_token missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    44001: "empty media data",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45028: "has no masssend quota",
    45047: "out of response count limit",
    45065: "clientmsgid exist",
    45066: "same clientmsgid retry too fast",
    45067: "clientmsgid length out of limit",
    45072: "command not allowed",
    45080: "send typing out of time limit",
    45081: "already in typing",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    40056: "invalid agentid",
    40058: "invalid args",
    60020: "not allow to access from your ip",
    60140: "response_code expired or used",
    66666: "no such api here",
    81013: "user & party & tag all invalid",
    82001: "touser & toparty & totag all empty",
}


class ApiError(Exception):
    """A call the platform refuses; ``more`` are fields it adds to the answer (``msg_id`` of 45065)."""

    def __init__(self, code: int, **more: object) -> None:
        super().__init__(f"{code} {WORDS.get(code, 'error')}")
        self.code = code
        self.more = more

    def answer(self) -> dict[str, object]:
        """The JSON the platform answers with."""
        words = f"{WORDS.get(self.code, 'error')} rid: {secrets.token_hex(4)}-{secrets.token_hex(4)}"
        return {"errcode": self.code, "errmsg": words, **self.more}
