"""A week before a branch's fixed day for 主题党日: where nothing is planned, its officers are asked for the theme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.occasion import Occasion, Outlook, Words, make_all
from bot.jobs.wording import short_day
from bot.ledger import meeting_dates, members, theme_days
from bot.ledger.meetings import CANCELLED
from content.duties import rules

if TYPE_CHECKING:
    from bot.services import Services

JOB, KIND = "theme_day", "reminder"
AT = time(9, 39)
MEETING_KIND = "主题党日"
_FIGURE = "theme-notice-days"


def themes_to_come(outlook: Outlook, db: Connection, now: datetime, until: datetime) -> Iterator[Occasion]:
    """The questions for a theme that are due by ``until``, of fixed days after ``now``'s, made or not."""
    ahead = timedelta(days=rules().number(_FIGURE))
    names = dict(members.branches(db))
    months = {local.month(now), local.month(until), local.month(until + ahead)}
    for branch_id, fixed in sorted(theme_days.of_branches(db, names).items()):
        for day in (fixed.of_month(month) for month in sorted(months)):
            due = local.instant(day - ahead, AT)
            if day > local.day(now) and due <= until:
                yield _question(branch_id, names[branch_id], day, due)


def ask_for_themes(services: Services, slot: datetime, now: datetime) -> str:
    """Ask the officers of each branch whose fixed day is near and whose month has no 主题党日 yet.

    Once a month for each branch (domain.md rule 4: the theme is settled beforehand).
    """
    with services.ledger.read() as db:
        due = list(themes_to_come(services, db, slot, slot))
    return f"问了 {make_all(services, due, now)} 个支部"


def _question(branch_id: int, name: str, day: date, due: datetime) -> Occasion:
    matter = local.instant(day, time())

    def told(db: Connection) -> list[int]:
        return [] if _planned(db, branch_id, day) else [one.id for one in members.officers_of(db, branch_id)]

    lines = (
        f"{name} 的主题党日是{short_day(day)}，还没有安排。",
        f"请先定主题，再发「开会 主题党日 {day.month}月{day.day}日 下午3点 主题」。",
        f"改期在前后 {rules().number('theme-day-window')} 天以内。",
    )
    return Occasion(
        key=f"theme-{day:%Y-%m}-branch-{branch_id}",
        kind=KIND,
        title="主题党日快到了，请先定主题",
        due=due,
        rule=rules().figures[_FIGURE].says,
        audience=f"{name} 书记等",
        branch_ids=(branch_id,),
        words=lambda db: Words(lines, matter),
        told=told,
        matter=matter,
    )


def _planned(db: Connection, branch_id: int, day: date) -> bool:
    """Whether the branch has a 主题党日 in the month of ``day``, held or planned, alone or jointly."""
    begins, ends = local.month_bounds(f"{day:%Y-%m}")
    found = (dated.meeting for dated in meeting_dates.since(db, [branch_id], begins))
    return any(one.kind == MEETING_KIND and one.starts_at < ends and one.state != CANCELLED for one in found)
