"""A worker process for the kill loops: the real worker, without what it does not need to start quickly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from bot.config import (
    Config,
    OfficialSettings,
    PushSettings,
    QueueSettings,
    ServiceSettings,
    StoreSettings,
    WecomSettings,
)
from bot.delivery import Queue, worker
from bot.delivery.sender import Pace
from bot.ledger.database import Ledger
from bot.ledger.deliveries import batches, settling
from tests.delivery.settings import APP_ID, KEYS, SECRET, TEMPLATES

# Shorter than in real life, so that a loop of kills takes seconds.
PACE = Pace(batch=8, lease=timedelta(seconds=1.2), sweep_seconds=0.2)


def config(store_url: str, address: str, folder: Path, wecom_address: str = "") -> Config:
    """Settings that know no quiet hours; WeCom is on where its address is given."""
    wecom = WecomSettings(corp_id="ww-crowd", agent_id="1000002", secret=SECRET, api_base_url=wecom_address)
    return Config(
        service=ServiceSettings(data_dir=folder),
        store=StoreSettings(store_url),
        queue=QueueSettings(f"sqlite:///{folder / 'queue.db'}"),
        official=OfficialSettings(
            app_id=APP_ID, app_secret=SECRET, api_base_url=address, templates=TEMPLATES
        ),
        wecom=wecom if wecom_address else None,
        push=PushSettings(quiet_from_hour=0, quiet_to_hour=0),
    )


def run(
    store_url: str,
    address: str,
    folder: str,
    sweep_seconds: float = PACE.sweep_seconds,
    wecom_address: str = "",
) -> None:
    """Be a worker until told to stop, or killed. ``address`` is the platform's, ``folder`` the queue's."""
    # What waits for minutes in real life waits for moments here.
    settling.DOUBT_WAIT, settling.LONGEST_DOUBT_WAIT = timedelta(seconds=0.3), timedelta(seconds=1)
    batches.SHORTEST_WAIT, batches.LONGEST_WAIT = timedelta(seconds=0.3), timedelta(seconds=1)
    settings = config(store_url, address, Path(folder), wecom_address)
    services = SimpleNamespace(
        config=settings,
        keys=KEYS,
        ledger=Ledger(settings.store_url, pool_size=6),
        queue=Queue(settings, KEYS),
    )
    worker.work(services, replace(PACE, sweep_seconds=sweep_seconds))  # type: ignore[arg-type]
