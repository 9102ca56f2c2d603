"""When a job is due, and what happens when it was not run then. Due times are computed, never remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection

from bot import local
from bot.config import PushSettings

if TYPE_CHECKING:
    from bot.jobs.occasion import Occasion, Outlook
    from bot.services import Services

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
ON_TIME = timedelta(minutes=10)  # a due time that is run within this is not late
Policy = Literal["send", "skip", "ask"]


@dataclass(frozen=True, slots=True)
class Daily:
    """Due every day at a local time."""

    hour: int
    minute: int

    def latest(self, now: datetime) -> datetime:
        """The last due time up to ``now``."""
        today = local.day(now)
        slot = self._on(today)
        return slot if slot <= now else self._on(today - timedelta(days=1))

    def following(self, now: datetime) -> datetime:
        """The first due time after ``now``."""
        slot = self._on(local.day(now))
        return slot if slot > now else self._on(local.day(now) + timedelta(days=1))

    def missing(self, last: datetime, now: datetime) -> list[datetime]:
        """The due times after ``last``, up to ``now``: each is a day of its own."""
        first = local.day(last)
        days = range((local.day(now) - first).days + 1)
        return [s for n in days if last < (s := self._on(first + timedelta(days=n))) <= now]

    def _on(self, day: date) -> datetime:
        return local.instant(day, time(self.hour, self.minute))


@dataclass(frozen=True, slots=True)
class Every:
    """Due every so many minutes, ``past`` minutes past: pushes keep clear of the full and half hours."""

    minutes: int
    past: int = 0

    def latest(self, now: datetime) -> datetime:
        """The last due time up to ``now``."""
        begin = EPOCH + timedelta(minutes=self.past)
        step = timedelta(minutes=self.minutes)
        return begin + (now - begin) // step * step

    def following(self, now: datetime) -> datetime:
        """The first due time after ``now``."""
        return self.latest(now) + timedelta(minutes=self.minutes)

    def missing(self, last: datetime, now: datetime) -> list[datetime]:
        """The first and the last due time after ``last``: such a job looks at how things are, so one run will do."""
        first, newest = self.latest(last) + timedelta(minutes=self.minutes), self.latest(now)
        return sorted({first, newest}) if first <= newest else []


@dataclass(frozen=True, slots=True)
class Due:
    """What of a job is to be run; what came too late; what is left out, or asked about first, as it is set.

    ``lost`` names what was missed, where that is known.
    """

    run: tuple[datetime, ...] = ()
    missed: tuple[datetime, ...] = ()
    left_out: tuple[datetime, ...] = ()
    ask: tuple[datetime, ...] = ()
    lost: tuple[str, ...] = ()

    def but_run(self, slots: Iterable[datetime]) -> Due:
        """The same, with these due times run after all."""
        more = set(slots)
        return replace(
            self,
            run=tuple(sorted({*self.run, *more})),
            left_out=tuple(slot for slot in self.left_out if slot not in more),
            ask=tuple(slot for slot in self.ask if slot not in more),
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled job.

    ``when`` makes its rule from the settings; ``run`` gets the services, the due time and now, and says in
    Chinese what came of it. A daily due time may be run up to ``late`` afterwards; beyond, it is recorded as missed
    and reported (``None``: a later run makes it good). ``at_once``: run also when the service is first installed.
    ``after_downtime`` is what happens to a late run where the committee has set nothing else.
    ``coming`` foretells what it pushes between two instants; a job without it pushes nothing that can be foretold.
    """

    name: str
    title: str
    when: Callable[[PushSettings], Daily | Every]
    run: Callable[[Services, datetime, datetime], str]
    late: timedelta | None = None
    at_once: bool = False
    after_downtime: Policy = "send"
    coming: Callable[[Outlook, Connection, datetime, datetime], Iterable[Occasion]] | None = None

    def may_choose(self, push: PushSettings) -> bool:
        """Whether skipping and asking make sense: for what is due on days and too late one day.

        One that looks at how things are every few minutes leaves nothing to be made good or left out.
        """
        return self.late is not None and isinstance(self.when(push), Daily)

    def is_idle(self, outlook: Outlook, db: Connection, slot: datetime) -> bool:
        """Whether a run of that due time would push nothing: then nobody need be asked about it."""
        foretold = self.coming(outlook, db, slot, slot) if self.coming is not None else ()
        return self.coming is not None and all(one.due > slot or one.is_made(db) for one in foretold)

    def lost(
        self, outlook: Outlook, db: Connection, last: datetime | None, now: datetime
    ) -> tuple[datetime, list[str]] | None:
        """What a job that looks at how things are can make good no more: since which due time, and of what.

        Its next run does all that is still of use; lost is what it was to speak of before that came to pass.
        """
        rule = self.when(outlook.config.push)
        if last is None or self.coming is None or not isinstance(rule, Every):
            return None
        since = rule.following(last)
        if now - since <= ON_TIME:
            return None
        passed = [
            one.title
            for one in self.coming(outlook, db, since, now)
            if one.matter is not None and one.due <= one.matter <= now and not one.is_made(db)
        ]
        return (since, passed) if passed else None

    def due(
        self,
        push: PushSettings,
        last: datetime | None,
        killed: Iterable[datetime],
        now: datetime,
        policy: str = "send",
    ) -> Due:
        """What is due at ``now``, ``last`` having been the last due time and ``killed`` those left unfinished.

        ``policy`` is for what downtime has made late; a run that was killed had begun, and is always done again.
        """
        rule = self.when(push)
        if last is None:
            return Due((rule.latest(now),)) if self.at_once else Due()
        begun = set(killed)
        slots = sorted({*begun, *rule.missing(last, now)})
        if self.late is None or isinstance(rule, Every):
            return Due(tuple(slots[-1:]))
        missed = tuple(slot for slot in slots if now - slot > self.late)
        run = tuple(slot for slot in slots if slot not in missed)
        found = Due(run, missed)
        if policy == "send" or not self.may_choose(push):
            return found
        late = tuple(slot for slot in found.run if slot not in begun and now - slot > ON_TIME)
        on_time = tuple(slot for slot in found.run if slot not in late)
        if policy == "ask":
            return replace(found, run=on_time, ask=late)
        return replace(found, run=on_time, left_out=late)
