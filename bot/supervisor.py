"""Keeps the service's processes running: one that dies is started again; when we go, they go."""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess

log = logging.getLogger("bot.supervisor")

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10.0
APART_SECONDS = 0.7
QUICK_DEATH_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 30.0


def go_with_parent() -> None:
    """Ask the kernel to stop this process when its parent dies, even of a kill -9: no orphan keeps the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


FORKS = multiprocessing.get_context("fork")


class Supervisor:
    """Runs ``roles`` (by name, what each does) until SIGTERM or SIGINT.

    Each is a fork of this process, which has every module in memory already: a start takes a tenth of a second,
    not two, and so does starting again what died. Fork before making any thread or connection.
    """

    def __init__(self, roles: dict[str, Callable[[], None]]) -> None:
        self.roles = roles
        self.running: dict[str, BaseProcess] = {}
        self.started: dict[str, float] = {}
        self.pauses: dict[str, float] = {}
        # The first of them is what people wait for; the others need not fight it for the processors.
        first = time.monotonic()
        self.due = {role: first + place * APART_SECONDS for place, role in enumerate(roles)}
        self.stopping = False

    def run(self) -> None:
        """Start everything and stay until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            self._start_due()
            self._notice_deaths()
            time.sleep(0.1)
        self._end()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _start_due(self) -> None:
        now = time.monotonic()
        for role in [role for role, at in self.due.items() if at <= now]:
            del self.due[role]
            process = FORKS.Process(target=_be, args=(self.roles[role],), name=role)
            process.start()
            self.running[role], self.started[role] = process, now

    def _notice_deaths(self) -> None:
        now = time.monotonic()
        for role, process in list(self.running.items()):
            if process.is_alive():
                continue
            del self.running[role]
            quick = now - self.started[role] < QUICK_DEATH_SECONDS
            pause = min(self.pauses.get(role, 0.5) * 2, LONGEST_PAUSE_SECONDS) if quick else 0.0
            self.pauses[role] = pause
            self.due[role] = now + pause
            log.error("%s ended with %s; starting it again in %.0f s", role, process.exitcode, pause)

    def _end(self) -> None:
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            process.join(max(deadline - time.monotonic(), 0.1))
            if process.is_alive():
                process.kill()
                process.join()


def _be(role: Callable[[], None]) -> None:
    """In the child: forget the parent's ways with signals, go when it goes, and do the work."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    go_with_parent()
    role()
