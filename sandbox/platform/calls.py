"""One call to the API as its endpoints see it, and the checks many of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.platform.errors import ApiError
from sandbox.platform.state import Platform

Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a multipart call, or one that an endpoint answers with."""

    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """``path`` is without ``/cgi-bin/``; ``fields`` the JSON body, empty without one; ``now`` a UTC instant."""

    path: str
    method: str
    query: Mapping[str, str]
    fields: Mapping[str, object]
    file: File | None
    now: datetime

    def text(self, name: str) -> str:
        """A field that has to be text; empty when it is not there. Raises :class:`ApiError` 47001."""
        value = self.fields.get(name, "")
        if not isinstance(value, str):
            raise ApiError(47001)
        return value

    def within(self, name: str) -> Mapping[str, object]:
        """A field that has to be an object. Raises :class:`ApiError` 47001."""
        value = self.fields.get(name)
        if not isinstance(value, Mapping):
            raise ApiError(47001)
        return value


Endpoint = Callable[[Platform, Call], Answer | File]

OK: Answer = {"errcode": 0, "errmsg": "ok"}


def known(platform: Platform, openid: str) -> str:
    """The openid, if it is one of this account's or has the shape of one. Raises :class:`ApiError` 40003."""
    shaped = openid.startswith("o") and len(openid) == 28 and openid.isascii()
    if not shaped and not platform.chats.has_met(openid):
        raise ApiError(40003)
    return openid
