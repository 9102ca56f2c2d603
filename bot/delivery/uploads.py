"""Copies of sound with the platform: a worker uploads what members are about to ask for, never a reply.

The platform keeps a copy for three days; one that is wanted again after that is uploaded again.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.client import Client
from bot.channels.refusals import SendError
from bot.ledger import platform_media
from bot.ledger.database import Ledger
from bot.ledger.platform_media import Wanted

log = logging.getLogger("bot.delivery")
GONE = timedelta(hours=6)  # until a file that was not there is looked for again


def upload_wanted(
    ledger: Ledger, client: Client, app: str, data_dir: Path, clock: Callable[[], datetime]
) -> int:
    """Upload every file that is wanted with the platform and not there, or not for long; returns how many were."""
    by = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
    done = 0
    while (wanted := _claim(ledger, app, by, clock())) is not None:
        done += _upload(ledger, client, data_dir, wanted, by, clock)
    return done


def keep_uploading(upload: Callable[[], int], stop: threading.Event, pause: float = 2.0) -> None:
    """:func:`upload_wanted` now and then until told to stop; a worker runs this in a thread."""
    while not stop.wait(pause):
        try:
            upload()
        except Exception as error:  # the ledger is away or full: the next round may find it better
            log.error("uploads: %s", type(error).__name__)


def _claim(ledger: Ledger, app: str, by: str, now: datetime) -> Wanted | None:
    with ledger.read() as db:
        if not platform_media.is_wanted(db, app, now):
            return None
    with ledger.begin() as db:
        return platform_media.claim(db, app, by, now)


def _upload(
    ledger: Ledger, client: Client, data_dir: Path, wanted: Wanted, by: str, clock: Callable[[], datetime]
) -> bool:
    path = data_dir / wanted.path
    try:
        media_id = client.upload_media(wanted.kind, path.read_bytes(), path.name)
    except OSError:
        why, wait = "文件不在了", GONE
    except SendError as error:
        why, wait = str(error), timedelta(seconds=error.retry_after or 0)
    else:
        with ledger.begin() as db:
            platform_media.uploaded(db, wanted, by, media_id, clock())
        return True
    log.warning("upload of %s: %s", path.name, why)
    with ledger.begin() as db:
        platform_media.failed(db, wanted, by, why, clock(), max(wait, platform_media.RETRY))
    return False
