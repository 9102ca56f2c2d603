"""保存期限: each day, what is past its time is deleted or sealed; a rule a transaction, and a row of what was done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.jobs.wording import for_each
from bot.ledger import erasing, retention
from bot.ledger.retention import Run
from content.retention import rules

if TYPE_CHECKING:
    from bot.ledger.database import Ledger
    from bot.services import Services

JOB = "retention"


class _Undone(Exception):
    """A trial is taken back."""


def run(services: Services, slot: datetime, now: datetime) -> str:
    """Do what the rules say. One that fails does not keep the others from theirs."""

    def one(name: str) -> int:
        rule = next(each for each in rules() if each.name == name)
        with services.ledger.begin() as db:
            return retention.apply(db, rule.name, rule.action, rule.days, now).rows

    with services.ledger.begin() as db:
        again = erasing.again(db, now)
    gone = for_each([rule.name for rule in rules()], one)
    return f"{gone} 行到期" + (f"，又删 {again} 人" if again else "")


def trial(ledger: Ledger, now: datetime) -> list[Run]:
    """What a run would do now; nothing is changed."""
    found: list[Run] = []
    try:
        with ledger.begin() as db:
            found += [retention.apply(db, rule.name, rule.action, rule.days, now) for rule in rules()]
            raise _Undone
    except _Undone:
        return found
