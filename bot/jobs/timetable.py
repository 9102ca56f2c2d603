"""When a job is due, and how late is too late. Due times are computed from the rule, never remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot import local
from bot.config import PushSettings

if TYPE_CHECKING:
    from bot.app import Services

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


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

    def missing(self, last: datetime, now: datetime) -> list[datetime]:
        """The first and the last due time after ``last``: such a job looks at how things are, so one run will do."""
        first, newest = self.latest(last) + timedelta(minutes=self.minutes), self.latest(now)
        return sorted({first, newest}) if first <= newest else []


@dataclass(frozen=True, slots=True)
class Due:
    """What of a job is to be run, and what has come too late for it; both in order."""

    run: tuple[datetime, ...] = ()
    missed: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled job.

    ``when`` makes its rule from the settings; ``run`` gets the services, the due time and now, and says in
    Chinese what came of it. A due time may be run up to ``late`` afterwards; beyond, it is recorded as missed and
    reported (``None``: a later run makes it good). ``at_once``: run also when the service is first installed.
    """

    name: str
    title: str
    when: Callable[[PushSettings], Daily | Every]
    run: Callable[[Services, datetime, datetime], str]
    late: timedelta | None = None
    at_once: bool = False

    def due(
        self, push: PushSettings, last: datetime | None, killed: Iterable[datetime], now: datetime
    ) -> Due:
        """What is due at ``now``, ``last`` having been the last due time and ``killed`` those left unfinished."""
        rule = self.when(push)
        if last is None:
            return Due((rule.latest(now),)) if self.at_once else Due()
        slots = sorted({*killed, *rule.missing(last, now)})
        missed = tuple(slot for slot in slots if self.late is not None and now - slot > self.late)
        run = tuple(slot for slot in slots if slot not in missed)
        one_will_do = self.late is None or isinstance(rule, Every)
        return Due(run[-1:] if one_will_do else run, missed)
