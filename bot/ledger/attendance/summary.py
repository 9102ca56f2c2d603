"""Attendance in figures, by branch: no names, so that whoever sees to several branches needs none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select

from bot.ledger.attendance.roll import ABSENT, GUEST, LEAVE, PRESENT
from bot.ledger.meetings import CLOSED
from bot.ledger.tables import attendance, meeting, meeting_branch

SMALL = 3  # fewer persons than this are not counted out in a view of several branches


@dataclass(frozen=True, slots=True)
class Figures:
    """The closed meetings of a time: how many, and 应到 = 实到 + 请假 + 缺席 added up over them (domain.md rule 8).

    ``made_up`` stands beside the sum. ``people``, ``on_leave`` and ``away`` are how many different persons were due,
    on leave and absent at all.
    """

    meetings: int = 0
    due: int = 0
    present: int = 0
    leave: int = 0
    absent: int = 0
    made_up: int = 0
    people: int = 0
    on_leave: int = 0
    away: int = 0

    @property
    def small(self) -> bool:
        """Whether 请假 and 缺席 would point at single persons: one of them is of one or two."""
        return any(0 < persons < SMALL for persons in (self.on_leave, self.away, self.people))


_times = (
    meeting.c.state == CLOSED,
    meeting.c.starts_at >= bindparam("since"),
    meeting.c.starts_at < bindparam("until"),
)
_MARKS = (
    select(
        attendance.c.branch_id,
        attendance.c.state,
        func.count(),
        func.count(attendance.c.member_id.distinct()),
        func.sum(case((attendance.c.made_up_at.is_not(None), 1), else_=0)),
    )
    .join(meeting, meeting.c.id == attendance.c.meeting_id)
    .where(*_times, attendance.c.branch_id.in_(bindparam("branch_ids", expanding=True)))
    .where(attendance.c.state != GUEST)
    .group_by(attendance.c.branch_id, attendance.c.state)
)
_PEOPLE = (
    select(attendance.c.branch_id, func.count(attendance.c.member_id.distinct()))
    .join(meeting, meeting.c.id == attendance.c.meeting_id)
    .where(*_times, attendance.c.branch_id.in_(bindparam("branch_ids", expanding=True)))
    .where(attendance.c.state != GUEST)
    .group_by(attendance.c.branch_id)
)
_MEETINGS = (
    select(meeting_branch.c.branch_id, func.count())
    .join(meeting, meeting.c.id == meeting_branch.c.meeting_id)
    .where(*_times, meeting_branch.c.branch_id.in_(bindparam("branch_ids", expanding=True)))
    .group_by(meeting_branch.c.branch_id)
)


def by_branch(
    db: Connection, branch_ids: Sequence[int], since: datetime, until: datetime
) -> dict[int, Figures]:
    """The figures of the closed meetings that began from ``since`` and before ``until``, by branch id as given."""
    given = {"branch_ids": list(branch_ids), "since": since, "until": until}
    states: dict[int, dict[str, tuple[int, int, int]]] = defaultdict(dict)
    for branch_id, state, marks, persons, made_up in db.execute(_MARKS, given):
        states[branch_id][state] = (marks, persons, int(made_up))
    people: dict[int, int] = dict(db.execute(_PEOPLE, given).all())
    held: dict[int, int] = dict(db.execute(_MEETINGS, given).all())
    return {id_: _built(states[id_], people.get(id_, 0), held.get(id_, 0)) for id_ in branch_ids}


def _built(of_state: dict[str, tuple[int, int, int]], people: int, held: int) -> Figures:
    nothing = (0, 0, 0)
    leave, absent = of_state.get(LEAVE, nothing), of_state.get(ABSENT, nothing)
    return Figures(
        meetings=held,
        due=sum(marks for marks, _, _ in of_state.values()),
        present=of_state.get(PRESENT, nothing)[0],
        leave=leave[0],
        absent=absent[0],
        made_up=sum(made_up for _, _, made_up in of_state.values()),
        people=people,
        on_leave=leave[1],
        away=absent[1],
    )


def together(found: Iterable[Figures]) -> Figures:
    """Several figures added up; a meeting of two branches counts with each."""
    listed = list(found)
    return Figures(**{one.name: sum(getattr(it, one.name) for it in listed) for one in fields(Figures)})
