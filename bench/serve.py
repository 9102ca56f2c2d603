"""Serve one contender: ``python -m bench.serve TARGET PORT WORKERS THREADS``. The same server for all."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces

if __name__ == "__main__":
    target, port, workers, threads = sys.argv[1:]
    Granian(
        target=target,
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=int(port),
        workers=int(workers),
        blocking_threads=int(threads),
        log_enabled=False,
    ).serve()
