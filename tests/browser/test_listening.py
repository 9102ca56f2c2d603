"""A lecture's player in a real browser: it goes on where it stopped, and only the phone knows where."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bot.narration import making, store
from bot.narration.script import of_lecture
from bot.page_links import PageLinks
from tests.browser.served import Served, serving
from tests.town import KEYS

pytestmark = pytest.mark.browser
SLUG = "shi-yang"
PLACE = 31


@pytest.fixture(scope="module")
def served(tmp_path_factory, library) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("listening"), library) as one:
        folder = one.town.services.config.service.data_dir
        own = folder / "own.wav"
        tone = ["-f", "lavfi", "-i", "sine=frequency=300:duration=65"]
        subprocess.run(["ffmpeg", "-v", "error", *tone, str(own)], check=True)
        making.take_in(folder / store.AUDIO, of_lecture(library.lecture(SLUG)), own)
        yield one


@pytest.fixture
def page(served: Served, chromium: Browser) -> Iterator[Page]:
    with chromium.new_context() as context:
        yield context.new_page()


def address(served: Served) -> str:
    member = served.town.cast.ids["王党员"]
    return served.address + PageLinks(KEYS, "").url(f"/p/lectures/{SLUG}", member, served.town.now)


def until(page: Page, holds: str) -> None:
    """Wait until it holds; asked from outside, as the page's policy lets nothing in it be evaluated."""
    for _ in range(300):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(holds)


def play(page: Page) -> None:
    page.evaluate("document.querySelector('audio').play()")
    until(page, "document.querySelector('audio').readyState >= 2")


def place(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def test_it_goes_on_where_it_stopped_and_the_server_is_told_nothing(served: Served, page: Page) -> None:
    asked: list[tuple[str, str]] = []
    page.on("request", lambda one: asked.append((one.method, one.url.partition("?")[0])))
    page.goto(address(served))
    play(page)
    page.evaluate(f"document.querySelector('audio').currentTime = {PLACE}")
    until(page, f"Number(localStorage.getItem('place:{SLUG}')) >= {PLACE}")
    page.reload()
    play(page)
    assert place(page) >= PLACE
    assert {method for method, _ in asked} == {"GET"}
    own = {f"/p/lectures/{SLUG}", f"/p/lectures/{SLUG}/recording"}
    assert {url.removeprefix(served.address) for _, url in asked if "/static/" not in url} == own


def test_without_scripts_the_player_and_the_text_are_there(served: Served, chromium: Browser) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address(served))
        assert page.locator("audio[controls]").count() == 1
        assert "劳工律师" in page.locator("[data-text]").inner_text()
        assert page.locator("details").count() == 3
