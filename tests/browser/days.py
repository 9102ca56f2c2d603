"""What the role days share: signing in as a person, looking at a page, taking its picture for the guide."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import docx
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.ledger import attendance, meetings
from bot.ledger.attendance import Entry
from sandbox import wire
from tests.browser.served import Served
from tests.town import ACCOUNT

ROOT = Path(__file__).parents[2]
PICTURES = os.environ.get("PICTURES")  # `make pictures` renews those of docs/console.md
LARGE = "html { font-size: 160% }"


def picture(page: Page, name: str) -> None:
    """Renew a picture of the guide, if asked to."""
    if PICTURES:
        page.screenshot(path=ROOT / "docs" / "pictures" / f"console-{name}.png")


def context(chromium: Browser, **wanted: object) -> BrowserContext:
    """A browser of somebody's own, as wide as a small laptop unless something else is wanted."""
    return chromium.new_context(**{"viewport": {"width": 1120, "height": 760}, **wanted})  # type: ignore[arg-type]


def sign_in(served: Served, page: Page, name: str) -> None:
    """后台 in chat, the link, the button."""
    address = re.search(r"/console/sign-in/\S+", served.town.say(name, "后台"))
    assert address is not None
    page.goto(served.address + address[0])
    page.click("button.main")
    expect(page.locator("h1")).to_contain_text("今天")
    page.on("dialog", lambda dialog: dialog.accept())


def web_pages(served: Served, name: str) -> str:
    """网页 in chat, and the path of the link on the card that comes."""
    town = served.town
    now = int(town.now.timestamp())
    query, body = wire.seal(
        ACCOUNT, town.mode, wire.text(town.cast.openid(name), "网页", 9001, now), now, "n0nce"
    )
    address = re.search(r"/p/\?k=[\w-]+", str(wire.open_reply(ACCOUNT, town.post(query, body))))
    assert address is not None
    return address[0]


def go(served: Served, page: Page, path: str) -> None:
    """Open a path of the town's."""
    page.goto(served.address + path)


def fits(page: Page) -> bool:
    """Whether nothing of the page has to be looked for sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def roll(served: Served, number: int) -> list[Entry]:
    """The ledger's roll of a meeting, to hold pages and files against."""
    with served.town.db() as db:
        held = meetings.get(db, number)
        assert held is not None
        return attendance.roll(db, held, served.town.now)


def export(page: Page, purpose: str, path: Path) -> Path:
    """Say what for on the page of exports, and keep the file that comes."""
    page.fill("[name=purpose]", purpose)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    download.value.save_as(path)
    return path


def rows_of(path: Path, sheet: str) -> Iterator[dict[str, object]]:
    """The rows of a sheet of a workbook, by their headings."""
    headings, *rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    for row in rows:
        yield dict(zip(map(str, headings), row, strict=True))


def table_of(path: Path) -> dict[str, str]:
    """The first table of a Word file, what stands right by what stands left."""
    return {row.cells[0].text: row.cells[1].text for row in docx.Document(str(path)).tables[0].rows}
