"""A town on a port of its own, with something on every page, for a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from werkzeug.serving import make_server

from bot.ledger import calendar, leave, meetings, signing_in
from content.library import Library
from tests import cast as people
from tests import town as towns
from tests.chat.evenings import START
from tests.console import access


class Served:
    """The town, where it listens, and the objects its pages are about."""

    def __init__(self, town: towns.Town, address: str, objects: dict[str, object]) -> None:
        self.town, self.address, self.objects = town, address, objects
        self.meeting_id = int(str(objects["/console/meetings"]))

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
    objects = access.furnish(town)
    with town.db() as db:
        held = meetings.get(db, int(str(objects["/console/meetings"])))
        assert held is not None
        leave.ask(db, held, cast.ids["陈党员"], "开庭", town.now)
    town.at(START)
    spoken = re.search(r"\d{4}", town.say("李书记", "签到码"))
    assert spoken is not None
    town.say("王党员", spoken[0])
    server = make_server("127.0.0.1", 0, town.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(town, f"http://127.0.0.1:{server.server_port}", objects)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        ledger.close()
