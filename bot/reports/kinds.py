"""The table of exports: what each is called, what it is of, and which files it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.exports.writing import ENDINGS, Content
from bot.reports import (
    attendance,
    calendar,
    first_topic,
    minutes,
    notices,
    own_rows,
    people,
    registers,
    sign_in,
    tasks,
    work,
)
from bot.reports.request import Request
from bot.reports.sources import Sources

Of = Literal["period", "meeting", "now"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of export. ``of`` says whether it covers a period, one meeting, or the state of things now.

    ``content`` makes what is written, given the ending of the file; ``lines`` tell how its figures are to be read.
    """

    title: str
    content: Callable[[Sources, Request, str], Content]
    of: Of = "period"
    endings: tuple[str, ...] = ENDINGS
    lines: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "attendance": Kind("考勤", attendance.content, lines=attendance.LINES),
    "tasks": Kind("任务台账", tasks.content),
    "first-topic": Kind("第一议题台账", first_topic.content, lines=first_topic.LINES),
    "notices": Kind("通知回执", notices.content, lines=notices.LINES),
    "people": Kind("花名册", people.content, "now", lines=people.LINES),
    "minutes": Kind("会议记录", minutes.content, "meeting", (".docx",)),
    "sign-in": Kind("签到表", sign_in.content, "meeting", (".docx", ".xlsx")),
    "registers": Kind("登记台账", registers.content, "now", lines=registers.LINES),
    "work-report": Kind("工作报告", work.content, "period", (".docx", ".xlsx"), lines=work.LINES),
    "calendar": Kind("会议日历", calendar.content, "now", (".ics",)),
}

# What only the person it is about may have, by a link from chat; offered nowhere else.
OWN_KINDS: dict[str, Kind] = {
    "own-data": Kind("我的数据", own_rows.content, "now", (".xlsx", ".json"), lines=own_rows.LINES),
}
EVERY_KIND: dict[str, Kind] = {**KINDS, **OWN_KINDS}
