"""What the committee has set for the jobs, and what it is asked: is a run that downtime made late still wanted?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger import audit, job_runs
from bot.ledger.tables import job_question, job_setting

SEND, SKIP, ASK = "send", "skip", "ask"
POLICIES = {SEND: "补发", SKIP: "不补", ASK: "先问"}

_SET = {
    name: statement.on_conflict_do_update(
        index_elements=["job"],
        set_={
            column: statement.excluded[column] for column in ("after_downtime", "changed_by", "changed_at")
        },
    )
    for name, statement in (
        ("sqlite", sqlite.insert(job_setting)),
        ("postgresql", postgresql.insert(job_setting)),
    )
}
_POLICIES = select(job_setting.c.job, job_setting.c.after_downtime)
_ASK = {
    "sqlite": sqlite.insert(job_question).on_conflict_do_nothing().returning(job_question.c.job),
    "postgresql": postgresql.insert(job_question).on_conflict_do_nothing().returning(job_question.c.job),
}
_number = func.row_number().over(order_by=(job_question.c.asked_at, job_question.c.job, job_question.c.slot))
_numbered = select(job_question, _number.label("number")).subquery()
_COLUMNS = tuple(
    _numbered.c[name]
    for name in ("number", "job", "slot", "asked_at", "answer", "answered_by", "answered_at")
)
_OPEN = select(*_COLUMNS).where(_numbered.c.answer == "").order_by(_numbered.c.number)
_BY_NUMBER = select(*_COLUMNS).where(_numbered.c.number == bindparam("of_number"))
_OF_RUN = select(*_COLUMNS).where(
    _numbered.c.job == bindparam("of_job"), _numbered.c.slot == bindparam("of_slot")
)
_ANSWERED = select(*_COLUMNS).where(_numbered.c.answer == bindparam("what"))
_ANSWER = (
    update(job_question)
    .where(
        job_question.c.job == bindparam("of_job"),
        job_question.c.slot == bindparam("of_slot"),
        job_question.c.answer == "",
    )
    .values(answer=bindparam("what"), answered_by=bindparam("by"), answered_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a run that is late is still wanted. ``number`` is what people answer by; it stays the same."""

    number: int
    job: str
    slot: datetime
    asked_at: datetime
    answer: str
    answered_by: int | None
    answered_at: datetime | None


def policies(db: Connection) -> dict[str, str]:
    """What is done with late runs, by job (``send``, ``skip``, ``ask``), where somebody has set it."""
    return {row.job: row.after_downtime for row in db.execute(_POLICIES)}


def set_policy(
    db: Connection, job: str, policy: str, by: int | None, now: datetime, actor: str = "chat"
) -> None:
    """Say what is done with a job's late runs from now on. Raises ValueError for another policy."""
    if policy not in POLICIES:
        raise ValueError(f"after downtime a job's run is one of {', '.join(POLICIES)}, not {policy!r}")
    given = {"job": job, "after_downtime": policy, "changed_by": by, "changed_at": now}
    db.execute(_SET[db.dialect.name], given)
    audit.record(db, now, by, actor, "job_policy", f"job {job}", policy)


def ask(db: Connection, job: str, slot: datetime, now: datetime) -> Question | None:
    """Ask about a run that downtime made late; None where it has been asked about, run or given up."""
    if not job_runs.give_up(db, job, slot, now, job_runs.ASKED):
        return None
    db.execute(_ASK[db.dialect.name], {"job": job, "slot": slot, "asked_at": now})
    return Question(*db.execute(_OF_RUN, {"of_job": job, "of_slot": slot}).one())


def waiting(db: Connection) -> list[Question]:
    """The questions nobody has answered, in the order they were asked."""
    return [Question(*row) for row in db.execute(_OPEN)]


def question(db: Connection, number: int) -> Question | None:
    """The question of that number, answered or not."""
    row = db.execute(_BY_NUMBER, {"of_number": number}).first()
    return Question(*row) if row is not None else None


def answer(
    db: Connection, asked: Question, policy: str, by: int | None, now: datetime, actor: str = "chat"
) -> bool:
    """Answer with ``send`` or ``skip``; False where somebody was first. The scheduler does what is to be sent."""
    given = {"of_job": asked.job, "of_slot": asked.slot, "what": policy, "by": by, "at": now}
    if policy not in (SEND, SKIP) or db.execute(_ANSWER, given).rowcount != 1:
        return False
    if policy == SKIP:
        job_runs.finish(db, asked.job, asked.slot, job_runs.NOT_WANTED, now)
    audit.record(db, now, by, actor, "job_answer", f"job {asked.job}", f"{asked.slot.isoformat()} {policy}")
    return True


def lapse(db: Connection, asked: Question, now: datetime) -> bool:
    """Close a question whose run has become too late to be of use; False where it was answered."""
    given = {"of_job": asked.job, "of_slot": asked.slot, "what": SKIP, "by": None, "at": now}
    if db.execute(_ANSWER, given).rowcount != 1:
        return False
    job_runs.finish(db, asked.job, asked.slot, job_runs.MISSED, now)
    return True


def to_do(db: Connection) -> list[Question]:
    """The questions answered with ``send`` whose run nobody has begun."""
    found = [Question(*row) for row in db.execute(_ANSWERED, {"what": SEND})]
    waiting_runs = [(one, job_runs.at(db, one.job, one.slot)) for one in found]
    return [one for one, run in waiting_runs if run is not None and run.outcome == job_runs.ASKED]
