"""The page behind a one-time export link: a button, and the file. And the calendar that phones fetch by themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from bot.calendar_links import CalendarLinks
from bot.exports.table import Note
from bot.ledger import bindings, export_jobs, export_links, members
from bot.ledger.export_links import ExportLink
from bot.ledger.members import Member
from bot.pages.files import attached
from bot.reports import NothingToWrite, asked, background, make
from bot.reports.calendar import calendar
from bot.reports.kinds import EVERY_KIND
from bot.reports.names import FORMATS, file_name, titled

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.services import Services

Answer = Response | tuple[str, int]


def blueprint(services: Services, clock: Callable[[], datetime]) -> Blueprint:
    """``/p/export/TOKEN``: GET shows what the link gives, POST uses it up and sends the file.

    ``/p/calendar/KEY.ics``: the meetings of a member's branch; it has no names and stays good while they are bound.
    """
    pages = Blueprint("export_pages", __name__, template_folder="templates")

    @pages.get("/p/export/<token>")
    def offer(token: str) -> Answer:
        with services.ledger.read() as db:
            link = export_links.find(db, token, clock())
        if link is None:
            return _gone()
        kind = EVERY_KIND[link.what]
        made = "job" in link.options
        endings = kind.endings[:1] if made else kind.endings
        formats = {one[1:]: FORMATS[one[1:]] for one in endings if one[1:] in FORMATS}
        return render_template("export.html", link=link, title=titled(link), formats=formats), 200

    @pages.post("/p/export/<token>")
    def download(token: str) -> Answer:
        now = clock()
        with services.ledger.read() as db:
            link = export_links.find(db, token, now)
        if link is None:
            return _gone()
        endings = EVERY_KIND[link.what].endings
        ending = f".{request.form['format']}" if "format" in request.form else endings[0]
        if ending not in endings:
            return render_template("export_gone.html"), 400
        with services.ledger.begin() as db:
            link = export_links.use(db, token, now)
        return _send(services, link, ending, now) if link else _gone()

    @pages.get("/p/calendar/<key>.ics")
    def feed(key: str) -> Answer:
        with services.ledger.read() as db:
            return _calendar(services, db, key, clock())

    return pages


def _send(services: Services, link: ExportLink, ending: str, now: datetime) -> Answer:
    made = _made_already(services, link)
    if made is not None:
        return attached(made, file_name(link, made.suffix))
    with services.ledger.read() as db:
        wanted = asked(db, link.what, link.options, link.purpose, link.made_for, "chat")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{ending}"
        try:
            number = make(services.ledger, services.keys, wanted, path, now).number
        except NothingToWrite as nothing:
            return render_template("export_gone.html", why=str(nothing)), 404
        # The open file outlives its name, so the folder can go before the response is sent.
        return attached(path, file_name(link, ending, number))


def _made_already(services: Services, link: ExportLink) -> Path | None:
    """The file that a worker made, if this machine has it; else it is made now, however long it takes."""
    if "job" not in link.options:
        return None
    with services.ledger.read() as db:
        job = export_jobs.get(db, int(str(link.options["job"])))
    return background.as_progress(services.config, job).file if job else None


def _calendar(services: Services, db: Connection, key: str, now: datetime) -> Answer:
    links = CalendarLinks(services.keys, services.config.public_url)
    member = members.by_id(db, links.whose(key) or 0)
    if member is None or not bindings.bound_channels(db, member.id):
        return _gone()
    if not links.is_good(key, member.id, bindings.bound_at(db, member.id)):
        return _gone()
    # The library that writes calendars is slow to import, and few visits want one.
    from bot.exports.ics import as_ics  # noqa: PLC0415

    mine = calendar(db, services.keys, _branches(db, member), now)
    file = as_ics(mine, Note(mine.name, now))
    return Response(file, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"})


def _branches(db: Connection, member: Member) -> list[int]:
    """Whose meetings concern a member: their own branch's, and those they act for but for the whole district's."""
    acting = () if member.is_staff else members.scope(db, member)
    own = [member.branch_id] if member.branch_id is not None else []
    return list(dict.fromkeys([*own, *(id_ for id_, _ in acting)]))


def _gone() -> tuple[str, int]:
    return render_template("export_gone.html"), 410
