"""What an officer wants of a task, read from words: a day, new words, and why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot import local
from bot.chat import Chat, Reply
from bot.ledger import task_plan
from bot.ledger.task_plan import TITLE_LIMIT
from bot.ledger.tasks import Task
from bot.understanding.dates import parse_when
from bot.understanding.months import MONTH, parse_month

MONTHS_AHEAD = 12
EXAMPLE = "像这样：12月20日前 走访退休党员"
Doing = Callable[[int], Reply]

_BY = re.compile(r"^\s*(?:之前|以前|前|内|底前|为止|完成|[,，:：、\s])+")
_TO = re.compile(
    r"^\s*(?:把|将)?(?:时间|日期|期限|截止|内容|标题|名称)*(?:改到|改成|改为|换成|到|成|为|是|[,，:：、\s])*"
)
_MONTH_FIRST = re.compile(rf"^\s*(?P<month>{MONTH})(?:的|内|底|底前|以内|\s|,|，)*")


@dataclass(frozen=True, slots=True)
class Wish:
    """New words of a task (empty: as they are) and its last day (None: as it is), a local date."""

    title: str
    due: date | None


def to_add(said: str, now: datetime) -> Wish | str:
    """What to add, or what to say where the words are not enough: a last day is this month's if none is named."""
    if not said:
        return f"加什么任务？写上日期和要做的事。\n{EXAMPLE}\n不加了回「取消」。"
    due, title = _day_and_rest(said, now)
    if due is None:
        month = _MONTH_FIRST.match(said)
        named = parse_month(month["month"], local.day(now)) if month else None
        title = _BY.sub("", said[month.end() :]) if month and named else said
        due = _last_of(named or local.month(now))
    if not 2 <= len(title) <= TITLE_LIMIT:
        return f"要做的事写 2 到 {TITLE_LIMIT} 个字，现在 {len(title)} 个。\n{EXAMPLE}\n不加了回「取消」。"
    if due < local.day(now):
        return f"{day(due)}已经过了，换个日子。\n{EXAMPLE}\n不加了回「取消」。"
    if due > _last_of(_ahead(local.month(now), MONTHS_AHEAD)):
        return f"只能加一年以内的。\n{EXAMPLE}\n不加了回「取消」。"
    return Wish(title, due)


def to_change(said: str, one: Task, now: datetime) -> Wish | tuple[str, str]:
    """The change, or the first and the last line of a question for it."""
    said = _TO.sub("", said)
    asked = "要改成什么？回新的日期、新的内容，或两样一起。\n不改了回「取消」。"
    if not said:
        return f"{one.no} {one.title}　{before(one.due_on)}", asked
    due, title = _day_and_rest(said, now)
    title = _TO.sub("", title)
    if title and not 2 <= len(title) <= TITLE_LIMIT:
        return f"内容写 2 到 {TITLE_LIMIT} 个字，现在 {len(title)} 个。", asked
    return Wish(title, due)


def refusal(chat: Chat, job: Mapping[str, Any], branch: str, one: Task | None) -> str | None:
    """Why the job cannot be done on this task, or None where it can."""
    month = f"{int(job['month'][5:])}月"
    if one is None:
        where = "没有不做的" if job["do"] == "restore" else "没有"
        return f"没办成：{branch}{month}{where}第 {job['n']} 件任务。\n看序号，回「{month}任务」。"
    if one.done_at is not None:
        return f"第 {one.no} 件{local.words(one.done_at)} 已经完成，不用改。\n看其余的，回「任务」。"
    if job["do"] == "leave_out" and not task_plan.may_leave_out(one, staff=chat.member.is_staff):
        return (
            f"没办成：{one.no} {one.title}\n这是规定要做的，支部不能自己免。\n"
            f"想换日子，回「改任务 {one.no} 日期」；确有特殊情况，请联系行业党委办公室。"
        )
    return None


def month_of(wish: object) -> str:
    """The month that a task to add belongs to: that of its last day."""
    assert isinstance(wish, Wish)
    assert wish.due is not None
    return f"{wish.due:%Y-%m}"


def word_for(month: str, now: datetime) -> str:
    """What to say to see a month's tasks: ``任务``, or ``12月任务``."""
    return "任务" if month == local.month(now) else f"{int(month[5:])}月任务"


def named(one: Task, now: datetime) -> str:
    """How a task is named in a command: ``8``, or ``12月 8`` in another month than this."""
    return str(one.no) if one.month == local.month(now) else f"{int(one.month[5:])}月 {one.no}"


def before(due: date) -> str:
    """``12月20日前``."""
    return f"{day(due)}前"


def day(on: date) -> str:
    """``12月20日``."""
    return f"{on.month}月{on.day}日"


def _day_and_rest(said: str, now: datetime) -> tuple[date | None, str]:
    when = parse_when(said, now)
    if when is None:
        return None, said.strip()
    return local.day(when.start), _BY.sub("", when.rest).strip(" ,，。")


def _last_of(month: str) -> date:
    return local.day(local.month_bounds(month)[1]) - timedelta(days=1)


def _ahead(month: str, count: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year:04d}-{number + 1:02d}"
