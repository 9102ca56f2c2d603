"""Every page in a real browser: narrow, in large type, dark, with scripts off; and no serious fault that axe finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bot.page_links import PERSONAL, SCREEN, PageLinks
from tests.browser.served import Served
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


def context(served: Served, chromium: Browser, **wanted: Any) -> BrowserContext:
    """A browser of the committee's office, who may open every page."""
    made = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **wanted})
    made.add_cookies([served.cookie("郑干事")])  # type: ignore[list-item]
    return made


@pytest.fixture(scope="module")
def pages(served) -> list[str]:
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
    """What axe finds, as a line each: by all its rules, or by those named.

    Of what axe would fetch beforehand only sound is wanted: no rule that runs reads the style sheets it would fetch.
    """
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    wanted = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}, **only}
    found = page.evaluate("wanted => axe.run(document, wanted).then(all => all.violations)", wanted)
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


def test_axe_finds_nothing_serious_on_any_page_and_its_own_policy_refuses_nothing(served, chromium, pages):
    """By all its rules in the light; of what it looks at only the colours differ in the dark.

    The pages stand under their own policy (axe comes in past it), and what that refuses is an error they report.
    """
    with context(served, chromium, color_scheme="light") as browser:
        browser.add_init_script(path=str(AXE))
        page = browser.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda one: troubles.append(one.text) if one.type == "error" else None)
        for path in pages:
            page.emulate_media(color_scheme="light")
            page.goto(served.address + path, wait_until="domcontentloaded")
            troubles += [f"{path}: {one}" for one in serious(page)]
            page.emulate_media(color_scheme="dark")
            troubles += [f"{path} dark: {one}" for one in serious(page, "color-contrast")]
            page.wait_for_load_state("load")  # so that nothing that comes late goes unseen
    assert not troubles, "\n".join(troubles)


def test_nothing_is_wider_than_a_narrow_phone_in_large_type(served, chromium, pages):
    with context(served, chromium, viewport={"width": 320, "height": 640}, bypass_csp=True) as browser:
        page = browser.new_page()
        wide = []
        for path in pages:
            if path.startswith("/screen/"):
                continue  # the room's screen is not read on a phone
            page.goto(served.address + path, wait_until="domcontentloaded")
            page.add_style_tag(content=LARGE)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide.append((path, width))
    assert not wide


def test_every_page_says_what_it_says_with_scripts_off(served, chromium, pages):
    with context(served, chromium, java_script_enabled=False) as browser:
        page = browser.new_page()
        for path in pages:
            answer = page.goto(served.address + path, wait_until="domcontentloaded")
            assert answer is not None
            assert answer.status == 200, path
            assert page.locator("h1").first.is_visible(), path
