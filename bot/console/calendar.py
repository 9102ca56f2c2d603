"""``/console/calendar``: a month of meetings, last days of tasks, holidays and 调休. No hearing of anybody is in it."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot import local
from bot.calendar_links import CalendarLinks
from bot.console import months
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, back, link, show
from bot.ledger import bindings, calendar, meeting_dates, task_board
from bot.ledger.calendar import BY_HAND, HOLIDAY, NAME_LIMIT, WORKDAY, Day
from bot.ledger.meetings import CANCELLED, Meeting

KINDS = {HOLIDAY: "放假", WORKDAY: "上班（调休）"}


@dataclass(slots=True)
class Square:
    """A day of the grid: what is special about it, the meetings that begin, the tasks that end (title, branches)."""

    day: date
    differs: Day | None = None
    meetings: list[Meeting] = field(default_factory=list)
    tasks: list[tuple[str, int]] = field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether there is anything to say of it in a list."""
        return bool(self.differs or self.meetings or self.tasks)


def add(desk: Desk) -> None:
    """The month; and what the committee puts right about a day."""
    desk.page("/console/calendar")(month)
    desk.page("/console/calendar/day", "committee", "POST")(set_day)
    desk.page("/console/calendar/day/forget", "committee", "POST")(forget_day)


def month(visit: Visit) -> Answer:
    """The month as a grid and as a list."""
    return _page(visit, months.chosen(visit), {}, [])


def _page(visit: Visit, chosen: months.Month, typed: dict[str, str], problems: list[str]) -> str:
    weeks = Calendar().monthdatescalendar(int(chosen.name[:4]), int(chosen.name[5:]))
    squares = _squares(visit, chosen.name, weeks[0][0], weeks[-1][-1])
    links = CalendarLinks(visit.services.keys, visit.services.config.public_url)
    return show(
        visit, "calendar.html", month=chosen, weeks=[[squares[day] for day in week] for week in weeks],
        filled=[one for one in squares.values() if _in(chosen, one.day) and one.filled],
        differing=[one.differs for one in squares.values() if one.differs and _in(chosen, one.day)],
        today=local.day(visit.now), kinds=KINDS, by_hand=BY_HAND, typed=typed, problems=problems,
        covered=calendar.covered_until(visit.db), runs_out=calendar.runs_out(visit.db, local.day(visit.now)),
        subscribe=links.url(visit.member.id, bindings.bound_at(visit.db, visit.member.id)),
    )  # fmt: skip


def _in(chosen: months.Month, day: date) -> bool:
    return f"{day:%Y-%m}" == chosen.name


def _squares(visit: Visit, name: str, first: date, last: date) -> dict[date, Square]:
    """The days of the grid, those of the neighbouring months that complete its weeks among them."""
    squares = {day: Square(day) for n in range((last - first).days + 1) for day in [first + timedelta(n)]}
    for differs in calendar.days_of(visit.db, first, last):
        squares[differs.day].differs = differs
    begins, ends = local.month_bounds(name)
    for dated in meeting_dates.since(visit.db, visit.branch_ids, begins):
        held = dated.meeting
        if held.state != CANCELLED and held.starts_at < ends:
            squares[local.day(held.starts_at)].meetings.append(held)
    for day, titles in _ending(visit, name).items():
        if day in squares:
            squares[day].tasks = list(titles.items())
    return squares


def _ending(visit: Visit, name: str) -> dict[date, Counter[str]]:
    """The tasks of the month that are not done, by last day: how many of the branches have each."""
    ending: dict[date, Counter[str]] = defaultdict(Counter)
    for listed in task_board.of_branches(visit.db, name, visit.branch_ids).values():
        for one in listed:
            if one.task.done_at is None and one.left_out_at is None:
                ending[one.task.due_on][one.task.title] += 1
    return ending


def set_day(visit: Visit) -> Answer:
    """Make a day a holiday or a workday for the whole service; reminders follow it from then on."""
    typed = {name: visit.said(name, 60) for name in ("day", "kind", "name")}
    day = _day(typed["day"])
    problems = []
    if day is None:
        problems.append("日期：请填哪一天，比如 2027-02-06。")
    if typed["kind"] not in KINDS:
        problems.append("请选放假还是上班。")
    if len(typed["name"]) > NAME_LIMIT:
        problems.append(f"名称：最多 {NAME_LIMIT} 个字。")
    if problems or day is None:
        return _page(visit, months.chosen(visit, visit.said("month", 7)), typed, problems), 422
    calendar.set_day(visit.db, day, typed["kind"], typed["name"], visit.member.id, visit.now)
    return back(_to(day), f"✓ {day.month}月{day.day}日记为{KINDS[typed['kind']]}。")


def forget_day(visit: Visit) -> Answer:
    """Take back what was entered by hand: Monday to Friday counts again."""
    day = _day(visit.said("day", 20))
    if day is None or not calendar.forget_day(visit.db, day, visit.member.id, visit.now):
        visit.refuse("这一天没有人工改过，不用撤。", "/console/calendar")
    return back(_to(day), f"✓ {day.month}月{day.day}日恢复为按周一到周五算。")


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _to(day: date) -> str:
    return link("/console/calendar", month=f"{day:%Y-%m}")
