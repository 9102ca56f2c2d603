"""The worker process: sends at each knock, and sweeps now and then in case a knock was lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.client import Client
from bot.channels.wecom.client import WecomClient
from bot.delivery import uploads
from bot.delivery.lanes import lanes
from bot.delivery.sender import PACE, Pace, Sender
from bot.ledger.app_quotas import WECOM_PER_ACCOUNT
from bot.ledger.deliveries import Sending
from bot.ledger.tokens import Tokens
from bot.page_links import PageLinks
from bot.reports import background

if TYPE_CHECKING:
    from bot.services import Services

log = logging.getLogger("bot.delivery")


def work(services: Services, pace: Pace = PACE) -> None:
    """Send what is due until told to stop by SIGTERM or SIGINT; what is under way then is finished."""
    config = services.config
    tokens = Tokens(services.ledger, services.keys)
    official = Client(config.official, tokens) if config.official is not None else None
    wecom = WecomClient(config.wecom, tokens) if config.wecom is not None else None
    templates = config.official.templates if config.official is not None else {}
    sender = Sender(
        services.ledger, official, templates, config.push, pace=pace, lanes=lanes(official, wecom),
        page=_page(services), persons=_persons(services),
    )  # fmt: skip
    stop = threading.Event()
    sweeper = threading.Thread(target=_keep_sweeping, args=(sender, stop, pace), name="sweep", daemon=True)
    # Not waited for at the end: an export that is cut off is begun again by the next worker.
    exporter = threading.Thread(
        target=background.keep_working, args=(services, _utc_now, stop), name="exports", daemon=True
    )

    def ready() -> None:
        sweeper.start()
        exporter.start()
        if official is not None and config.official is not None:
            data_dir = config.service.data_dir
            upload = partial(
                uploads.upload_wanted, services.ledger, official, config.official.app_id, data_dir, _utc_now
            )
            threading.Thread(
                target=uploads.keep_uploading, args=(upload, stop), name="uploads", daemon=True
            ).start()

    services.queue.serve(lambda: sender.drain(stop.is_set), stop, ready=ready)
    sweeper.join()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _persons(services: Services) -> int:
    """How many people a day the app in WeCom may write to; 0 where the company's size is not set."""
    wecom = services.config.wecom
    return wecom.account_limit * WECOM_PER_ACCOUNT if wecom is not None else 0


def _page(services: Services) -> Callable[[Sending], str]:
    """A template message shows two short fields: behind it is the whole notice, on the recipient's own page."""
    if not services.config.service.public_url:
        return lambda sending: ""  # without an address of our own no phone would get there
    links = PageLinks(services.keys, services.config.public_url)
    return lambda sending: links.url(f"/p/notices/{sending.notice_id}", sending.member_id, datetime.now(UTC))


def _keep_sweeping(sender: Sender, stop: threading.Event, pace: Pace) -> None:
    """Sweep and drain now and then: at the start, and whenever knocks were lost."""
    while not stop.is_set():
        try:
            sender.sweep()
            # Never behind a long drain: what a dead worker held must move again meanwhile.
            sender.drain(stop.is_set, unless_busy=True)
        except Exception as error:  # the ledger is away or full: the next round may find it better
            log.error("the sweep failed: %s", type(error).__name__)
        stop.wait(pace.sweep_seconds)
