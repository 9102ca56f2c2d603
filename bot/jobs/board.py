"""The jobs as a person sees them: when each ran and what came of it, when it runs next, what downtime does to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from bot.config import PushSettings
from bot.jobs.timetable import Job
from bot.ledger import job_runs, job_settings
from bot.ledger.job_runs import Run
from bot.ledger.job_settings import POLICIES, SEND, Question

AS_THINGS_ARE = "照现状办"


@dataclass(frozen=True, slots=True)
class Standing:
    """A job and how it stands. ``last`` is its last run, ``following`` its next due time (UTC)."""

    job: Job
    last: Run | None
    following: datetime
    policy: str
    set_by_committee: bool

    @property
    def may_choose(self) -> bool:
        """Whether the committee may say what downtime does to it."""
        return self.policy != ""

    @property
    def policy_title(self) -> str:
        """What happens to runs that downtime made late, in Chinese."""
        return POLICIES.get(self.policy, AS_THINGS_ARE)


def standings(db: Connection, jobs: Iterable[Job], push: PushSettings, now: datetime) -> list[Standing]:
    """How each job stands at ``now``, in the order of the table."""
    chosen = job_settings.policies(db)
    return [_standing(db, job, push, chosen, now) for job in jobs]


def _standing(
    db: Connection, job: Job, push: PushSettings, chosen: dict[str, str], now: datetime
) -> Standing:
    last = next(iter(job_runs.latest(db, job.name)), None)
    policy = chosen.get(job.name, job.after_downtime) if job.may_choose(push) else ""
    return Standing(job, last, job.when(push).following(now), policy, job.name in chosen)


def in_time(job: Job, question: Question, now: datetime) -> bool:
    """Whether a run that is asked about would still be of use."""
    return job.late is None or now - question.slot <= job.late


def decide(
    db: Connection, jobs: Iterable[Job], asked: Question, policy: str, by: int, now: datetime, actor: str
) -> Literal["done", "too late", "taken"]:
    """A person's answer (``send`` or ``skip``) to whether a late run is still wanted; the scheduler does it.

    ``too late``: it would be of no use any more; ``taken``: somebody has answered, or its time is over.
    """
    job = next((job for job in jobs if job.name == asked.job), None)
    if policy == SEND and not asked.answer and (job is None or not in_time(job, asked, now)):
        return "too late"
    return "done" if job_settings.answer(db, asked, policy, by, now, actor) else "taken"
