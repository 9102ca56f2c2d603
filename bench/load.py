"""A load of prepared requests over keep-alive connections, from one process and one thread.

One thread with epoll takes the least from the machine it shares with the server it measures.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Figures:
    """What a load came to. Times in milliseconds."""

    answers: int
    failures: int
    per_second: float
    median: float
    p99: float
    worst: float


def write_requests(path: Path, port: int, requests: Iterator[tuple[str, bytes]]) -> int:
    """Prepare requests (path with query, body) as the bytes that go over the wire; returns how many."""
    count = 0
    with path.open("wb") as file:
        for target, body in requests:
            head = f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/xml\r\n"
            head += f"Content-Length: {len(body)}\r\n\r\n"
            raw = head.encode() + body
            file.write(len(raw).to_bytes(4) + raw)
            count += 1
    return count


def read_requests(path: Path) -> list[bytes]:
    """The requests that :func:`write_requests` prepared."""
    raw, found, at = path.read_bytes(), [], 0
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4])
        found.append(raw[at + 4 : at + 4 + size])
        at += 4 + size
    return found


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.received = b""
        self.socket.sendall(request)

    def answer(self) -> tuple[int, bytes] | None:
        """The status and body once the whole answer is here."""
        self.received += self.socket.recv(65536)
        head, gap, body = self.received.partition(b"\r\n\r\n")
        if not gap:
            return None
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        length = int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return None
        return int(head[9:12]), body


def run(port: int, requests: list[bytes], connections: int, wanted: bytes) -> Figures:
    """Send every request once; an answer counts when it is a 200 that has ``wanted`` in it."""
    waiting = iter(requests)
    chosen = selectors.DefaultSelector()
    times: list[float] = []
    failures = active = 0
    started = time.perf_counter()
    for _ in range(connections):
        connection = _Connection(port)
        request = next(waiting, None)
        if request is not None:
            chosen.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
            active += 1
    while active:
        for key, _ in chosen.select():
            connection = key.data
            found = connection.answer()
            if found is None:
                continue
            times.append(time.perf_counter() - connection.sent_at)
            if found[0] != 200 or wanted not in found[1]:
                failures += 1
            request = next(waiting, None)
            if request is None:
                chosen.unregister(connection.socket)
                connection.socket.close()
                active -= 1
            else:
                connection.send(request)
    took = time.perf_counter() - started
    times.sort()
    at = lambda share: times[min(int(len(times) * share), len(times) - 1)] * 1000  # noqa: E731
    return Figures(len(times), failures, len(times) / took, at(0.5), at(0.99), times[-1] * 1000)


if __name__ == "__main__":
    port, path, connections, wanted = sys.argv[1:]
    figures = run(int(port), read_requests(Path(path)), int(connections), wanted.encode())
    print(json.dumps(asdict(figures)))
