"""学时 on the page of one's own record: the member's alone."""

from __future__ import annotations

from bs4 import BeautifulSoup

from bot.page_links import PERSONAL, PageLinks
from tests.chat.evenings import START, close, code, plan
from tests.town import KEYS

LINKS = PageLinks(KEYS, "")


def record(town, name):
    page = town.browser.get(LINKS.url("/p/record", town.cast.ids[name], town.now, PERSONAL))
    assert page.status_code == 200
    return BeautifulSoup(page.text, "html.parser").get_text(" ", strip=True)


def test_the_page_has_the_hours_of_closed_sessions(town):
    held = plan(town, kind="党课")
    town.at(START)
    town.say("王党员", f"签到 {code(town, held)}")
    assert "2026 年学时 0" in record(town, "王党员")
    close(town, held)
    assert "2026 年学时 1（一般一年不少于 32，只有您看得到）" in record(town, "王党员")
    assert "党课 11月25日" in record(town, "王党员").replace("　", " ")
    assert "2026 年学时 0" in record(town, "吴党员")
