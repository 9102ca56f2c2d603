"""投诉建议 (product K2): sealed words, a number for whoever wrote them, a day to answer by, the committee's inbox.

The branch sees nothing of it. Who wrote it is kept to send word when it is answered; the committee is told only
where the writer chose so. What is done is a row a step, and nothing is changed.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from bot import local
from bot.keys import Keys
from bot.ledger import calendar
from bot.ledger.bindings import ALPHABET
from bot.ledger.tables import complaint, complaint_event, member

COMPLAINT, SUGGESTION = "complaint", "suggestion"
KIND_TITLES = {COMPLAINT: "投诉", SUGGESTION: "建议"}
NEW, ASSIGNED, ANSWERED, CLOSED = "new", "assigned", "answered", "closed"
STATE_TITLES = {NEW: "待办", ASSIGNED: "在办", ANSWERED: "已答复", CLOSED: "已办结"}
OPEN = (NEW, ASSIGNED)
STEP_TITLES = {"opened": "查看", "assigned": "交办", "answered": "答复", "closed": "办结"}
WORKDAYS_TO_ANSWER = 15
LONGEST = 500  # characters
SUFFIX_LENGTH = 6
_NUMBER = re.compile(rf"T?-?(\d{{4}})-?(\d{{4,}})-?([{ALPHABET}]{{{SUFFIX_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint or suggestion as the inbox shows it; its words are asked for by :func:`words`.

    ``writer`` is the name, empty where it was not signed; ``due_on`` the local day to answer by; instants are UTC.
    """

    id: int
    number: str  # what the committee calls it: T-2026-0001, without the part that only its writer has
    kind: str
    named: bool
    writer: str
    made_at: datetime
    due_on: date
    state: str
    assigned_to: int | None
    assignee: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of what was done: when, who (a name; empty for the writer), what, to whom, with which words."""

    at: datetime
    by: str
    verb: str
    to: str
    words: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the writer is given: the whole ``number`` (T-2026-0001-7KQ2XM) and the day to answer by."""

    id: int
    number: str
    due_on: date


_writer, _assignee, _by, _to = (
    member.alias(name) for name in ("writer", "assignee", "by_member", "to_member")
)
_ROWS = (
    select(complaint, _writer.c.name.label("writer"), _assignee.c.name.label("assignee"))
    .outerjoin(_writer, _writer.c.id == complaint.c.member_id)
    .outerjoin(_assignee, _assignee.c.id == complaint.c.assigned_to)
)
_INBOX = _ROWS.where(complaint.c.state.in_(bindparam("states", expanding=True))).order_by(
    complaint.c.due_on, complaint.c.id
)
_ONE = _ROWS.where(complaint.c.id == bindparam("of"))
_OF_MEMBER = _ROWS.where(complaint.c.member_id == bindparam("of")).order_by(complaint.c.id.desc())
_OVERDUE = _ROWS.where(
    complaint.c.state.in_(bindparam("states", expanding=True)), complaint.c.due_on < bindparam("today")
).order_by(complaint.c.due_on, complaint.c.id)
_FILE = insert(complaint).returning(complaint.c.id)
_SECRET = select(complaint.c.suffix).where(complaint.c.id == bindparam("of"))
_SEALED = select(complaint.c.sealed).where(complaint.c.id == bindparam("of"))
_STEPS = (
    select(
        complaint_event.c.at,
        _by.c.name.label("by_name"),
        complaint_event.c.verb,
        _to.c.name.label("to_name"),
        complaint_event.c.sealed,
    )
    .outerjoin(_by, _by.c.id == complaint_event.c.by_member_id)
    .outerjoin(_to, _to.c.id == complaint_event.c.of_member_id)
    .where(complaint_event.c.complaint_id == bindparam("of"))
    .order_by(complaint_event.c.id)
)


def file(
    db: Connection, keys: Keys, member_id: int, kind: str, words: str, named: bool, now: datetime
) -> Receipt:
    """Keep a complaint or suggestion (``kind``), its words sealed; returns what its writer asks by later.

    To be answered within 15 working days. ``named``: the committee may know who wrote it.
    """
    due_on = due(db, local.day(now))
    suffix = "".join(secrets.choice(ALPHABET) for _ in range(SUFFIX_LENGTH))
    id_ = db.execute(
        _FILE,
        {
            "suffix": suffix, "kind": kind, "member_id": member_id, "named": named, "made_at": now,
            "sealed": keys.seal(words[:LONGEST]), "due_on": due_on, "state": NEW,
        },
    ).scalar_one()  # fmt: skip
    return Receipt(id_, f"{_public(id_, now)}-{suffix}", due_on)


def due(db: Connection, day: date, workdays: int = WORKDAYS_TO_ANSWER) -> date:
    """The local day that is so many worked days after ``day``."""
    while workdays:
        day += timedelta(days=1)
        workdays -= calendar.is_workday(db, day)
    return day


def _public(id_: int, made_at: datetime) -> str:
    return f"T-{local.at(made_at).year}-{id_:04d}"


def by_number(db: Connection, number: str) -> Complaint | None:
    """The complaint with this whole number, as typed; None where there is none, or its last part is wrong."""
    typed = number.upper().replace(" ", "").translate(str.maketrans("OIL", "011"))
    match = _NUMBER.fullmatch(typed)
    if match is None:
        return None
    id_ = int(match[2])
    if id_ > 2**31 - 1:
        return None
    suffix = db.execute(_SECRET, {"of": id_}).scalar()
    if suffix is None or not hmac.compare_digest(suffix, match[3]):
        return None
    return get(db, id_)


def get(db: Connection, complaint_id: int) -> Complaint | None:
    """A complaint by its id, or None."""
    row = db.execute(_ONE, {"of": complaint_id}).first()
    return _built(row) if row is not None else None


def inbox(db: Connection, states: Sequence[str] = OPEN) -> list[Complaint]:
    """The complaints in these states, whichever must be answered first coming first. For the committee's staff."""
    return [_built(row) for row in db.execute(_INBOX, {"states": list(states)})]


def of_member(db: Connection, member_id: int) -> list[Complaint]:
    """A member's own, the latest first."""
    return [_built(row) for row in db.execute(_OF_MEMBER, {"of": member_id})]


def overdue(db: Connection, today: date) -> list[Complaint]:
    """Those not answered whose day was before ``today``."""
    return [_built(row) for row in db.execute(_OVERDUE, {"states": list(OPEN), "today": today})]


def _built(row: Any) -> Complaint:
    return Complaint(
        id=row.id,
        number=_public(row.id, row.made_at),
        kind=row.kind,
        named=row.named,
        writer=(row.writer or "") if row.named else "",
        made_at=row.made_at,
        due_on=row.due_on,
        state=row.state,
        assigned_to=row.assigned_to,
        assignee=row.assignee or "",
        settled_at=row.settled_at,
    )


def words(db: Connection, keys: Keys, complaint_id: int) -> str:
    """What was written; empty once its time is over. Raises WrongKey."""
    sealed = db.execute(_SEALED, {"of": complaint_id}).scalar()
    return keys.unseal(sealed) if sealed else ""


def history(db: Connection, keys: Keys, complaint_id: int) -> list[Step]:
    """What was done about it, in order. Raises WrongKey."""
    return [
        Step(
            row.at,
            row.by_name or "",
            row.verb,
            row.to_name or "",
            keys.unseal(row.sealed) if row.sealed else "",
        )
        for row in db.execute(_STEPS, {"of": complaint_id})
    ]


def answer_to(db: Connection, keys: Keys, complaint_id: int) -> str:
    """The last answer; empty where there is none."""
    given = [step.words for step in history(db, keys, complaint_id) if step.words]
    return given[-1] if given else ""
