"""Behind a template message is the whole notice, on a page that opens for its recipient alone."""

from __future__ import annotations

from bot.config import PushSettings
from bot.delivery.sender import Pace, Sender
from bot.page_links import PageLinks
from tests.delivery.settings import KEYS, TEMPLATES

LINKS = PageLinks(KEYS, "https://rongshu.example")


def test_a_template_message_leads_to_the_recipients_own_page(office):
    notice_id = office.notify("王党员")
    sender = Sender(
        office.ledger, office.client, TEMPLATES, PushSettings(), lambda: office.now, Pace(),
        page=lambda sending: LINKS.url(f"/p/notices/{sending.notice_id}", sending.member_id, office.now),
    )  # fmt: skip
    sender.drain()
    (entry,) = office.platform.accepted.entries
    address, _, token = str(entry["content"]["url"]).partition("?k=")
    assert address == f"https://rongshu.example/p/notices/{notice_id}"
    assert LINKS.read(token, office.now).member_id == office.cast.ids["王党员"]


def test_an_address_of_its_own_stays(office):
    office.notify("王党员", url="https://elsewhere.example/x")
    sender = Sender(
        office.ledger,
        office.client,
        TEMPLATES,
        PushSettings(),
        lambda: office.now,
        Pace(),
        page=lambda _: "no",
    )
    sender.drain()
    (entry,) = office.platform.accepted.entries
    assert entry["content"]["url"] == "https://elsewhere.example/x"
