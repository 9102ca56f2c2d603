"""``/console/health``: is the service well, and if not, what to do; the settings without their secrets."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bot import local, migrations
from bot.config import SECTIONS, Config
from bot.console.desk import Answer, Desk
from bot.console.visit import Visit, show
from bot.doctor import here, platforms
from bot.doctor.finding import Finding

_HEADING = re.compile(r"(?:# )?\[(\w+)\]$")
_SETTING = re.compile(r"(?:# )?(\w+) = .*?  ?# (.+)$")
ROOT = Path(__file__).parents[2]
SECTION_TITLES = {
    "service": "服务", "store": "账本", "queue": "队列", "official": "公众号", "wecom": "企业微信", "meetings": "会议",
    "binding": "绑定", "push": "推送", "duties": "该开的会", "lectures": "党课", "retention": "保存多久",
}  # fmt: skip
THINGS = {
    "platform": "平台接口",
    "clock": "时钟",
    "official": "公众号",
    "wecom": "企业微信",
    "callback": "回调地址",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked at: how it is, and where it is not well, what to do."""

    well: bool
    thing: str
    is_so: str
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is in force, with its meaning; a secret is only said to be set or not."""

    name: str
    meaning: str
    value: str


def add(desk: Desk) -> None:
    """For the committee's staff; the platforms are asked on a page of their own, for that takes seconds."""
    desk.page("/console/health", "committee")(page)
    desk.page("/console/health/platforms", "committee")(ask_platforms)


def page(visit: Visit) -> Answer:
    """This machine, the ledger, the settings."""
    config, ledger = visit.services.config, visit.services.ledger
    looked = [*_of_disk(here.disk(config))]
    problem = here.tables(ledger)
    looked.append(
        Looked(
            not problem, "账本的表", "和程序的版本对不上，或读不出来" if problem else f"第 {migrations.head()} 版",
            "在服务器上运行 bot migrate，再重启服务。" if problem else "",
        )
    )  # fmt: skip
    if not problem:
        looked += _of_books(here.books(ledger, visit.now))
    versions = {
        "榕树": version(), "账本的表": migrations.head(), "Python": platform.python_version(),
        "数据库": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[ledger.url.get_backend_name()],
    }  # fmt: skip
    return show(visit, "health.html", looked=looked, versions=versions, settings=settings(config))


def ask_platforms(visit: Visit) -> Answer:
    """The platforms as seen from here: reachable, clock, secrets, IP, and the way back to us."""
    config = visit.services.config
    found = [_worded(one) for one in platforms.examine(config, visit.now)]
    return show(visit, "health_platforms.html", looked=found)


def _of_disk(disk: here.Disk) -> Iterator[Looked]:
    room = f"还剩 {disk.free / (1 << 30):.1f} GB"
    yield Looked(disk.roomy, "磁盘", room, "" if disk.roomy else "删旧备份、旧日志；满了消息会办不成。")
    if disk.key_mode is not None:
        well = disk.key_mode == here.PRIVATE
        yield Looked(
            well, "密钥文件", "只有服务能读" if well else f"别的用户也能读（{disk.key_mode:o}）",
            "" if well else "在服务器上对 secret.key 运行 chmod 600。",
        )  # fmt: skip


def _of_books(books: here.Books) -> Iterator[Looked]:
    waits = int(books.waits.total_seconds())
    yield Looked(
        books.flowing, "发送", "没有积压" if not waits else f"该发的最久等了 {_span(books.waits)}",
        "" if books.flowing else "看发送页有没有停的通道；没有，请管理员看 bot worker 在不在跑。",
    )  # fmt: skip
    yield Looked(
        books.awake, "定时任务", f"上次运行 {_when(books.last_run)}",
        "" if books.awake else "请管理员看 bot scheduler 在不在跑；停机误了的，在定时任务页定补不补。",
    )  # fmt: skip
    until = books.calendar_until
    yield Looked(
        books.dated, "节假日", f"录到 {until:%Y-%m-%d}" if until else "还没有录",
        "" if books.dated else "在日历页录入明年的放假和调休；没录的按周一到周五算。",
    )  # fmt: skip
    yield Looked(
        books.kept, "备份", f"上次 {_when(books.backed_up)}" if books.backed_up else "没有备份的记录",
        "" if books.kept else "请管理员每天运行 bot backup 文件名，并把文件拷到别处。",
    )  # fmt: skip


def _when(at: datetime | None) -> str:
    return local.words(at) if at is not None else "还没有"


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    return f"{minutes // 60} 小时 {minutes % 60} 分" if minutes >= 60 else f"{minutes} 分钟"


def _worded(one: Finding) -> Looked:
    """What the doctor says of a platform; its first word is the thing."""
    thing = one.what.partition(":")[0]
    return Looked(one.well, THINGS.get(thing, thing), one.said, one.way)


def settings(config: Config) -> list[tuple[str, list[Setting]]]:
    """The settings by section; one that is left out has none."""
    found = []
    for name in SECTIONS:
        section = getattr(config, name)
        lines = [
            Setting(
                f"{name}.{one.name}",
                meanings().get(f"{name}.{one.name}", ""),
                _shown(getattr(section, one.name), secret=not one.repr),
            )
            for one in (fields(section) if section is not None else ())
        ]
        found.append((SECTION_TITLES.get(name, name), lines))
    return found


def _shown(value: object, *, secret: bool) -> str:
    if secret:
        return "已设置" if value else "没设置"
    if isinstance(value, dict):
        return "、".join(value) or "没有"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in ("", None) else "没设置"


@cache
def meanings() -> dict[str, str]:
    """What each setting is for, by ``section.name``: the words beside it in the settings file we ship."""
    try:
        text = (ROOT / "config.toml").read_text("utf-8")
    except OSError:
        return {}
    found, section = {}, ""
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            section = heading[1]
        elif setting := _SETTING.match(line):
            found[f"{section}.{setting[1]}"] = setting[2]
    return found


@cache
def version() -> str:
    """The version of this service, as the first heading of the changelog says it."""
    try:
        text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    except OSError:
        return "不详"
    found = re.search(r"^## (\S+)", text, re.MULTILINE)
    return found[1] if found else "不详"
