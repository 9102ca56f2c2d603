"""A server on loopback that answers as it is told and notes what it was asked."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

OK: dict[str, object] = {"errcode": 0, "errmsg": "ok"}


@dataclass(slots=True)
class Call:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """The JSON of the body."""
        return dict(json.loads(self.body))


# What is answered: fields, raw bytes (200), a status with bytes, or a function that does as it likes.
Answer = dict[str, object] | bytes | tuple[int, bytes] | Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Script:
    """The calls so far, and what comes next: ``answers`` in turn, the last one for ever."""

    answers: list[Answer] = field(default_factory=lambda: [OK])
    tokens: list[Answer] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    address: str = ""

    @property
    def sends(self) -> list[Call]:
        """The calls that were not for a token."""
        return [call for call in self.calls if not call.path.endswith("token")]

    @property
    def fetches(self) -> list[Call]:
        """The calls for a token."""
        return [call for call in self.calls if call.path.endswith("token")]

    def next(self, call: Call) -> Answer:
        """Note a call; returns what to answer."""
        self.calls.append(call)
        if not call.path.endswith("token"):
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if self.tokens:
            return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]
        return {"access_token": f"TOKEN-{len(self.fetches)}", "expires_in": 7200}


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection with a reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.close(handler.connection.detach())


def half(handler: BaseHTTPRequestHandler) -> None:
    """Promise more bytes than are sent."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"errcode": 0')
    handler.close_connection = True


def hang(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Say nothing for a while."""
    return lambda handler: time.sleep(seconds)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte at a time, each well within the read timeout, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    try:
        for _ in range(600):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.01)
    except OSError:
        handler.close_connection = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait for each other
    script: Script

    def do_POST(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.script.next(Call(self.command, address.path, query, body))
        if callable(answer):
            answer(self)
            self.close_connection = True
            return
        if isinstance(answer, dict):
            answer = json.dumps(answer).encode()
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Script]:
    """A script that is being served; set its ``answers`` and look at its ``calls``."""
    script = Script()
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # connections are broken on purpose
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    script.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
