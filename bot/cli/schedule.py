"""``schedule``, ``calendar``: when the jobs run, what will be pushed, which days are worked."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import click
from sqlalchemy import Connection

from bot import local
from bot.cli.root import bot, config_option
from bot.cli.steps import Refused, config_of, now, open_ledger
from bot.config import Config
from bot.jobs import JOBS
from bot.jobs import forecast as foretelling
from bot.jobs.board import Standing, standings
from bot.jobs.forecast import Foretold
from bot.ledger import calendar

if TYPE_CHECKING:
    from content.library import Library

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
LONGEST_HOLIDAY = timedelta(days=31)


class Outlook:
    """What is needed to foretell: the settings and the library, which is opened where a plan asks for it."""

    def __init__(self, config: Config) -> None:
        self.config = config

    @cached_property
    def library(self) -> Library:
        """The study library that came with the service."""
        from content.library import open_published  # noqa: PLC0415

        return open_published(self.config.service.data_dir)


@config_option
@bot.command("schedule")
@click.option("--month", help="The calendar of pushes of a month, like 2026-12, instead of the jobs.")
@click.pass_context
def schedule(context: click.Context, month: str | None) -> None:
    """Print when each job ran and runs next; with --month, what is pushed in that month. Sends nothing."""
    if month is not None and not MONTH.fullmatch(month):
        raise click.UsageError(f"--month {month}: not a month. Write it like 2026-12.")
    config, at = config_of(context), now()
    with open_ledger(config) as ledger, ledger.read() as db:
        lines = _month(config, db, month, at) if month else _jobs(config, db, at)
        click.echo("\n".join(lines))


def _jobs(config: Config, db: Connection, at: datetime) -> list[str]:
    lines = [_job_line(one) for one in standings(db, JOBS, config.push, at)]
    return ["任务　上次该办 / 办的时间：结果　下次　停机误了", *lines, _known(db)]


def _job_line(one: Standing) -> str:
    last = "还没有办过"
    if one.last is not None:
        outcome = one.last.outcome or "正在办"
        last = f"{_stamp(one.last.slot)} / {_stamp(one.last.started_at)}：{outcome}"
    chosen = "（行业党委定的）" if one.set_by_committee else ""
    return (
        f"{one.job.title}（{one.job.name}）　{last}　下次 {_stamp(one.following)}　{one.policy_title}{chosen}"
    )


def _month(config: Config, db: Connection, month: str, at: datetime) -> list[str]:
    found = foretelling.month(Outlook(config), db, JOBS, month, at)
    lines = [_push_line(one) for one in found]
    assumed = any(one.assumed for one in found)
    mark = ["？：节假日还没有录到，按周一到周五算，可能变。"] if assumed else []
    return [f"{month} 推送 {len(found)} 条（✓ 已发，其余是预告，人数按现在算）", *lines, *mark, _known(db)]


def _push_line(one: Foretold) -> str:
    mark = "✓" if one.made else "？" if one.assumed else " "
    return f"{mark} {_stamp(one.at)}　{one.title}　→ {one.audience or '指定的人'}，{one.recipients} 人"


def _stamp(at: datetime) -> str:
    return f"{local.at(at):%Y-%m-%d %H:%M}"


def _known(db: Connection) -> str:
    until = calendar.covered_until(db)
    return f"节假日录到 {until}。" if until else "节假日还没有录。"


@bot.group("calendar")
def calendar_group() -> None:
    """Which days are worked: holidays and 调休, as announced and as entered by hand."""


@config_option
@calendar_group.command("set")
@click.argument("day")
@click.argument("kind", type=click.Choice([calendar.HOLIDAY, calendar.WORKDAY]))
@click.argument("name", default="")
@click.option("--until", help="The last day, where several in a row are meant.")
@click.pass_context
def set_days(context: click.Context, day: str, kind: str, name: str, until: str | None) -> None:
    """Enter DAY (like 2027-02-06) as a holiday, or as a workday that 调休 makes one, under its NAME (春节)."""
    first, last = _date(day), _date(until) if until else _date(day)
    if last < first or last - first > LONGEST_HOLIDAY:
        raise click.UsageError(f"--until {until}: must follow {day} within a month.")
    if kind == calendar.HOLIDAY and not name:
        raise click.UsageError("a holiday needs its NAME, like 春节: by it a year's gaps are found.")
    at = now()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with open_ledger(config_of(context)) as ledger, ledger.begin() as db:
        for one in days:
            calendar.set_day(db, one, kind, name, None, at, "cli")
        lines = _year(db, first.year)
    click.echo(f"已录入 {len(days)} 天：{first} 到 {last} {name}")
    click.echo(lines[-1])


@config_option
@calendar_group.command("forget")
@click.argument("day")
@click.pass_context
def forget(context: click.Context, day: str) -> None:
    """Take away DAY that was entered by hand; Monday to Friday counts again."""
    with open_ledger(config_of(context)) as ledger, ledger.begin() as db:
        if not calendar.forget_day(db, _date(day), None, now(), "cli"):
            raise Refused(f"{day}：没有手工录入过这一天。看录了哪些：bot calendar show {day[:4]}")
    click.echo(f"已删去 {day}，按周一到周五算。")


@config_option
@calendar_group.command("show")
@click.argument("year", type=click.IntRange(2000, 2100), required=False)
@click.pass_context
def show(context: click.Context, year: int | None) -> None:
    """Print the days of YEAR (this year, if left out) that differ from Monday to Friday, and what is missing."""
    with open_ledger(config_of(context)) as ledger, ledger.read() as db:
        click.echo("\n".join(_year(db, year or local.day(now()).year)))


def _year(db: Connection, year: int) -> list[str]:
    days = calendar.days_of(db, date(year, 1, 1), date(year, 12, 31))
    lines = [
        f"{one.day} 周{local.WEEKDAYS[one.day.weekday()]}　{'放假' if one.kind == calendar.HOLIDAY else '上班'}"
        f"　{one.name}{'（手工）' if one.source == calendar.BY_HAND else ''}"
        for one in days
    ]
    gaps = calendar.missing(db, year)
    until = calendar.covered_until(db)
    return [
        *lines,
        (f"{year} 年还没有：{'、'.join(gaps)}。" if gaps else f"{year} 年的节假日都有了。")
        + (f"录到 {until}。" if until else ""),
    ]


def _date(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise click.UsageError(f"{said}: not a day. Write it like 2027-02-06.") from None
