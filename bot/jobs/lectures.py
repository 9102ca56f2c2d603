"""党课推送: a lecture to each branch that wants one, weekly or monthly, in the library's order (product D4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot import local
from bot.jobs.occasion import Occasion, Outlook, Words, make_all
from bot.ledger import lecture_paces, members
from bot.ledger.lecture_paces import PACES, Pace
from content.lectures import Lecture

if TYPE_CHECKING:
    from bot.services import Services

LECTURE = "lecture"  # a kind that members can turn off: 退订 党课
KEEPS = timedelta(days=6)  # after that the next one is near


def lectures_to_come(outlook: Outlook, db: Connection, now: datetime, until: datetime) -> Iterator[Occasion]:
    """The lectures due from a day before ``now`` up to ``until``; made or not."""
    lectures = outlook.library.lectures()
    for pace in lecture_paces.chosen(db):
        for place, due in pace.days(now - timedelta(days=1), until):
            yield _occasion(pace, lectures[(pace.first - 1 + place) % len(lectures)], due)


def send_lectures(services: Services, slot: datetime, now: datetime) -> str:
    """Send each branch that wants one the lecture that was due at ``slot``, once."""
    with services.ledger.read() as db:
        due = [one for one in lectures_to_come(services, db, slot, slot) if not one.is_made(db)]
    return f"党课 {make_all(services, due, now)} 份"


def _occasion(pace: Pace, lecture: Lecture, due: datetime) -> Occasion:
    day = local.day(due)
    return Occasion(
        key=f"lecture-branch-{pace.branch_id}-{day.isoformat()}",
        kind=LECTURE,
        title=f"党课：{lecture.title}",
        due=due,
        rule=f"支部选的{PACES[pace.every]}一讲；书记等发「党课推送」可以改",
        audience=f"{pace.branch_name} 全体",
        branch_ids=(pace.branch_id,),
        words=lambda db: Words(
            (
                lecture.summary,
                f"看或听，回「听第{lecture.number}讲」。",
                "听不听自便，不记录；不想收回「退订 党课」。",
            ),
            due + KEEPS,
        ),
        told=lambda db: [one.id for one in members.of_branch(db, pace.branch_id)],
    )
