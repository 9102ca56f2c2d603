"""What branches have held and planned that meets a duty, for many branches at once.

A joint meeting has a row for each branch due at it, so it counts once in each ledger. A gathering that is to meet two
duties needs two records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from bot import local
from bot.ledger.meetings import CLOSED, PLANNED
from bot.ledger.tables import appraisal, branch_talk, first_topic, hosting, meeting, meeting_branch
from content.duties import PERS, Duty


@dataclass(frozen=True, slots=True)
class Held:
    """Something that counts for a duty, on a local day.

    ``meeting_id`` is empty for talks and appraisals entered by themselves. ``planned``: not held yet, so it counts
    for nothing but may be shown. ``of`` is the pair of a talk, the year of an appraisal that
    was entered by itself, or the id of the firm that hosted.
    """

    on: date
    title: str
    meeting_id: int | None = None
    planned: bool = False
    of: str = ""


Of = dict[tuple[int, str], list[Held]]  # by branch id and the duty's key

_IDS: Any = bindparam("ids", expanding=True)


def _in_period(per: str) -> Any:
    return and_(
        meeting.c.kind.in_(bindparam(f"{per}_kinds", expanding=True)),
        meeting.c.starts_at >= bindparam(f"{per}_since"),
        meeting.c.starts_at < bindparam(f"{per}_until"),
    )


_MEETINGS = (
    select(
        meeting_branch.c.branch_id,
        meeting.c.id,
        meeting.c.kind,
        meeting.c.title,
        meeting.c.starts_at,
        meeting.c.state,
    )
    .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
    .where(
        meeting_branch.c.branch_id.in_(_IDS),
        meeting.c.state.in_((CLOSED, PLANNED)),
        or_(*(_in_period(per) for per in PERS)),
    )
    .order_by(meeting.c.starts_at, meeting.c.id)
)
_TOPICS = (
    select(first_topic.c.branch_id, first_topic.c.meeting_id, first_topic.c.studied_on, meeting.c.title)
    .join(meeting, meeting.c.id == first_topic.c.meeting_id)
    .where(
        first_topic.c.branch_id.in_(_IDS),
        first_topic.c.studied_on >= bindparam("since"),
        first_topic.c.studied_on <= bindparam("until"),
    )
    .order_by(first_topic.c.studied_on, first_topic.c.id)
)
_TALKS = (
    select(branch_talk.c.branch_id, branch_talk.c.held_on, branch_talk.c.pair, branch_talk.c.count)
    .where(
        branch_talk.c.branch_id.in_(_IDS),
        branch_talk.c.withdrawn_at.is_(None),
        branch_talk.c.held_on >= bindparam("since"),
        branch_talk.c.held_on <= bindparam("until"),
    )
    .order_by(branch_talk.c.held_on, branch_talk.c.id)
)
_APPRAISALS = (
    select(appraisal.c.branch_id, appraisal.c.year, appraisal.c.held_on)
    .where(
        appraisal.c.branch_id.in_(_IDS),
        appraisal.c.withdrawn_at.is_(None),
        appraisal.c.year >= bindparam("since"),
        appraisal.c.year <= bindparam("until"),
    )
    .order_by(appraisal.c.year)
)
_HOSTED = (
    select(meeting_branch.c.branch_id, hosting.c.firm_id, meeting.c.id, meeting.c.title, meeting.c.starts_at)
    .join(meeting, meeting.c.id == hosting.c.meeting_id)
    .join(meeting_branch, meeting_branch.c.meeting_id == meeting.c.id)
    .where(
        meeting_branch.c.branch_id.in_(_IDS),
        meeting.c.state == CLOSED,
        meeting.c.starts_at >= bindparam("since"),
        meeting.c.starts_at < bindparam("until"),
    )
    .order_by(meeting.c.starts_at, meeting.c.id)
)
PAIRS = {"committee": "支委之间", "with_members": "支委和党员", "among_members": "党员之间"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A duty and the local days, first and last, between which what counts for it is looked for."""

    duty: Duty
    first: date
    last: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The UTC instants at which these days begin and are over."""
        return local.instant(self.first, time()), local.instant(self.last + timedelta(days=1), time())


def find(db: Connection, branch_ids: Iterable[int], wanted: Sequence[Wanted]) -> Of:
    """Whatever counts for each duty within its days, in order. Five statements, however many branches."""
    ids = list(branch_ids)
    found: Of = defaultdict(list)
    for search in (_meetings, _topics, _talks, _appraisals, _hosted):
        for branch_id, key, one in search(db, ids, wanted):
            found[branch_id, key].append(one)
    return found


_Found = Iterator[tuple[int, str, Held]]
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def _of(wanted: Sequence[Wanted], *counts: str) -> list[Wanted]:
    return [one for one in wanted if one.duty.counts in counts]


def _meetings(db: Connection, ids: list[int], wanted: Sequence[Wanted]) -> _Found:
    by_kind = {one.duty.name: one.duty.key for one in _of(wanted, "meeting", "appraisal")}
    given: dict[str, object] = {"ids": ids}
    for per in PERS:
        of_per = [one for one in _of(wanted, "meeting", "appraisal") if one.duty.per == per]
        given[f"{per}_kinds"] = [one.duty.name for one in of_per]
        given[f"{per}_since"] = min((one.bounds[0] for one in of_per), default=_NEVER)
        given[f"{per}_until"] = max((one.bounds[1] for one in of_per), default=_NEVER)
    for branch_id, id_, kind, title, starts_at, state in db.execute(_MEETINGS, given):
        yield branch_id, by_kind[kind], Held(local.day(starts_at), title, id_, state == PLANNED)


def _topics(db: Connection, ids: list[int], wanted: Sequence[Wanted]) -> _Found:
    for one in _of(wanted, "first_topic"):
        for branch_id, meeting_id, day, title in db.execute(_TOPICS, _days(ids, one)):
            yield branch_id, one.duty.key, Held(day, title, meeting_id)


def _talks(db: Connection, ids: list[int], wanted: Sequence[Wanted]) -> _Found:
    for one in _of(wanted, "talk"):
        for branch_id, day, pair, count in db.execute(_TALKS, _days(ids, one)):
            yield branch_id, one.duty.key, Held(day, f"{PAIRS[pair]} {count} 对", of=pair)


def _appraisals(db: Connection, ids: list[int], wanted: Sequence[Wanted]) -> _Found:
    for one in _of(wanted, "appraisal"):
        given = {"ids": ids, "since": one.first.year, "until": one.last.year}
        for branch_id, year, day in db.execute(_APPRAISALS, given):
            yield branch_id, one.duty.key, Held(day, f"{year}年评议结果", of=str(year))


def _hosted(db: Connection, ids: list[int], wanted: Sequence[Wanted]) -> _Found:
    for one in _of(wanted, "hosting"):
        since, until = one.bounds
        for branch_id, firm_id, id_, title, at in db.execute(
            _HOSTED, {"ids": ids, "since": since, "until": until}
        ):
            yield branch_id, one.duty.key, Held(local.day(at), title, id_, of=str(firm_id))


def _days(ids: list[int], one: Wanted) -> dict[str, object]:
    return {"ids": ids, "since": one.first, "until": one.last}
