"""The fixed day of a branch's 主题党日: the nth weekday of the month, or a day of the month (domain.md rule 4)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ledger.tables import theme_day
from bot.local import WEEKDAYS

LAST = 5
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "最后一": LAST}
_WEEKLY = re.compile(
    r"(?:每个?月)?(?:的)?(?:第)?(最后一|[一二两三四1-4])个?(?:周|星期|礼拜)([一二三四五六日天])"
)
_MONTHLY = re.compile(r"(?:每个?月)?(?:的)?(\d{1,2})[号日]?")


@dataclass(frozen=True, slots=True)
class ThemeDay:
    """``nth`` is 1 to 4, 5 for the last, and ``day`` its weekday, Monday 0; with ``nth`` 0, the day of the month."""

    nth: int
    day: int

    def of_month(self, month: str) -> date:
        """The day in a month like ``2026-11``; the month's last day where it has no such day."""
        year, number = (int(part) for part in month.split("-"))
        first_weekday, length = monthrange(year, number)
        if not self.nth:
            return date(year, number, min(self.day, length))
        first = (self.day - first_weekday) % 7 + 1
        days = range(first, length + 1, 7)
        return date(year, number, days[-1] if self.nth == LAST else days[self.nth - 1])

    @property
    def title(self) -> str:
        """``每月第2个周五``."""
        if not self.nth:
            return f"每月{self.day}日"
        return f"每月{'最后一' if self.nth == LAST else f'第{self.nth}'}个周{WEEKDAYS[self.day]}"


_WHOLE = select(theme_day.c.branch_id, theme_day.c.nth, theme_day.c.day).where(
    theme_day.c.branch_id.in_(bindparam("ids", expanding=True))
)
_SET = {
    name: statement.on_conflict_do_update(
        index_elements=["branch_id"],
        set_={column: statement.excluded[column] for column in ("nth", "day", "entered_by", "entered_at")},
    )
    for name, statement in (
        ("sqlite", sqlite.insert(theme_day)),
        ("postgresql", postgresql.insert(theme_day)),
    )
}


def parse(text: str) -> ThemeDay | None:
    """``每月第2个周五``, ``每月15日``, ``最后一个周五``; None for anything else."""
    said = text.strip().replace(" ", "").replace("天", "日")
    if match := _WEEKLY.fullmatch(said):
        return ThemeDay(_NUMBERS[match[1]], WEEKDAYS.index(match[2]))
    if (match := _MONTHLY.fullmatch(said)) and 1 <= int(match[1]) <= 31:
        return ThemeDay(0, int(match[1]))
    return None


def set_day(db: Connection, branch_id: int, chosen: ThemeDay, by: int | None, now: datetime) -> None:
    """Fix a branch's day; a later choice replaces it."""
    given = {
        "branch_id": branch_id,
        "nth": chosen.nth,
        "day": chosen.day,
        "entered_by": by,
        "entered_at": now,
    }
    db.execute(_SET[db.dialect.name], given)


def of_branches(db: Connection, branch_ids: Iterable[int]) -> dict[int, ThemeDay]:
    """The fixed days of those branches that have one."""
    return {row[0]: ThemeDay(row[1], row[2]) for row in db.execute(_WHOLE, {"ids": list(branch_ids)})}
