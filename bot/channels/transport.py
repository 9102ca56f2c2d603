"""One call over HTTP: the answer's fields, or an error that says whether the platform may have acted.

wechatpy takes HTML, an empty body or half a JSON for success, waits for ever and puts the secret into its error
texts; here every answer is read in full, within a time and a size, and no text of a library goes any further.
"""

from __future__ import annotations

import json
import logging
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from typing import Any

import requests
import urllib3

from bot.channels.refusals import SendError

ANSWER_LIMIT = 1024 * 1024
SLACK = 2  # seconds beyond the read timeout for an answer that drips
Answer = dict[str, Any]
Files = Mapping[str, tuple[str, bytes]]

_JSON = {"Content-Type": "application/json; charset=utf-8"}
_SECRET = re.compile(r"((?:access_token|secret|appsecret)=)[^&\s\"']+", re.IGNORECASE)
# Before the first byte of the request went out.
_UNSENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
    urllib3.exceptions.LocationParseError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    ssl.SSLCertVerificationError,
)


class _Redact(logging.Filter):
    """urllib3 writes each address it asks, token and all, at the level DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRET.sub(r"\1***", part) if isinstance(part, str) else part for part in record.args
            )
        return True


_REDACT = _Redact()


class Transport:
    """Calls to one base address, with a timeout on each (seconds to connect, seconds to read)."""

    def __init__(
        self,
        base_url: str,
        session: requests.Session | None,
        timeout: tuple[float, float],
        platform: str = "微信平台",
    ) -> None:
        """``platform``: what the errors call it."""
        self._platform = platform
        self._base = f"{base_url.rstrip('/')}/cgi-bin/"
        self._session = session or requests.Session()
        self._timeout = timeout
        logging.getLogger("urllib3.connectionpool").addFilter(_REDACT)

    def call(
        self,
        method: str,
        endpoint: str,
        params: Mapping[str, str],
        fields: Mapping[str, object] | None = None,
        files: Files | None = None,
    ) -> Answer:
        """The answer's fields, whatever its errcode. Raises SendError where there is no answer of that kind."""
        body = None if fields is None else json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
        status, content, error = 0, b"", None
        try:
            with self._session.request(
                method,
                self._base + endpoint,
                params=params,
                data=body,
                headers=_JSON if fields is not None else None,
                files=files,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                status = response.status_code
                content = self._content(response) if status == 200 else b""
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as caught:
            error = _no_answer(caught, self._platform)
        if error is not None:
            raise error  # out here: the library's own, with the address in it, is no context of it
        if status != 200:
            raise _bad_status(status, self._platform)
        return _fields(content, self._platform)

    def _content(self, response: requests.Response) -> bytes:
        """The body, at most 1 MiB and a few seconds of it: the read timeout counts from byte to byte only."""
        until = time.monotonic() + self._timeout[1] + SLACK
        content = b""
        while chunk := response.raw.read1(ANSWER_LIMIT, decode_content=True):
            content += chunk
            if time.monotonic() > until or len(content) > ANSWER_LIMIT:
                raise requests.exceptions.ReadTimeout
        return content


def _no_answer(error: Exception, platform: str) -> SendError:
    if any(isinstance(link, _UNSENT) for link in _chain(error)):
        return SendError(f"连不上{platform}，没有发出", retry_after=30, scope="channel")
    return SendError(f"{platform}没有答复，不能确定是否已发出", doubtful=True)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what it wraps: requests and urllib3 put each other's into ``args`` and ``reason``."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        link = waiting.pop()
        if isinstance(link, BaseException) and link not in seen:
            seen.append(link)
            waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]
            yield link


def _bad_status(status: int, platform: str) -> SendError:
    if status >= 500 or status == 408:
        return SendError(f"{platform}出错（HTTP {status}），不能确定是否已发出", doubtful=True)
    wait = 60 if status == 429 else 600
    return SendError(f"接口地址不接受调用（HTTP {status}），请核对设置", retry_after=wait, scope="channel")


def _fields(content: bytes, platform: str) -> Answer:
    try:
        answer = json.loads(content.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise SendError(f"{platform}的答复不完整，不能确定是否已发出", doubtful=True)
    return answer
