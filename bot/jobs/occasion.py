"""A push that a job makes: foretold and made from the same description, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

from bot.config import Config
from bot.jobs.wording import body_under, for_each
from bot.ledger import notices
from bot.ledger.quiet import AT_LEAST, considerate

if TYPE_CHECKING:
    from bot.services import Services
    from content.library import Library


class Outlook(Protocol):
    """What is needed to foretell: the services have it, and so has a chat."""

    @property
    def config(self) -> Config: ...
    @property
    def library(self) -> Library: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What a push says: settled when it is made, for things change until then.

    ``lines`` follow the title in one bubble; nobody is told after ``expires_at``.
    """

    lines: tuple[str, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A push to come.

    ``key`` names it for good: a second making changes nothing. ``due`` is when the rule wants it (UTC), ``matter``
    when what it speaks of happens, ``at_least`` how long before that it is still of use. ``rule`` and ``audience``
    are what 为什么收到 tells; ``branch_ids`` whose calendar it stands in, the host first; ``words`` and
    ``told`` (member ids) settle what it says, if anything, and to whom.
    """

    key: str
    kind: str
    title: str
    due: datetime
    rule: str
    audience: str
    branch_ids: tuple[int, ...]
    words: Callable[[Connection], Words | None]
    told: Callable[[Connection], list[int]]
    matter: datetime | None = None
    at_least: timedelta = AT_LEAST

    def goes_at(self, outlook: Outlook, db: Connection, now: datetime) -> datetime:
        """When it goes out, seen from ``now``: not in the quiet hours, not on a holiday."""
        due = max(self.due, now)
        push = outlook.config.push
        return considerate(db, due, push, self.key, matter=self.matter, at_least=self.at_least)

    def is_made(self, db: Connection) -> bool:
        """Whether it has been made already."""
        return notices.by_key(db, self.key) is not None


def make_all(services: Services, occasions: Iterable[Occasion], now: datetime) -> int:
    """Make each, in a transaction of its own; returns how many notices this call wrote."""
    return for_each(occasions, lambda one: make(services, one, now))


def make(services: Services, one: Occasion, now: datetime) -> int:
    """Write the notice, if nobody has and there is anybody to tell; returns 1 where this call wrote it."""
    with services.ledger.begin() as db:
        if one.is_made(db):
            return 0
        words = one.words(db)
        told = one.told(db)
        if words is None or not told:
            return 0
        goes_at = one.goes_at(services, db, now)
        later_at = _next_week(services, db, one, words, goes_at)
        made = notices.create(
            db,
            key=one.key,
            kind=one.kind,
            title=one.title,
            body=body_under(one.title, words.lines),
            recipients=told,
            now=now,
            send_at=goes_at,
            later=_full(services, db, told, goes_at) if later_at is not None else (),
            later_at=later_at,
            expires_at=words.expires_at,
            branch_id=one.branch_ids[0],
            audience=one.audience,
            rule=one.rule,
            push=services.config.push,
        )
    return int(made.fresh)


def _full(services: Services, db: Connection, told: list[int], at: datetime) -> list[int]:
    """Those who have had as many pushes as a week allows (product: at most ``push.weekly_limit``)."""
    used = notices.spent(db, told, at)
    return [id_ for id_ in told if used.get(id_, 0) >= services.config.push.weekly_limit]


def _next_week(
    services: Services, db: Connection, one: Occasion, words: Words, at: datetime
) -> datetime | None:
    """When the week after is open for it; None where it cannot wait so long."""
    push, begins = services.config.push, notices.week_of(at)[1]
    later = considerate(db, begins, push, one.key, matter=one.matter, at_least=one.at_least)
    in_time = one.matter is None or later <= one.matter - one.at_least
    return later if in_time and (words.expires_at is None or later < words.expires_at) else None
