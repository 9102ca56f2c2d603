"""The sender: claims what is due, writes that the call begins, calls, writes what came of it."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import Connection

from bot import local
from bot.channels.client import Client
from bot.channels.refusals import SendError
from bot.chat import Card
from bot.config import PushSettings
from bot.delivery.lanes import Lane
from bot.delivery.sweeping import take_back
from bot.ledger import deliveries
from bot.ledger.database import Ledger
from bot.ledger.deliveries import Accepted, Claimed, Reaped, Refused, Sending, batches
from bot.ledger.quiet import is_quiet

log = logging.getLogger("bot.delivery")
Answer = TypeVar("Answer")
Clock = Callable[[], datetime]
ANY_KIND = "notice"  # the template for kinds that have none of their own
LOOK_SECONDS = 0.5  # how often it is looked for single rows while a lane is at work
SETTLE_AGAIN = (0.1, 0.5, 2.0)  # seconds: the disk is full, the database is being started again


def utc_now() -> datetime:
    """The clock of this edge."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """How deliveries are worked off. ``lease``: longer than a call may take (3 s to connect, 8 to read, 2 more).

    What a dead worker held moves again within ``lease`` and ``sweep_seconds``: 30 s at most (reliability.md, G4).
    """

    batch: int = 16
    threads: int = 4
    lease: timedelta = timedelta(seconds=15)
    sweep_seconds: float = 10.0


PACE = Pace()


@dataclass(frozen=True, slots=True)
class Template:
    """A template message: its id, and which keyword shows what (``title``, ``body``, ``time``)."""

    id: str
    fields: Mapping[str, str] = field(default_factory=lambda: {"thing1": "title", "thing2": "body"})

    @classmethod
    def parse(cls, setting: str) -> Template:
        """From ``"TEMPLATE_ID thing1=title time2=time"``; the id alone shows title and body."""
        id_, *pairs = setting.split()
        fields = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        return cls(id_, fields) if fields else cls(id_)


class Sender:
    """Works off the ledger's deliveries, a few at a time; any number of processes may have one."""

    def __init__(
        self,
        ledger: Ledger,
        client: Client | None,
        templates: Mapping[str, str],
        push: PushSettings,
        clock: Clock = utc_now,
        pace: Pace = PACE,
        lanes: Mapping[str, Lane] | None = None,
        page: Callable[[Sending], str] = lambda sending: "",
        persons: int = 0,
    ) -> None:
        """``client``: the Official Account's, None where there is none. ``templates``: kind of notice → setting (see
        Template.parse); ``notice`` serves every other kind. ``lanes``: where one call carries many. ``page``: the
        address of the notice's page for its recipient, or nothing. ``persons``: see batches.take.
        """
        self._lanes = dict(lanes or {})
        self._page = page
        self._persons = persons
        self._ledger = ledger
        self._client = client
        self._templates = {kind: Template.parse(setting) for kind, setting in templates.items() if setting}
        self._push = push
        self._clock = clock
        self._pace = pace
        self._one_at_a_time = threading.Lock()
        # A call that the platform knows no key for is in doubt for ever if we die in it: one at a time (G3).
        self._without_key = threading.Lock()
        self._name = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._claims = count(1)

    def drain(self, stopping: Callable[[], bool] = lambda: False, *, unless_busy: bool = False) -> int:
        """Send what is due until nothing is, or ``stopping()``; returns how many calls were made.

        In quiet hours nothing is due. What is under way when it stops is finished, what has not begun is given back.
        One thread drains at a time; another waits for it and looks again, or leaves it to it (``unless_busy``).
        """
        if not self._one_at_a_time.acquire(blocking=not unless_busy):
            return 0
        try:
            return self._drained(stopping)
        finally:
            self._one_at_a_time.release()

    def _drained(self, stopping: Callable[[], bool]) -> int:
        calls = 0
        threads = self._pace.threads + len(self._lanes)
        with ThreadPoolExecutor(threads, "send") as pool:
            with self._ledger.begin() as db:
                deliveries.drop_unwanted(db, self._clock())
                batches.without_lanes(db, self._lanes, self._clock())
            moved = True
            while moved and not self._over(stopping):
                moved, made = self._round(pool, stopping)
                calls += made
        return calls

    def _over(self, stopping: Callable[[], bool]) -> bool:
        return stopping() or is_quiet(self._clock(), self._push)

    def _round(self, pool: ThreadPoolExecutor, stopping: Callable[[], bool]) -> tuple[bool, int]:
        """Each lane beside the others until it finds nothing more: a platform that hangs holds up its own lane only.

        Returns whether anything was found (a row may have gone from one lane to another), and how many calls it made.
        """
        lanes = [pool.submit(self._work_lane, route, stopping) for route in self._lanes]
        moved, calls = False, 0
        while not self._over(stopping):
            # Seen before the claim: what a lane gave over to us before it ended is then found by it.
            busy = [lane for lane in lanes if not lane.done()]
            if taken := self._claim():
                moved = True
                calls += self._work_off(pool, taken, stopping)
            elif busy:
                wait(busy, LOOK_SECONDS, FIRST_COMPLETED)
            else:
                break
        of_lanes = sum(lane.result() for lane in lanes)
        return moved or of_lanes > 0, calls + of_lanes

    def _work_lane(self, route: str, stopping: Callable[[], bool]) -> int:
        calls = 0
        while not self._over(stopping) and self._batch(route):
            calls += 1
        return calls

    def sweep(self) -> Reaped:
        """Take back what dead workers hold, and settle what is past its use."""
        return take_back(self._ledger, self._clock())

    def _claim(self) -> list[Claimed]:
        owner = self._owner()
        with self._ledger.begin() as db:
            return deliveries.claim(db, owner, self._clock(), self._pace.batch, self._pace.lease)

    def _owner(self) -> str:
        return f"{self._name}-{next(self._claims)}"

    def _batch(self, route: str) -> bool:
        """The next call of a lane: the rows, the call, the rows. False where none is due."""
        with self._ledger.begin() as db:
            batch = batches.take(
                db, route, self._owner(), self._clock(), self._pace.lease, persons=self._persons
            )
        if batch is None:
            return False
        result = self._outcome(lambda: self._lanes[route](batch), f"batch {batch.id}")
        state = self._kept(lambda db: batches.settle(db, batch, result, self._clock()), f"batch {batch.id}")
        log.info("%s: a call to %d, %s", route, len(batch.receivers), state)
        return True

    def _work_off(self, pool: ThreadPoolExecutor, taken: list[Claimed], stopping: Callable[[], bool]) -> int:
        states = [state for state in pool.map(lambda one: self._deliver(one, stopping), taken) if state]
        if stopping():
            with self._ledger.begin() as db:
                deliveries.release(db, taken[0].owner, [one.id for one in taken])
        told = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
        log.info("calls: %s", told or "none")
        return len(states)

    def _deliver(self, claimed: Claimed, stopping: Callable[[], bool]) -> str | None:
        """One delivery: the row, the call, the row. Returns its state, or None where no call was made."""
        sending = None if stopping() else self._begin(claimed, keyless=False)
        if isinstance(sending, Sending):
            return self._made(sending)
        if sending is None:
            return None
        with self._without_key:
            begun = None if stopping() else self._begin(claimed, keyless=True)
            return self._made(begun) if isinstance(begun, Sending) else None

    def _begin(self, claimed: Claimed, *, keyless: bool) -> Sending | Claimed | None:
        try:
            return self._ledger.together(
                lambda db: deliveries.start(
                    db,
                    claimed,
                    self._has_template,
                    self._clock(),
                    self._pace.lease,
                    official=self._client is not None,
                    wecom=deliveries.WECOM in self._lanes,
                    keyless=keyless,
                )
            )
        except Exception as error:  # nothing was sent: the row goes back when its lease ends
            log.error("delivery %d cannot begin: %s", claimed.id, type(error).__name__)
            return None

    def _made(self, sending: Sending) -> str:
        result = self._outcome(lambda: Accepted(self._send(sending)), f"delivery {sending.id}")
        return self._kept(
            lambda db: deliveries.settle(db, sending, result, self._clock()), f"delivery {sending.id}"
        )

    def _kept(self, settle: Callable[[Connection], str], what: str) -> str:
        """Write what came of a call, however often it takes: only this thread knows."""
        for pause in (*SETTLE_AGAIN, None):
            try:
                return self._ledger.together(settle)
            except Exception as error:
                log.error("%s cannot be settled: %s", what, type(error).__name__)
                if pause is not None:
                    time.sleep(pause)
        return deliveries.SENDING  # the sweep will say what is certain of it

    def _has_template(self, kind: str) -> bool:
        return kind in self._templates or ANY_KIND in self._templates

    def _outcome(self, call: Callable[[], Answer], what: str) -> Answer | Refused:
        """What a call answered, or why it was refused."""
        try:
            return call()
        except SendError as error:
            wait = timedelta(seconds=error.retry_after) if error.retry_after is not None else None
            return Refused(
                reason=str(error), code=error.code, permanent=error.permanent, wait=wait,
                doubtful=error.doubtful, scope=error.scope, unfollowed=error.unfollowed,
            )  # fmt: skip
        except Exception as error:  # a fault of ours: nobody can say how far the call came
            log.error("%s: %s", what, type(error).__name__)
            return Refused(f"程序出错（{type(error).__name__}），不能确定是否已发出", doubtful=True)

    def _send(self, sending: Sending) -> str:
        """Make the call; returns the platform's number for the message, where it gives one."""
        assert self._client is not None, "nothing is begun without it"
        if sending.route == deliveries.TEMPLATE:
            template = self._templates.get(sending.kind) or self._templates[ANY_KIND]
            shown = {"title": sending.title, "body": sending.body.partition("\n")[0], "time": _time(sending)}
            fields = {keyword: shown.get(source, "") for keyword, source in template.fields.items()}
            return self._client.send_template(
                sending.openid, template.id, fields, sending.url or self._page(sending), sending.platform_key
            )
        if sending.url:
            self._client.send_card(sending.openid, Card(sending.title, sending.body, sending.url))
        else:
            self._client.send_text(sending.openid, f"{sending.title}\n{sending.body}")
        return ""


def _time(sending: Sending) -> str:
    """When the notice was for, as a template's ``time`` keyword wants it."""
    here = local.at(sending.send_at)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
