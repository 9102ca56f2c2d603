"""A branch's tasks of a month entered from the library's plan for a branch of its shape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot import local
from bot.ledger import tasks
from bot.ledger.tasks import PlanRow
from content.plans import BranchKind


class _Plan(Protocol):
    @property
    def tasks(self) -> Iterable[PlanRow]: ...


class Plans(Protocol):
    """Where the plans come from: the library."""

    def plan(self, month: str, branch_kind: BranchKind) -> _Plan:
        """The plan of a month (``2026-12``) for a branch of that kind."""


def fill(db: Connection, plans: Plans, branch_id: int, month: str, now: datetime) -> int:
    """Enter a branch's tasks of a month; what is there stays as it is. Returns how many are new."""
    shape = tasks.shape_of(db, branch_id)
    plan = plans.plan(month, BranchKind(shape.committee, shape.groups, shape.joint))
    return tasks.fill(db, branch_id, month, plan.tasks, now)


def may_be_filled(month: str, now: datetime) -> bool:
    """Whether a month's plan can still be handed out: the months that are over stay as they were."""
    return month >= local.month(now)
