"""What an officer says of the schedule, and of a meeting or a task that is to be as if it had not been said."""

# A pattern is read as one line, however long.
# ruff: noqa: E501

from __future__ import annotations

from bot.understanding.rules.rule import Rule

SCHEDULE = (
    Rule("push_calendar", r"<ASK>(?P<month><MONTH>)的?推送(?:日历|计划|安排)<END>"),
    Rule("push_calendar", r"<ASK>推送(?:日历|计划|安排)<SEP>(?P<month><MONTH>)<END>"),
    Rule("job_catch_up", r"(?:要)?补发<SEP>第?(?P<n><N>)(?:号|个)?<END>"),
    Rule("job_leave_out", r"(?:不|不用|不要)补(?:发)?<SEP>第?(?P<n><N>)(?:号|个)?<END>", owns="negation"),
    Rule("deliver_again", r"重发<SEP>第?(?P<n><N>)(?:号|个)?<END>"),
    Rule("delivery_checked", r"已?核对(?:过|了)?<SEP>第?(?P<n><N>)(?:号|个)?<END>"),
    Rule("notice_let_go", r"(?:接着发|继续发)<SEP>第?(?P<n><N>)(?:号|个)?<END>"),
    Rule("meeting_cancel", r"(?:取消|撤销|不开)<SEP>(?:会议|这个会|开会)<SEP>(?P<n><N>)?(?:<SEP>(?P<reason>.+))?", owns="negation", free=True),
    Rule("meeting_move", r"(?:会议)?改期<SEP>第?(?P<n><N>)(?:个|号)?<END>"),
    Rule("meeting_move", r"(?:会议)?改期<SEP>(?P<n><N>)(?![\d月日号点:])<SEP>(?P<reason>.+)", free=True),
    Rule("meeting_move", r"(?:会议)?改期<SEP>(?P<reason>.+)", free=True),
    Rule("meeting_move", r"(?:今晚|明晚|会议?|开会)*的?(?P<reason>地[点方](?:改|换)[到成为在].+)", free=True),
    Rule("task_undo", r"(?:撤销|收回|取消|撤回)<SEP>完成<SEP>(?:任务)?第?(?P<n><N>)(?:号|项|件)?(?:任务)?<END>", owns="negation"),
)  # fmt: skip
