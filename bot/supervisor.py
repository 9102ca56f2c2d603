"""Keeps the service's processes running: one that dies is started again; when we go, they go."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import time

log = logging.getLogger("bot.supervisor")

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10.0
QUICK_DEATH_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 30.0


def go_with_parent() -> None:
    """Ask the kernel to stop this process when its parent dies, even of a kill -9: no orphan keeps the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs ``commands`` (an argument list each) until SIGTERM or SIGINT."""

    def __init__(self, commands: list[list[str]]) -> None:
        self.commands = commands
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.started: dict[int, float] = {}
        self.pauses: dict[int, float] = {}
        self.due: dict[int, float] = dict.fromkeys(range(len(commands)), 0.0)
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
        for index in [index for index, at in self.due.items() if at <= now]:
            del self.due[index]
            # The child of a fork may only do little before its exec; one system call is little.
            self.running[index] = subprocess.Popen(  # noqa: S603
                self.commands[index],
                preexec_fn=go_with_parent,  # noqa: PLW1509
                env=os.environ,
            )
            self.started[index] = now

    def _notice_deaths(self) -> None:
        now = time.monotonic()
        for index, process in list(self.running.items()):
            if process.poll() is None:
                continue
            del self.running[index]
            quick = now - self.started[index] < QUICK_DEATH_SECONDS
            pause = min(self.pauses.get(index, 0.5) * 2, LONGEST_PAUSE_SECONDS) if quick else 0.0
            self.pauses[index] = pause
            self.due[index] = now + pause
            log.error(
                "%s ended with %s; starting it again in %.0f s",
                self.commands[index][-1],
                process.returncode,
                pause,
            )

    def _end(self) -> None:
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
