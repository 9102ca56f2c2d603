"""Every route of the console against everybody: a table made from the URL map, so that no new page is left out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.ledger import signing_in
from bot.ledger.tables import metadata
from bot.page_links import PERSONAL, READING, PageLinks
from tests.cast import FIRST
from tests.console import access
from tests.console.conftest import Visitor
from tests.town import KEYS

DOCS = Path(__file__).parents[2] / "docs" / "access.md"
SIGNED_OUT = {"GET": 303, "POST": 401}
# What a visit itself leaves behind: who looked, and that the session is in use.
OF_THE_VISIT = ("audit", "console_session", "sign_in_link", "lookup")


@pytest.fixture
def objects(town):
    """One object of the first branch for each kind of address, by what stands before it."""
    found = access.furnish(town)
    town.later(minutes=1)
    return found


def somebody(town, name: str) -> Visitor:
    """A browser with a session of that person, whether they would be given one or not."""
    one = Visitor(town)
    with town.db() as db:
        secret = signing_in.begin(db, town.cast.ids[name], town.now)
    one.browser.set_cookie("console", secret, domain="rongshu.example", path="/console")
    return one


def console(town):
    """The routes that need a session: (route, address)."""
    return [one for one in access.routes(town.app) if one.who in ("officer", "committee")]


def test_the_page_of_the_documentation_is_the_url_map(town):
    assert DOCS.read_text("utf-8") == access.table(town.app), (
        "run: python -m tests.console.access > docs/access.md"
    )


def test_nobody_gets_in_without_a_session(town, objects):
    for one in console(town):
        answer = Visitor(town).browser.open(
            access.filled(one.path, objects), method=one.method, base_url="https://rongshu.example"
        )
        assert answer.status_code == SIGNED_OUT[one.method], one
        assert not any(name in answer.text for name in town.cast.ids), one


def test_a_member_without_an_office_gets_nothing(town, objects):
    member = somebody(town, "王党员")
    for one in console(town):
        answer = member.browser.open(
            access.filled(one.path, objects), method=one.method, base_url="https://rongshu.example"
        )
        assert answer.status_code == 403, one


@pytest.mark.parametrize("name", ["李书记", "钱书记", "孙指导"])
def test_what_is_the_committees_is_closed_to_officers(town, objects, name):
    officer = somebody(town, name)
    for one in console(town):
        if one.who == "committee":
            answer = officer.browser.open(
                access.filled(one.path, objects), method=one.method, base_url="https://rongshu.example"
            )
            assert answer.status_code == 403, one


def test_another_branchs_secretary_finds_nothing_of_this_branch(town, objects):
    other = somebody(town, "钱书记")
    key = other.page("/console/").select_one("input[name=key]")["value"]
    for one in console(town):
        if one.who != "officer" or one.path == "/console/sign-out":  # which would be the end of the round
            continue
        path = access.filled(one.path, objects)
        answer = other.browser.open(
            path, method=one.method, data={"key": key} if one.method == "POST" else None,
            base_url="https://rongshu.example",
        )  # fmt: skip
        if "<int:" in one.path:  # a name is of no branch: the register, the job
            assert answer.status_code == 404, (one, answer.status)
        if one.method == "GET":
            assert not [name for name in FIRST if name in answer.text], one


@pytest.mark.parametrize("name", ["李书记", "孙指导", "郑干事"])
def test_those_who_act_for_the_branch_get_every_page_that_is_theirs(town, objects, name):
    visitor = somebody(town, name)
    for one in console(town):
        if one.method == "GET" and (one.who == "officer" or name == "郑干事"):
            answer = visitor.get(access.filled(one.path, objects))
            assert answer.status_code == 200, (one, answer.status)
            assert "no-store" in answer.headers["Cache-Control"], one


def test_no_form_is_taken_without_its_key(town, objects):
    officer = somebody(town, "郑干事")
    before = dump(town)
    for one in console(town):
        if one.method == "POST":
            answer = officer.post(access.filled(one.path, objects), {"key": "guessed"})
            assert answer.status_code == 403, one
    assert dump(town) == before


def test_getting_changes_nothing(town, objects):
    """Every page is opened; what only forms may reach refuses to be got."""
    staff = somebody(town, "郑干事")
    before = dump(town)
    both = {}
    for one in console(town):
        both.setdefault(one.path, set()).add(one.method)
    for path, methods in both.items():
        answer = staff.get(access.filled(path, objects))
        assert answer.status_code == (200 if "GET" in methods else 405), path
    assert dump(town) == before


def dump(town) -> dict[str, list[tuple]]:
    """The whole ledger but what a visit leaves behind."""
    with town.db() as db:
        return {
            table.name: sorted(map(str, db.execute(table.select()).all()))
            for table in metadata.sorted_tables
            if table.name not in OF_THE_VISIT
        }


def test_phone_pages_open_for_their_own_links_only(town):
    links = PageLinks(KEYS, "")
    for one in access.routes(town.app):
        if one.who not in ("reading", "personal"):
            continue
        path = access.re.sub(r"<(?:\w+:)?\w+>", "1", one.path)
        for key in ("", "?k=forged", f"?k={links.token(10**6, town.now, PERSONAL)}"):
            assert town.browser.open(path + key, method=one.method).status_code == 410, one
        if one.who == "personal":
            reading = links.token(town.cast.ids["王党员"], town.now, READING)
            assert town.browser.open(f"{path}?k={reading}", method=one.method).status_code == 410, one
        old = links.token(town.cast.ids["王党员"], town.now - timedelta(days=8), READING)
        assert town.browser.open(f"{path}?k={old}", method=one.method).status_code == 410, one
