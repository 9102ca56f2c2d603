"""``/console/pushes``: how much each branch has sent in a month, and how full the members' week is. No persons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot import local
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, show
from bot.ledger import notices

MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Sent:
    """What the officers of a branch sent in a month: notices, and deliveries of them."""

    branch: str
    notices: int
    deliveries: int


def add(desk: Desk) -> None:
    """For the committee's staff."""
    desk.page("/console/pushes", "committee")(pushes)


def pushes(visit: Visit) -> Answer:
    """Branches in the order of the roster (product G5)."""
    this_month = local.month(visit.now)
    asked = visit.arg("month")
    month = asked if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", asked) else this_month
    found = {name: (written, sent) for name, written, sent in notices.by_branch(visit.db, month)}
    return show(
        visit, "pushes.html", month=month, months=_months(this_month),
        sent=[Sent(name, *found.get(name, (0, 0))) for _, name in visit.scope],
        had=notices.how_many_had(visit.db, visit.now), push=visit.services.config.push,
    )  # fmt: skip


def _months(last: str) -> list[str]:
    year, number = int(last[:4]), int(last[5:])
    counted = [year * 12 + number - 1 - back for back in range(MONTHS_BACK)]
    return [f"{one // 12}-{one % 12 + 1:02d}" for one in counted]
