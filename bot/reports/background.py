"""Exports that take longer than a person waits for: a worker makes them, and the link follows."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config
from bot.ledger import export_jobs, export_links, notices
from bot.ledger.export_jobs import FAILED, GONE, KEPT, MOST_ATTEMPTS, ExportJob
from bot.reports import making
from bot.reports.kinds import KINDS
from bot.reports.nothing import NothingToWrite
from bot.reports.request import Request, asked
from bot.reports.sizes import rows_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.services import Services

log = logging.getLogger("bot.reports")
Clock = Callable[[], datetime]

FOLDER = "exports"
NOTICE_KIND = (
    "service"  # an answer that was asked for: it can be neither turned off nor held back by the hour
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long export is: ``state`` waiting, running, done, failed or gone (no longer kept).

    ``done`` of about ``total`` rows are written. ``reason`` says in Chinese why it failed; ``file`` is the finished
    file while it is kept on this machine.
    """

    state: str
    done: int
    total: int
    reason: str
    file: Path | None
    what: str
    made_for: int | None


def start(services: Services, request: Request, now: datetime) -> int:
    """Have an export made by a worker; returns the number to ask :func:`progress` by."""
    with services.ledger.begin() as db:
        return ask(db, request, now)


def ask(db: Connection, request: Request, now: datetime) -> int:
    """:func:`start` in a transaction of one's own."""
    return export_jobs.add(
        db,
        what=request.what,
        options=request.options(),
        purpose=request.purpose,
        made_for=request.member_id,
        actor=request.actor,
        total=rows_of(db, request),
        now=now,
    )


def progress(services: Services, job_id: int) -> Progress | None:
    """How far it is; None where there is no such export. Whose it is stands in ``made_for``: show it to nobody else."""
    with services.ledger.read() as db:
        job = export_jobs.get(db, job_id)
    return as_progress(services.config, job) if job else None


def as_progress(config: Config, job: ExportJob) -> Progress:
    """A job as others see it."""
    file = folder(config) / job.file if job.file else None
    there = file if file is not None and file.is_file() else None
    return Progress(job.state, job.done, job.total, job.reason, there, job.what, job.made_for)


def folder(config: Config) -> Path:
    """Where finished files are kept: readable by the service alone."""
    return config.service.data_dir / FOLDER


def work_off(services: Services, clock: Clock, worker: str = "") -> int:
    """Make every export that waits, and remove the files that were kept long enough; returns how many were made."""
    name = worker or f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    _tidy(services, clock())
    made = 0
    while True:
        with services.ledger.read() as db:
            if not export_jobs.is_waiting(db, clock()):
                return made
        with services.ledger.begin() as db:
            job = export_jobs.claim(db, name, clock())
        if job is not None:
            made += _make(services, job, name, clock)


def keep_working(services: Services, clock: Clock, stop: threading.Event, pause: float = 2.0) -> None:
    """:func:`work_off` now and then, until told to stop; a worker runs this in a thread."""
    while not stop.wait(pause):
        try:
            work_off(services, clock)
        except Exception as error:  # the ledger is away or full: the next round may find it better
            log.error("exports: %s", type(error).__name__)


def _make(services: Services, job: ExportJob, worker: str, clock: Clock) -> bool:
    try:
        if job.attempts > MOST_ATTEMPTS:
            raise NothingToWrite("试了几次都没有做完")
        request = _request(services, job)
        ending = KINDS[job.what].endings[0]
        draft = folder(services.config) / f"{job.id}-{secrets.token_hex(8)}{ending}"
        draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = making.make(
            services.ledger, services.keys, request, draft, clock(), _telling(services, job, worker, clock)
        )
    except Exception as error:
        reason = str(error) if isinstance(error, NothingToWrite) else "没做成，请再试一次"
        log.error("export %d failed: %s", job.id, type(error).__name__)
        _failed(services, job, worker, reason, clock())
        return False
    now = clock()
    os.utime(draft, (now.timestamp(), now.timestamp()))  # kept from now on, by the clock we were given
    with services.ledger.begin() as db:
        rows = made.written.rows
        ours = export_jobs.finish(db, job.id, worker, file=draft.name, number=made.number, rows=rows, now=now)
        if ours and job.made_for is not None and job.actor == "chat":
            _tell(db, services.config, job, now)
    if not ours:
        draft.unlink(missing_ok=True)
    services.queue.knock()
    return ours


def _request(services: Services, job: ExportJob) -> Request:
    assert job.made_for is not None
    with services.ledger.read() as db:
        return asked(db, job.what, job.options, job.purpose, job.made_for, job.actor)


def _telling(services: Services, job: ExportJob, worker: str, clock: Clock) -> making.Counted:
    """Says how far it is, and that this worker is alive, every ten thousand rows."""

    def counted(rows: int) -> None:
        if rows % 10_000 == 0:
            with services.ledger.begin() as db:
                export_jobs.advance(db, job.id, worker, rows, clock())

    return counted


def _failed(services: Services, job: ExportJob, worker: str, reason: str, now: datetime) -> None:
    with services.ledger.begin() as db:
        ours = export_jobs.fail(db, job.id, worker, reason, now)
        if ours and job.made_for is not None and job.actor == "chat":
            title = f"{KINDS[job.what].title}没有导出"
            body = f"{title}：{reason}\n再导一次，回「导出」。"
            _notice(db, services.config, job, title, body, "", now)
    services.queue.knock()


def _tell(db: Connection, config: Config, job: ExportJob, now: datetime) -> None:
    title = f"{KINDS[job.what].title}做好了"
    token = export_links.make(
        db,
        what=job.what,
        options={**job.options, "job": job.id},
        purpose=job.purpose,
        made_for=job.made_for or 0,
        now=now,
        lifetime=KEPT,
    )
    url = f"{config.public_url}/p/export/{token}"
    body = f"{title}，点开后按「下载」：\n{url}\n一天内有效，只能下载一次。\n内有姓名，请勿转发。"
    _notice(db, config, job, title, body, url, now)


def _notice(
    db: Connection, config: Config, job: ExportJob, title: str, body: str, url: str, now: datetime
) -> None:
    """Sent at any hour: whoever asked is waiting for it."""
    notices.create(
        db,
        key=f"export-{job.id}-{job.attempts}",
        kind=NOTICE_KIND,
        title=title,
        body=body,
        url=url,
        recipients=[job.made_for or 0],
        now=now,
        expires_at=now + KEPT,
        push=replace(config.push, quiet_from_hour=0, quiet_to_hour=0),
    )


def _tidy(services: Services, now: datetime) -> None:
    with services.ledger.read() as db:
        over = export_jobs.expired(db, now)
    for job in over:
        (folder(services.config) / job.file).unlink(missing_ok=True)
        with services.ledger.begin() as db:
            export_jobs.forget_file(db, job.id)
    _sweep(folder(services.config), now - KEPT)


def _sweep(kept: Path, before: datetime) -> None:
    """Remove what workers that were cut off have left behind."""
    for left in kept.iterdir() if kept.is_dir() else ():
        if left.stat().st_mtime < before.timestamp():
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)


__all__ = ["FAILED", "GONE", "Progress", "ask", "keep_working", "progress", "start", "work_off"]
