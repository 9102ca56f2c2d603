"""The page behind a one-time export link: a button, and the file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request, send_file

from bot.ledger import audit, export_links, members
from bot.ledger.export_links import ExportLink

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.app import Services

FORMATS = {"xlsx": "Excel 表格", "csv": "CSV 文本", "db": "SQLite 数据库"}


def blueprint(services: Services, clock: Callable[[], datetime]) -> Blueprint:
    """``/p/export/TOKEN``: GET shows what the link gives, POST uses it up and sends the file."""
    pages = Blueprint("export_pages", __name__, template_folder="templates")

    @pages.get("/p/export/<token>")
    def offer(token: str) -> tuple[str, int]:
        with services.ledger.read() as db:
            link = export_links.find(db, token, clock())
        if link is None:
            return render_template("export_gone.html"), 410
        return render_template("export.html", link=link, formats=FORMATS), 200

    @pages.post("/p/export/<token>")
    def download(token: str) -> Response | tuple[str, int]:
        suffix = request.form.get("format", "xlsx")
        if suffix not in FORMATS:
            return render_template("export_gone.html"), 400
        now = clock()
        with services.ledger.begin() as db:
            link = export_links.use(db, token, now)
            if link is not None:
                audit.record(
                    db,
                    now,
                    link.made_for,
                    "chat",
                    "export",
                    f"{link.what} {link.options['month']}",
                    link.purpose,
                )
        if link is None:
            return render_template("export_gone.html"), 410
        with tempfile.TemporaryDirectory() as folder, services.ledger.read() as db:
            path = Path(folder) / f"attendance-{link.options['month']}.{suffix}"
            # Spreadsheet writers are slow to import, and few visits to these pages want one.
            from bot import reports  # noqa: PLC0415

            reports.write(db, reports.Request(*_asked(db, link)), path, now)
            # The open file outlives its name, so the folder can go before the response is sent.
            return send_file(path.open("rb"), as_attachment=True, download_name=path.name)

    return pages


def _asked(db: Connection, link: ExportLink) -> tuple[str, str, tuple[int, ...], str, str]:
    """What a link gives, as the fields of a ``reports.Request``."""
    who = members.by_id(db, link.made_for)
    month, branches = link.options["month"], link.options["branches"]
    assert isinstance(branches, list)
    return link.what, str(month), tuple(branches), link.purpose, who.name if who else ""
