"""One contender's run: start its server, wait for it, send the load, stop it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.load import Figures, write_requests

CONNECTIONS = 16
WARM_UP = 400  # not counted: every contender compiles and opens what it needs at its first requests


@dataclass(frozen=True)
class Contender:
    """What is measured: the WSGI factory, the words every good answer has, and how its requests are made."""

    name: str
    target: str
    wanted: str
    requests: Callable[[int], Iterator[tuple[str, bytes]]]
    environ: Callable[[Path], dict[str, str]]
    shapes: tuple[tuple[int, int], ...]


def free_port() -> int:
    """A port nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(contender: Contender, shape: tuple[int, int], count: int, folder: Path) -> Figures:
    """Figures of ``count`` requests in one server shape (workers, threads a worker)."""
    port = free_port()
    environ = {**os.environ, "BENCH_DIR": str(folder), **contender.environ(folder)}
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.serve", contender.target, str(port), *map(str, shape)],
        env=environ,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        with tempfile.TemporaryDirectory() as scratch:
            prepared = Path(scratch) / "requests"
            every = list(contender.requests(WARM_UP + count))
            write_requests(prepared, port, iter(every[:WARM_UP]))
            _load(port, prepared, contender.wanted)
            write_requests(prepared, port, iter(every[WARM_UP:]))
            return _load(port, prepared, contender.wanted)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _load(port: int, prepared: Path, wanted: str) -> Figures:
    """Send what is prepared, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(port), prepared, str(CONNECTIONS), wanted],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return Figures(**json.loads(done.stdout))


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as probe:
                probe.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if probe.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("the server did not start")
