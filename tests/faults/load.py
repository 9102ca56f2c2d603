"""Members who check in from several connections; an unanswered message is delivered again, as the platform does."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Iterator

from sandbox import wire
from tests.faults.service import HERE, Request, Service, eventually
from tests.town import ACCOUNT

TRIES = 3
ANSWERED_WITHIN = 5.0  # seconds, the platform's own limit
BETWEEN_TRIES = 0.7
THINKING = 0.05  # at most so long between one member and the next on a connection


class Load:
    """The check-ins of one member after the other. ``answers``: what each was told; ``tried``: who wrote at all."""

    def __init__(self, service: Service, connections: int, seed: int) -> None:
        self.service = service
        self.answers: dict[int, str] = {}
        self.tried: set[int] = set()
        self.again = 0
        self._numbers: Iterator[int] = iter(range(1, service.count + 1))
        self._turn = threading.Lock()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._go_on, args=(random.Random(seed + n),)) for n in range(connections)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let those who have written get their answer, and let nobody else write."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def hear(self, count: int) -> None:
        """Stay until that many more have been answered."""
        enough = len(self.answers) + count
        eventually(lambda: len(self.answers) >= enough)

    def goes_on(self) -> bool:
        """Whether there are members left to check in."""
        return all(thread.is_alive() for thread in self._threads)

    def _next(self) -> int | None:
        with self._turn:
            number = next(self._numbers, None)
            if number is not None:
                self.tried.add(number)
            return number

    def _go_on(self, dice: random.Random) -> None:
        while not self._over.is_set() and (number := self._next()) is not None:
            answer = self._deliver(self.service.check_in(number))
            if answer is not None:
                self.answers[number] = answer
            time.sleep(dice.random() * THINKING)

    def _deliver(self, request: Request) -> str | None:
        """What the member is told; None where no try got an answer."""
        for attempt in range(TRIES):
            if attempt:
                self.again += 1
                time.sleep(BETWEEN_TRIES)
            try:
                return deliver(self.service, request)
            except (OSError, http.client.HTTPException):
                continue
        return None


def deliver(service: Service, request: Request) -> str:
    """Bring a message once; returns the text of the answer. Raises OSError or HTTPException where none came."""
    line = http.client.HTTPConnection(HERE, service.port, timeout=ANSWERED_WITHIN)
    try:
        line.request("POST", *request)
        answer = line.getresponse()
        body = answer.read()
    finally:
        line.close()
    if answer.status != 200:
        return f"status {answer.status}"
    return str(wire.open_reply(ACCOUNT, body, service.mode).get("Content", ""))
