"""Announcing: whom a notice an officer writes comes to, how and when, seen before it is sent; and sending it (G1).

Chat and console plan and write with these verbs, so that the same notice gives the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import local
from bot.config import PushSettings
from bot.ledger import audiences, audit, calendar, members
from bot.ledger.audiences import Audience, Reach
from bot.ledger.deliveries.receipts import counts
from bot.ledger.deliveries.states import ACCEPTED, SENDING, UNKNOWN
from bot.ledger.members import OFFICE_TITLES, Member
from bot.ledger.notices.budget import spent, week_of
from bot.ledger.notices.writing import Created, cancel, correct, create
from bot.ledger.notices.written import APPROVED, NOTICE, WAITING, Notice
from bot.ledger.quiet import out_of_quiet
from content.problems import REFUSED_WORDS

LONGEST = 600  # characters; a longer one is a document, and wants a page
SHORTEST = 4
HALF_A_DAY = timedelta(hours=12)
TWO_PERSONS = "发给几个支部的通知要两个人：一人写，一人放行"


class NoSecondPerson(Exception):
    """It needs a second person of the committee's staff, and there is none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer has written so far. ``key`` names it: sent twice under the same one, it goes out once.

    ``body`` is as written, not signed; ``send_at`` None: as soon as it cannot be undone any more. Instants are UTC.
    """

    key: str
    title: str
    body: str
    audience: Audience
    wants: bool = False
    deadline: datetime | None = None
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a draft if it is sent now.

    ``to`` are member ids and ``audience`` says them in words; ``due`` is when it is to go, ``goes_at`` the same moved
    out of the quiet hours, ``rest_day`` whether that day is not worked. ``most`` is how many pushes somebody among
    them has in that week, ``full`` whose week is full; ``later`` are those of them who get it the Monday after
    (``pressing``: the deadline does not allow it). ``seconds`` are who may let it go, where ``needs_second``.
    """

    to: tuple[int, ...]
    audience: str
    reach: Reach
    due: datetime
    goes_at: datetime
    rest_day: bool
    most: int
    full: tuple[int, ...]
    pressing: bool
    needs_second: bool
    seconds: tuple[int, ...]

    @property
    def later(self) -> tuple[int, ...]:
        """Those who get it a week later, because theirs is full."""
        return () if self.pressing else self.full


def plan(db: Connection, author: Member, draft: Draft, push: PushSettings, now: datetime) -> Plan:
    """What would become of a draft; nothing is written. ``to`` is empty where the audience is nobody."""
    to = audiences.resolve(db, draft.audience)
    soonest = now + timedelta(seconds=push.undo_seconds)
    due = max(draft.send_at, soonest) if draft.send_at is not None else soonest
    goes_at = out_of_quiet(due, push, draft.key)
    used = spent(db, to, due)
    needs_second = author.is_staff and len(draft.audience.branch_ids) > 1
    return Plan(
        to=tuple(to),
        audience=audiences.words(draft.audience, members.scope(db, author), len(to)),
        reach=audiences.reach(db, to),
        due=due,
        goes_at=goes_at,
        rest_day=not calendar.is_workday(db, local.day(goes_at)),
        most=max(used.values(), default=0),
        full=tuple(id_ for id_ in to if used.get(id_, 0) >= push.weekly_limit),
        # Next Monday would be too late.
        pressing=draft.deadline is not None and draft.deadline <= week_of(due)[1] + HALF_A_DAY,
        needs_second=needs_second,
        seconds=_others(db, author) if needs_second else (),
    )


def doubts(text: str) -> list[str]:
    """What a chat service must not carry, as far as words tell (domain.md rule 15): a warning each, no refusal.

    A lecture on trade secrets (商业秘密) is no state secret: whoever writes decides.
    """
    return [
        f"有「{word}」字样：{why.partition('；')[0]}，请再核对。"
        for word, why in REFUSED_WORDS.items()
        if word in text
    ]


def send(
    db: Connection, author: Member, draft: Draft, planned: Plan, push: PushSettings, now: datetime, actor: str
) -> Created:
    """Write it with its deliveries, as planned; where it needs a second person, ask them. Knock afterwards.

    Sent before under the same key, it is not ``fresh`` and nothing is changed. Raises NoSecondPerson.
    """
    if planned.needs_second and not planned.seconds:
        raise NoSecondPerson
    branch_ids = draft.audience.branch_ids
    made = create(
        db,
        key=draft.key,
        kind=NOTICE,
        title=draft.title,
        body=signed(author, draft.body, draft.wants),
        recipients=planned.to,
        now=now,
        send_at=planned.due,
        created_by=author.id,
        branch_id=branch_ids[0] if len(branch_ids) == 1 else None,
        push=push,
        audience=planned.audience,
        needs_confirmation=draft.wants,
        deadline=draft.deadline,
        approval=WAITING if planned.needs_second else "",
        later=planned.later,
        later_at=out_of_quiet(week_of(planned.due)[1], push, draft.key),
    )
    if made.fresh:
        audit.record(db, now, author.id, actor, "notice", f"notice {made.notice_id}")
        if planned.needs_second:
            _ask_second(db, author, draft.title, made, planned.seconds, push, now)
    return made


def signed(author: Member, body: str, wants: bool) -> str:
    """The body with who sends it, and what is asked."""
    office = next((OFFICE_TITLES[one.role] for one in author.offices), "")
    by = f"——{author.name}" + (f"（{office}）" if office else "")
    return "\n".join(part for part in (body, by, "看过了回「收到」。" if wants else "") if part)


def send_correction(
    db: Connection,
    author: Member,
    original: Notice,
    text: str,
    key: str,
    push: PushSettings,
    now: datetime,
    actor: str,
) -> Created:
    """The right words to exactly those who had the wrong ones, or were still to get them (product G3).

    What a second person let go is corrected with a second person: see :func:`waits`. Raises NoSecondPerson.
    """
    seconds = _others(db, author) if waits(original) else ()
    if waits(original) and not seconds:
        raise NoSecondPerson
    title = corrected_title(original)
    made = correct(
        db,
        original,
        key=key,
        title=title,
        body=signed(author, text, original.needs_confirmation),
        by=author.id,
        now=now,
        push=push,
        approval=WAITING if seconds else "",
    )
    if made.fresh:
        audit.record(db, now, author.id, actor, "correction", f"notice {original.id}")
        if seconds:
            _ask_second(db, author, title, made, seconds, push, now)
    return made


def waits(original: Notice) -> bool:
    """Whether a correction of it waits for a second person, as the notice itself did."""
    return original.approval == APPROVED


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """``out`` have it, or may have; ``stopped`` do not get it any more."""

    out: int
    stopped: int


def withdraw(db: Connection, one: Notice, by: Member, now: datetime, actor: str) -> Withdrawn | None:
    """Take a notice back as far as that goes; None where it was taken back before."""
    before = counts(db, one.id)
    stopped = cancel(db, one.id, now)
    if stopped is None:
        return None
    audit.record(db, now, by.id, actor, "notice_withdraw", f"notice {one.id}")
    return Withdrawn(sum(before.get(state, 0) for state in (ACCEPTED, SENDING, UNKNOWN)), stopped)


def corrected_title(original: Notice) -> str:
    """``更正：…``, once, however often it is corrected."""
    return f"更正：{original.title.removeprefix('更正：')}"


def _others(db: Connection, author: Member) -> tuple[int, ...]:
    """Who else of the committee's staff may look at what the author wrote (ids)."""
    return tuple(one.id for one in members.staff(db) if one.id != author.id)


def _ask_second(
    db: Connection,
    author: Member,
    title: str,
    made: Created,
    seconds: tuple[int, ...],
    push: PushSettings,
    now: datetime,
) -> None:
    create(
        db,
        key=f"approval-{made.notice_id}",
        kind="service",
        title=f"有一条通知等您放行（{made.recipients} 人）",
        body=f"{author.name}写的：{title}\n回「放行」看全文，同意就发出。",
        recipients=seconds,
        now=now,
        created_by=author.id,
        push=push,
        rule=TWO_PERSONS,
    )
