"""Every page in a real browser: narrow, in large type, dark, with scripts off; and no serious fault that axe finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.page_links import PERSONAL, SCREEN, PageLinks
from tests.browser.served import Served, serving
from tests.town import KEYS

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE_PAGES = (
    "/p/",
    "/p/first-topic",
    "/p/lectures",
    "/p/meetings",
    "/p/notices",
    "/p/tasks",
    "/p/record",
    "/p/data",
)
SERIOUS = ("serious", "critical")
LARGE = "html { font-size: 160% }"


@pytest.fixture(scope="module")
def served(tmp_path_factory, library) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), library) as one:
        yield one


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def context(served: Served, chromium: Browser, **wanted: Any) -> BrowserContext:
    """A browser of the committee's office, who may open every page."""
    made = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, "bypass_csp": True, **wanted})
    made.add_cookies([served.cookie("郑干事")])  # type: ignore[list-item]
    return made


def pages(served: Served) -> list[str]:
    """The addresses of all pages: the console, the phone pages, the room's screen, the doors."""
    links = PageLinks(KEYS, "")
    member = served.town.cast.ids["王党员"]
    phone = [links.url(path, member, served.town.now, PERSONAL) for path in PHONE_PAGES]
    number = served.meeting_id
    screen = links.url(f"/screen/{number}", served.town.cast.ids["李书记"], served.town.now, SCREEN, number)
    lecture = served.town.services.library.lectures()[3].slug
    more = [
        links.url(f"/p/lectures/{lecture}", member, served.town.now, PERSONAL),
        screen,
        "/console/sign-in",
    ]
    return [*served.console_pages(), *phone, *more]


def serious(page: Page, *rules: str) -> list[str]:
    """What axe finds, as a line each: by all its rules, or by those named."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=str(AXE))
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    wanted = {"resultTypes": ["violations"], **only}
    found = page.evaluate("wanted => axe.run(document, wanted)", wanted)["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


def test_axe_finds_nothing_serious_on_any_page(served, chromium):
    """By all its rules in the light; of what it looks at only the colours differ in the dark."""
    with context(served, chromium, color_scheme="light") as browser:
        page = browser.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        for path in pages(served):
            page.emulate_media(color_scheme="light")
            page.goto(served.address + path, wait_until="domcontentloaded")
            troubles += [f"{path}: {one}" for one in serious(page)]
            page.emulate_media(color_scheme="dark")
            troubles += [f"{path} dark: {one}" for one in serious(page, "color-contrast")]
    assert not troubles, "\n".join(troubles)


def test_nothing_is_wider_than_a_narrow_phone_in_large_type(served, chromium):
    with context(served, chromium, viewport={"width": 320, "height": 640}) as browser:
        page = browser.new_page()
        wide = []
        for path in pages(served):
            if path.startswith("/screen/"):
                continue  # the room's screen is not read on a phone
            page.goto(served.address + path, wait_until="domcontentloaded")
            page.add_style_tag(content=LARGE)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide.append((path, width))
    assert not wide


def test_every_page_says_what_it_says_with_scripts_off(served, chromium):
    with context(served, chromium, java_script_enabled=False) as browser:
        page = browser.new_page()
        for path in pages(served):
            answer = page.goto(served.address + path)
            assert answer is not None
            assert answer.status == 200, path
            assert page.locator("h1").first.is_visible(), path


def test_nothing_of_a_page_is_refused_by_its_own_policy(served, chromium):
    with context(served, chromium, bypass_csp=False) as browser:
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        for path in pages(served):
            page.goto(served.address + path, wait_until="load")
    assert not said
