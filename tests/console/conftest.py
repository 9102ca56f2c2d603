"""Signed-in visitors of the console: each has a browser of their own, as on a screen of their own."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.town import Town


class Visitor:
    """A browser in the hands of one of the cast; ``page`` reads, ``press`` fills in a form of a page and sends it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.browser = town.app.test_client()

    def sign_in(self, name: str) -> Visitor:
        """As the name does it: 后台 in chat, the link's button."""
        reply = self.town.say(name, "后台")
        address = re.search(r"https://rongshu\.example(/console/sign-in/\S+)", reply)
        assert address is not None, reply
        answer = self.browser.post(address[1], base_url="https://rongshu.example")
        assert answer.status_code == 303, answer.status
        return self

    def get(self, path: str) -> TestResponse:
        """The answer to a request for a page."""
        return self.browser.get(path, base_url="https://rongshu.example")

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        """A page, after checking that it was there."""
        answer = self.get(path)
        assert answer.status_code == status, (answer.status, answer.headers.get("Location"))
        return BeautifulSoup(answer.text, "html.parser")

    def post(self, path: str, fields: dict[str, object]) -> TestResponse:
        """Send a form as it is given, the session's key not added."""
        return self.browser.post(path, data=fields, base_url="https://rongshu.example")

    def press(self, path: str, action: str, status: int = 303, **fields: object) -> BeautifulSoup:
        """Fill in the form of a page whose address ends with ``action``, send it, and follow where it leads."""
        form = self.form(path, action)
        sent = {**_filled(form), **fields}
        answer = self.post(str(form.get("action") or path), sent)
        assert answer.status_code == status, (answer.status, BeautifulSoup(answer.text, "html.parser").main)
        if status == 303:
            return self.page(answer.headers["Location"])
        return BeautifulSoup(answer.text, "html.parser")

    def form(self, path: str, action: str) -> Tag:
        """The form of a page whose address ends with ``action``."""
        page = self.page(path)
        found = [one for one in page.select("form") if str(one.get("action") or path).endswith(action)]
        assert found, f"{path} has no form for {action}"
        return found[0]


def _filled(form: Tag) -> dict[str, object]:
    """What a browser would send of the form if nothing were touched."""
    sent: dict[str, object] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "textarea":
            sent[name] = field.text
        elif field.name == "select":
            option = field.select_one("option[selected]") or field.select_one("option")
            sent[name] = str(option.get("value", option.text)) if option else ""
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                sent[name] = str(field.get("value", "on"))
        else:
            sent[name] = str(field.get("value", ""))
    return sent


@pytest.fixture
def visitor(town):
    """``visitor("李书记")``: somebody signed in; ``visitor("")``: somebody who is not."""

    def made(name: str) -> Visitor:
        one = Visitor(town)
        return one.sign_in(name) if name else one

    return made
