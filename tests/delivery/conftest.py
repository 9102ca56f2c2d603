"""An office of one's own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.platform import Platform, api_app
from sandbox.server import running
from sandbox.wecom import Company
from sandbox.wecom import api_app as wecom_app
from tests.cast import Cast
from tests.delivery.both import Both
from tests.delivery.office import ACCOUNT, Office
from tests.delivery.settings import SECRET
from tests.town import AGENT, COMPANY, copy_ledger


@pytest.fixture
def office(cast_file: tuple[Path, Cast], data_dir: Path) -> Iterator[Office]:
    """The cast's ledger on SQLite and the stand-in for the platform."""
    path, cast = cast_file
    ledger = copy_ledger(path, data_dir)
    platform = Platform(ACCOUNT, SECRET)
    with running(api_app(platform)) as address:
        yield Office(ledger, cast, platform, address)
    ledger.close()


@pytest.fixture
def both(office: Office) -> Iterator[Both]:
    """The office, and the stand-in for WeCom."""
    company = Company(account=COMPANY, app_secret="s", agent_id=AGENT)
    with running(wecom_app(company)) as address:
        yield Both(office, company, address)
