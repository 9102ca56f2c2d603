"""A town on a port of its own, with something on every page, for a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from werkzeug.serving import make_server

from bot.ledger import calendar, leave, notices, signing_in, tasks
from bot.ledger.meetings import Meeting
from content.library import Library
from content.plans import BranchKind
from tests import cast as people
from tests import town as towns
from tests.chat.evenings import START, plan
from tests.console import access


class Served:
    """The town, where it listens, and the objects its pages are about."""

    def __init__(self, town: towns.Town, address: str, meeting: Meeting, notice_id: int, row: int) -> None:
        self.town, self.address, self.meeting = town, address, meeting
        self.objects = access.objects(town.cast, meeting.id, notice_id, row)

    def cookie(self, name: str) -> dict[str, str]:
        """The cookie of a session of that person."""
        with self.town.db() as db:
            secret = signing_in.begin(db, self.town.cast.ids[name], self.town.now)
        return {"name": "console", "value": secret, "url": f"{self.address}/console"}

    def console_pages(self) -> list[str]:
        """Every whole page of the console that opens by its address: no parts that a page asks for, no files."""
        found = [one for one in access.routes(self.town.app) if one.method == "GET"]
        paths = [
            access.filled(one.path, self.objects) for one in found if one.who in ("officer", "committee")
        ]
        client = self.town.app.test_client()
        client.set_cookie("console", self.cookie("郑干事")["value"], path="/console")
        return [path for path in paths if client.get(path).text.startswith("<!doctype html")]


@contextmanager
def serving(folder: Path, library: Library) -> Iterator[Served]:
    """Serve a town in which a meeting is on, leave is asked for, tasks are due and a notice waits to be confirmed."""
    ledger = towns.new_ledger(folder)
    with ledger.begin() as db:
        cast = people.enter(db)
        calendar.seed(db)
    config = towns.config(folder)
    server_config = replace(config, service=replace(config.service, public_url=""))
    town = towns.Town(server_config, ledger, cast, library)
    meeting = plan(town)
    ids = cast.ids
    with town.db() as db:
        month_plan = library.plan("2026-11", BranchKind(committee=True, groups=False, joint=False))
        tasks.fill(db, cast.first, "2026-11", month_plan.tasks, town.now)
        notice = notices.create(
            db, key="browser", kind="notice", title="周五支部党员大会改在三楼",
            body="周五下午三点，三楼会议室。\n请带上第一议题材料，收到请回复。",
            recipients=[ids[name] for name in people.FIRST], now=town.now, created_by=ids["李书记"],
            branch_id=cast.first, needs_confirmation=True, deadline=town.now + timedelta(days=1),
        )  # fmt: skip
        row = access.a_row(db, cast, town.now)
        leave.ask(db, meeting, ids["陈党员"], "开庭", town.now)
    town.at(START)
    spoken = re.search(r"\d{4}", town.say("李书记", "签到码"))
    assert spoken is not None
    town.say("王党员", spoken[0])
    server = make_server("127.0.0.1", 0, town.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(town, f"http://127.0.0.1:{server.server_port}", meeting, notice.notice_id, row)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        ledger.close()
