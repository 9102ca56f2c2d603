"""Minutes: what was said and settled at a meeting, line by line, beside what the roll knows (domain.md rule 9).

A line is withdrawn, never changed. Once the minutes are final, what is added is a correction and shown as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot import local
from bot.ledger import first_topics
from bot.ledger.meetings import CLOSED, Meeting
from bot.ledger.tables import meeting, member, minutes_line

Field = Literal["host", "recorder", "guest", "agenda", "speech", "vote", "decision", "summary", "final"]
TITLES: dict[Field, str] = {
    "host": "主持人",
    "recorder": "记录人",
    "guest": "列席",
    "agenda": "议题",
    "speech": "发言",
    "vote": "表决",
    "decision": "决议",
    "summary": "小结",
    "final": "定稿",
}
ONE_ONLY: frozenset[Field] = frozenset({"host", "recorder", "summary"})  # the last one entered counts
SAID_LIMIT, OWNER_LIMIT, DUE_LIMIT = 1000, 60, 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``owner`` and ``due`` belong to a decision: who carries it out and by when, in words."""

    id: int
    field: Field
    said: str
    owner: str
    due: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the ledger has of a meeting's minutes. ``final_at`` is when they were declared final, a UTC instant;
    ``corrections`` are the lines since. ``serial`` counts the branch's meetings of this kind in its year."""

    meeting: Meeting
    serial: int
    host: str
    recorder: str
    lines: tuple[Line, ...]
    corrections: tuple[Line, ...]
    final_at: datetime | None

    def of(self, field: Field) -> list[Line]:
        """The lines of a field, as they were entered; of one that has one only, the last."""
        found = [line for line in self.lines if line.field == field]
        return found[-1:] if field in ONE_ONLY else found

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not known yet and has to be entered or written in by hand."""
        lacking = [("主持人", self.host), ("记录人", self.recorder), ("决议", self.of("decision"))]
        return tuple(title for title, known in lacking if not known)


_ADD = insert(minutes_line)
_LINES = (
    select(
        minutes_line.c.id,
        minutes_line.c.field,
        minutes_line.c.said,
        minutes_line.c.owner,
        minutes_line.c.due,
        func.coalesce(member.c.name, ""),
        minutes_line.c.entered_at,
    )
    .outerjoin(member, member.c.id == minutes_line.c.entered_by)
    .where(minutes_line.c.meeting_id == bindparam("of"), minutes_line.c.withdrawn_at.is_(None))
    .order_by(minutes_line.c.id)
)
_WITHDRAW = (
    update(minutes_line)
    .where(minutes_line.c.id == bindparam("of"), minutes_line.c.withdrawn_at.is_(None))
    .values(withdrawn_by=bindparam("by"), withdrawn_at=bindparam("at"))
)
_SERIAL = select(func.count()).where(
    meeting.c.branch_id == bindparam("branch_id"),
    meeting.c.kind == bindparam("kind"),
    meeting.c.state == CLOSED,
    meeting.c.starts_at >= bindparam("since"),
    meeting.c.starts_at < bindparam("before"),
)


def enter(
    db: Connection,
    meeting_id: int,
    field: Field,
    said: str,
    by: int | None,
    now: datetime,
    *,
    owner: str = "",
    due: str = "",
) -> int | None:
    """Add a line; returns its id. Said again word for word, it is there already: nothing is added, None."""
    text = said.strip()[:SAID_LIMIT]
    there = _lines(db, meeting_id)
    same = [line for line in there if line.field == field]
    if (field in ONE_ONLY and same and same[-1].said == text) or (
        field not in ONE_ONLY and any(line.said == text for line in same)
    ):
        return None
    made = db.execute(
        _ADD,
        {
            "meeting_id": meeting_id,
            "field": field,
            "said": text,
            "owner": owner[:OWNER_LIMIT],
            "due": due[:DUE_LIMIT],
            "entered_by": by,
            "entered_at": now,
        },
    ).inserted_primary_key
    assert made is not None
    return int(made[0])


def withdraw(db: Connection, line_id: int, by: int | None, now: datetime) -> bool:
    """Take a line back; it stays in the ledger with who did so. False where it was taken back before."""
    return db.execute(_WITHDRAW, {"of": line_id, "by": by, "at": now}).rowcount == 1


def of(db: Connection, held: Meeting) -> Minutes:
    """What is known: the lines, and from the first topic its host where nobody has named another."""
    lines = _lines(db, held.id)
    final = next((line for line in lines if line.field == "final"), None)
    corrections = tuple(line for line in lines if final and line.id > final.id)
    body = tuple(line for line in lines if line.field != "final" and line not in corrections)
    studied = next(iter(first_topics.of_meeting(db, held.id)), None)
    return Minutes(
        meeting=held,
        serial=_serial(db, held),
        host=_last(body, "host") or (studied.study.host if studied else ""),
        recorder=_last(body, "recorder"),
        lines=body,
        corrections=corrections,
        final_at=final.entered_at if final else None,
    )


def _lines(db: Connection, meeting_id: int) -> list[Line]:
    return [Line(*row) for row in db.execute(_LINES, {"of": meeting_id})]


def _last(lines: tuple[Line, ...], field: Field) -> str:
    return next((line.said for line in reversed(lines) if line.field == field), "")


def _serial(db: Connection, held: Meeting) -> int:
    """Which meeting of its kind it is in its year, those that were called off or not yet held left out."""
    since, _ = local.month_bounds(f"{local.at(held.starts_at).year}-01")
    given = {"branch_id": held.branch_id, "kind": held.kind, "since": since, "before": held.starts_at}
    return int(db.execute(_SERIAL, given).scalar_one()) + 1
