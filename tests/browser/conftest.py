"""One Chromium for all browser tests of a run, and a served town for each file of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.served import Served, serving

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--mute-audio"]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser; tests open contexts of their own in it. Gone before tests outside this folder run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory, library) -> Iterator[Served]:
    """One town for all the tests of a file, in their order."""
    with serving(tmp_path_factory.mktemp("served"), library) as one:
        yield one
