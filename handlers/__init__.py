"""What the bot can be told. A file a topic; this is the ordered list of them."""

from __future__ import annotations

from bot.chat import Router
from handlers import (
    binding,
    check_in,
    disputes,
    excuse,
    exports,
    hearing,
    help,
    large_type,
    leave,
    leave_decisions,
    makeup,
    meeting_close,
    meeting_create,
    meetings,
    minutes,
    my_data,
    notices,
    own_record,
    paper_marks,
    platform_events,
    push_choices,
    roll,
    screen,
    study,
    task_done,
    task_plan,
    tasks,
    web_pages,
    welcome,
    which_meeting,
)

ROUTERS = (
    welcome.router,
    binding.router,
    help.router,
    large_type.router,
    web_pages.router,
    my_data.router,
    study.router,
    check_in.router,
    leave.router,
    leave_decisions.router,
    excuse.router,
    paper_marks.router,
    meeting_create.router,
    roll.router,
    screen.router,
    meeting_close.router,
    minutes.router,
    meetings.router,
    which_meeting.router,
    tasks.router,
    task_done.router,
    task_plan.router,
    makeup.router,
    own_record.router,
    disputes.router,
    notices.router,
    hearing.router,
    push_choices.router,
    exports.router,
    platform_events.router,
)


def router() -> Router:
    """One router of all. Raises ValueError where two topics claim the same word."""
    return Router.join(ROUTERS)
