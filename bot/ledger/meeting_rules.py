"""What a meeting may be planned or moved to, and for whom: the same answer for chat and console, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import local
from bot.ledger import meeting_kinds, tasks
from bot.ledger.attendance import expected
from bot.ledger.meetings import Meeting
from content.duties import rules

ENTERED_LATE = timedelta(days=31)  # how far back a meeting that has been held may still be entered
AHEAD = timedelta(days=366)
FIXED_DAY = "主题党日"  # has a fixed day, and may move only so far from it (domain.md rule 4)
NO_COMMITTEE = "这个支部没有支委会（正式党员 7 人以上才设；设了的请先登记支委）。"


def problem_of_start(starts_at: datetime, now: datetime) -> str:
    """Why no meeting can be entered for a UTC instant; empty where one can."""
    if now - ENTERED_LATE <= starts_at <= now + AHEAD:
        return ""
    return f"{local.words(starts_at)}，这个时间不对吧？"


def problem_of_move(held: Meeting, starts_at: datetime, now: datetime) -> str:
    """Why a meeting cannot be moved to a UTC instant; empty where it can (domain.md rule 4)."""
    if starts_at <= now:
        return f"{local.words(starts_at)} 已经过了。"
    if starts_at - now > AHEAD:
        return "只能改到一年以内。"
    window = timedelta(days=rules().number("theme-day-window"))
    if held.kind == FIXED_DAY and abs(starts_at - held.starts_at) > window:
        return f"{held.kind}改期要在原定那天前后 {window.days} 天以内。"
    return ""


def lacks_committee(db: Connection, kind_name: str, branch_ids: Sequence[int]) -> bool:
    """Whether a committee meeting is meant and there is no committee: seven full members elect one (rule 2)."""
    if meeting_kinds.kind(kind_name).due != "committee":
        return False
    shapes = [tasks.shape_of(db, id_) for id_ in branch_ids]
    entered = sum(count for _, count in expected(db, kind_name, branch_ids))
    return entered == 0 or (
        entered < rules().number("committee-least") and not any(shape.committee for shape in shapes)
    )


def titled(kind_name: str, title: str = "") -> str:
    """What a meeting is called: its kind, and its own title where it has one."""
    return f"{kind_name}：{title}" if title else kind_name
