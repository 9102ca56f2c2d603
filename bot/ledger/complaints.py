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

from sqlalchemy import Connection, bindparam, insert, select, update

from bot import local
from bot.config import PushSettings
from bot.keys import Keys
from bot.ledger import audit, calendar, notices
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
_WRITER = select(complaint.c.member_id).where(complaint.c.id == bindparam("of"))
_ADD = insert(complaint_event).returning(complaint_event.c.id)
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
_MOVE = (
    update(complaint)
    .where(complaint.c.id == bindparam("of"), complaint.c.state.in_(bindparam("were", expanding=True)))
    .values(state=bindparam("becomes"), settled_at=bindparam("settled"))
    .returning(complaint.c.id)
)
_GIVE = (
    update(complaint)
    .where(complaint.c.id == bindparam("of"), complaint.c.state.in_(OPEN))
    .values(state=ASSIGNED, assigned_to=bindparam("to"))
    .returning(complaint.c.id)
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


def opened(db: Connection, complaint_id: int, by: int, now: datetime, actor: str = "chat") -> None:
    """Note that somebody of the committee has read it."""
    _step(db, complaint_id, "opened", by, now, actor)


def assign(db: Connection, complaint_id: int, to: int, by: int, now: datetime, actor: str = "chat") -> bool:
    """Give it to a member to see to; False where it was settled meanwhile."""
    if db.execute(_GIVE, {"of": complaint_id, "to": to}).first() is None:
        return False
    _step(db, complaint_id, "assigned", by, now, actor, to=to)
    return True


def answer(
    db: Connection,
    keys: Keys,
    complaint_id: int,
    said: str,
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str = "chat",
) -> bool:
    """Answer it, the words sealed, and send its writer word; False where it was closed meanwhile.

    A second answer comes after the first. Knock on the queue after the commit.
    """
    sealed = keys.seal(said[:LONGEST])
    return _settle(db, complaint_id, ANSWERED, (*OPEN, ANSWERED), by, now, push, actor, sealed)


def close(
    db: Connection,
    keys: Keys,
    complaint_id: int,
    why: str,
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str = "chat",
) -> bool:
    """Close it and send its writer word; False where it was closed, or was never answered and ``why`` is empty."""
    sealed = keys.seal(why[:LONGEST]) if why else None
    were = (*OPEN, ANSWERED) if why else (ANSWERED,)
    return _settle(db, complaint_id, CLOSED, were, by, now, push, actor, sealed)


def _settle(
    db: Connection,
    complaint_id: int,
    becomes: str,
    were: Sequence[str],
    by: int,
    now: datetime,
    push: PushSettings,
    actor: str,
    sealed: bytes | None,
) -> bool:
    given = {"of": complaint_id, "were": list(were), "becomes": becomes, "settled": now}
    if db.execute(_MOVE, given).first() is None:
        return False
    step = _step(db, complaint_id, becomes, by, now, actor, sealed=sealed)
    if sealed is not None:
        _send_word(db, complaint_id, step, now, push)
    return True


def _send_word(db: Connection, complaint_id: int, step: int, now: datetime, push: PushSettings) -> None:
    """Tell the writer that there is an answer, and not what it says: a notice is not sealed."""
    one = get(db, complaint_id)
    to = db.execute(_WRITER, {"of": complaint_id}).scalar()
    if one is None or to is None:
        return
    notices.create(
        db,
        key=f"complaint-{complaint_id}-{step}",
        kind="service",
        title=f"您的{KIND_TITLES[one.kind]}有答复了",
        body=f"编号 {one.number}\n回「投诉进度」看答复，只有您看得到。",
        recipients=[to],
        now=now,
        rule="投诉建议有了答复，告诉提出的人",
        push=push,
    )


def _step(
    db: Connection,
    complaint_id: int,
    verb: str,
    by: int,
    now: datetime,
    actor: str,
    to: int | None = None,
    sealed: bytes | None = None,
) -> int:
    step: int = db.execute(
        _ADD,
        {
            "complaint_id": complaint_id, "at": now, "by_member_id": by, "verb": verb, "of_member_id": to,
            "sealed": sealed,
        },
    ).scalar_one()  # fmt: skip
    audit.record(db, now, by, actor, f"complaint_{verb}", f"complaint {complaint_id}")
    return step


def announce(
    db: Connection, complaint_id: int, staff_ids: Sequence[int], now: datetime, push: PushSettings
) -> None:
    """Tell the committee's staff (member ids) that something is in the inbox; neither who wrote it nor what."""
    one = get(db, complaint_id)
    if one is None:
        return
    notices.create(
        db,
        key=f"complaint-{complaint_id}-new",
        kind="service",
        title=f"投诉箱有新的{KIND_TITLES[one.kind]}",
        body=f"{one.number}，{one.due_on.month}月{one.due_on.day}日前答复。\n回「投诉箱」打开。",
        recipients=list(staff_ids),
        now=now,
        rule="投诉建议交到行业党委，告诉工作人员",
        push=push,
    )
