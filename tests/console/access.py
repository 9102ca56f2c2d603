"""Who may open which route, as a table made from the URL map: ``python -m tests.console.access > docs/access.md``."""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from bot.ledger import complaints, drafts, notices, own_corrections, registers, tasks
from content.plans import BranchKind
from content.registers import named
from tests.cast import FIRST
from tests.chat.evenings import plan
from tests.town import Town

HEAD = """# 谁能打开哪一页

由网址表生成（`python -m tests.console.access > docs/access.md`），`tests/console/test_access.py` 逐条验证：没登录的、没有职务的党员、
别的支部的书记、本支部书记、指导员、行业党委办公室，每一条网址、每一种方法。改动台账的一律用 POST，要带本次登录的表单密钥。

| 网址 | 方法 | 谁能打开 |
|---|---|---|
"""
SAID = {
    "officer": "书记、组织委员、指导员（本支部范围内），行业党委办公室",
    "committee": "行业党委办公室",
    "door": "谁都可以（登录用，不显示任何人）",
    "open": "谁都可以",
    "reading": "本人的阅读链接或个人链接",
    "personal": "本人的个人链接（半小时）",
    "screen": "这次会议的屏幕链接",
    "once": "一次性导出链接",
    "calendar": "本人的日历链接",
    "monitor": "本机监控（不经外网）",
}
MONITOR = {"/healthz", "/readyz", "/metrics"}


class Route(NamedTuple):
    """A path with one of its methods, and who may open it: a key of :data:`SAID`."""

    path: str
    method: str
    who: str
    endpoint: str


def routes(app: Flask) -> list[Route]:
    """Every route of the application but the platforms' doors, which are plain WSGI. KeyError: nobody said who."""
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            # A converter may bound a number: what it bounds it to is no part of the address.
            path = re.sub(r"\(max=\d+\)", "", rule.rule)
            found.append(Route(path, method, _who(app, rule.rule, rule.endpoint, method), rule.endpoint))
    return sorted(found)


def _who(app: Flask, path: str, endpoint: str, method: str) -> str:
    if (endpoint, method) in app.extensions["console_rules"]:
        return str(app.extensions["console_rules"][endpoint, method])
    if (endpoint, method) in app.extensions["phone_rules"]:
        kinds = app.extensions["phone_rules"][endpoint, method]
        return "reading" if "r" in kinds else "personal"
    if path in MONITOR:
        return "monitor"
    if "/static/" in path:
        return "open"
    plain = {
        "/console": "open",
        "/console/sign-in": "door",
        "/console/sign-in/<token>": "door",
        "/p/export/<token>": "once",
        "/p/calendar/<key>.ics": "calendar",
        "/screen/<int:number>": "screen",
        "/screen/<int:number>/now": "screen",
    }
    return plain[path]


def table(app: Flask) -> str:
    """The page of the documentation."""
    rows = [f"| `{one.path}` | {one.method} | {SAID[one.who]} |" for one in routes(app)]
    return HEAD + "\n".join(rows) + "\n"


def furnish(town: Town) -> dict[str, object]:
    """Something of the first branch on every page; returns the objects by what stands before them in an address."""
    cast, now = town.cast, town.now
    ids = cast.ids
    meeting = plan(town)
    plan_of_month = town.services.library.plan("2026-11", BranchKind(committee=True))
    assert plan_of_month is not None
    said = {
        "kind": "支部与无党员律所",
        "partner": "小荷所",
        "held_on": "2026-11-20",
        "activity": "学法",
        "people": "12",
    }
    with town.db() as db:
        notice = notices.create(
            db, key="furnished", kind="notice", title="周五支部党员大会改在三楼",
            body="周五下午三点，三楼会议室。\n请带上第一议题材料，收到请回复。",
            recipients=[ids[name] for name in FIRST], now=now, created_by=ids["李书记"], branch_id=cast.first,
            needs_confirmation=True, deadline=now + timedelta(days=1),
        ).notice_id  # fmt: skip
        tasks.fill(db, cast.first, "2026-11", plan_of_month.tasks, now)
        place = (f"branch-{cast.first}", cast.first)
        draft = drafts.begin(db, "first_topics/2027-12.toml", "title = 1\n", ids["郑干事"], now)
        assert draft is not None
        letter = complaints.file(
            db, town.services.keys, ids["王党员"], "suggestion", "开会早些通知", False, now
        ).id
        own_corrections.ask(db, town.services.keys, ids["王党员"], cast.first, "name", "汪党员", now)
        row = registers.enter(db, named("jiedui"), said, place, ids["李书记"], now)[0]
        task = tasks.of_month(db, cast.first, "2026-11")[0].id
    return {
        "/console/meetings": meeting.id,
        "/console/attendance": meeting.id,
        "/console/attendance/<int:number>": ids["王党员"],
        "/console/notices": notice,
        "/console/deliveries": 1,
        "/console/deliveries/channels": "official",
        "/console/schedule": "month_plan",
        "/console/schedule/questions": 1,
        "/console/tasks": task,
        "/console/people": ids["王党员"],
        "/console/branches": cast.first,
        "/console/complaints": letter,
        "/console/coverage": cast.first,
        "/console/library/drafts": draft.id,
        "/console/registers": "jiedui",
        "/console/registers/<name>/rows": row,
    }


def filled(path: str, objects: dict[str, object]) -> str:
    """A path with an object of the first branch in the place of each variable; KeyError: no such object known."""

    def fill(match: re.Match[str]) -> str:
        before = path[: match.start()].rstrip("/")
        return str(objects[before])

    return re.sub(r"<(?:\w+:)?\w+>", fill, path)


def _main() -> None:
    from tests import cast as people
    from tests.town import config, new_ledger, open_library

    folder = Path(tempfile.mkdtemp())
    ledger = new_ledger(folder)
    with ledger.begin() as db:
        cast = people.enter(db)
    town = Town(config(folder), ledger, cast, open_library(folder))
    sys.stdout.write(table(town.app))


if __name__ == "__main__":
    _main()
