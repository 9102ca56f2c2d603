"""``/console/exports/verify``: is a file as it went out, was it changed since, or is it none of ours."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import request
from werkzeug.utils import secure_filename

from bot.console.desk import Answer, Desk
from bot.console.exports import PAGE, Wanted, page
from bot.console.visit import Visit
from bot.ledger import members
from bot.reports import KINDS, verify
from bot.reports.names import titled

SAID = {
    "genuine": "真：和导出时一字不差。",
    "changed": "改过：编号是我们的，内容和导出时不一样。",
    "unknown": "查不到：不是从这里导出的，或者另存过，编号也不在了。",
}


def add(desk: Desk) -> None:
    """A file is sent, looked up by its content and its number, and thrown away."""
    desk.page(f"{PAGE}/verify", method="POST")(check)


def check(visit: Visit) -> Answer:
    """Say of a file what its seal says. Who took it and what for is told to the office and to whoever took it."""
    sent = request.files.get("file")
    blank = Wanted(next(iter(KINDS)))
    if sent is None or not sent.filename:
        return page(visit, blank, check_problems=["请选一个文件。"]), 422
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (
            secure_filename(sent.filename)[-100:] or "sent"
        )  # a CSV has its number in its name
        sent.save(path)
        verdict = verify(visit.db, path)
    seal = verdict.seal
    visit.record("verify", f"seal {seal.number}" if seal else "unknown file", verdict.state)
    mine = seal is not None and (visit.member.is_staff or seal.made_for == visit.member.id)
    maker = members.by_id(visit.db, seal.made_for) if seal and mine and seal.made_for else None
    return page(
        visit, blank, checked=SAID[verdict.state], good=verdict.state == "genuine", name=sent.filename[:80],
        seal=seal, seal_title=titled(seal) if seal else "", mine=mine, maker=maker.name if maker else "",
    )  # fmt: skip
