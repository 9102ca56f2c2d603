"""The doors for the platforms: ``/wechat`` and ``/wecom`` in plain WSGI; all else goes on to the application.

A meeting begins and eighty people check in within a minute; what a web framework does for a page (routing,
request and response objects) would be a quarter of the work of each of those messages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wsgi import get_input_stream

from bot import webhook
from bot.channels.errors import BadMessage
from bot.channels.incoming import BODY_LIMIT, Channel

if TYPE_CHECKING:
    from bot.services import Clock, Services

log = logging.getLogger("bot.front")

STATUSES = {200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden", 405: "405 Method Not Allowed",
            413: "413 Content Too Large"}  # fmt: skip
MIMETYPES = {b"<": "application/xml; charset=utf-8", b"{": "application/json"}


class Front:
    """Answers the platforms; ``rest`` answers everybody else. ``clock`` tells the UTC instant.

    ``doors`` are the channels by their paths.
    """

    def __init__(
        self, services: Services, doors: Mapping[str, Channel], rest: WSGIApplication, clock: Clock
    ) -> None:
        self.services = services
        self.doors = doors
        self.rest = rest
        self.clock = clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        channel = self.doors.get(environ["PATH_INFO"])
        if channel is None:
            return self.rest(environ, start_response)
        try:
            status, body = 200, self._answer(channel, environ)
        except BadMessage as refused:
            log.info("refused: %s", refused.reason)
            status, body = refused.status, b""
        headers = [
            ("Content-Type", MIMETYPES.get(body[:1], "text/plain; charset=utf-8")),
            ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(STATUSES[status], headers)
        return [body]

    def _answer(self, channel: Channel, environ: WSGIEnvironment) -> bytes:
        try:
            pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            raise BadMessage(400, "query") from None
        query = dict(pairs)
        method = environ["REQUEST_METHOD"]
        if method == "GET":
            return channel.verify_url(query, self.clock()).encode()
        if method != "POST":
            raise BadMessage(405, "method")
        # One byte more than may come tells a body that is too long from one that just fits, declared or not.
        body = get_input_stream(environ).read(BODY_LIMIT + 1)
        return webhook.receive(self.services, channel, query, body, self.clock())
