"""The phone pages, opened as a member opens them: by the link that came in the chat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from bot.ledger import bindings, notices
from bot.page_links import PERSONAL, READING, PageLinks
from sandbox import wire
from tests.chat.evenings import START, close, plan
from tests.town import ACCOUNT, KEYS

LINKS = PageLinks(KEYS, "")


@pytest.fixture
def visit(town):
    """Open a page as a member; returns its soup, after checking that it was there."""

    def opened(name: str, path: str, kind=READING, status: int = 200) -> BeautifulSoup:
        page = town.browser.get(LINKS.url(path, town.cast.ids[name], town.now, kind))
        assert page.status_code == status, page.status
        return BeautifulSoup(page.text, "html.parser")

    return opened


def send(town, *names, title="周五开会", body="周五下午三点在三楼开会，请回收到。"):
    with town.db() as db:
        made = notices.create(
            db, key=title, kind="notice", title=title, body=body,
            recipients=[town.cast.ids[name] for name in names], now=town.now,
        )  # fmt: skip
    return made.notice_id


def test_the_word_in_chat_gives_a_card_whose_link_opens_the_home_page(town):
    message = wire.text(town.cast.openid("王党员"), "网页", 9001, int(town.now.timestamp()))
    sealed = wire.seal(ACCOUNT, town.mode, message, int(town.now.timestamp()), "n0nce")
    card = wire.open_reply(ACCOUNT, town.post(*sealed))
    address = re.search(r"https://rongshu\.example(/p/\?k=[\w-]+)", str(card))
    assert address is not None
    page = town.browser.get(address[1])
    assert page.status_code == 200
    assert "我的数据" in page.text


@pytest.mark.parametrize("path", ["/p/", "/p/lectures", "/p/data", "/p/meetings/1", "/p/notices"])
def test_without_a_good_link_nothing_opens(town, path):
    for key in ("", "?k=", "?k=r1-0-1-AAAAAAAAAAAAAAAAAAAAAA"):
        page = town.browser.get(path + key)
        assert page.status_code == 410
        assert "回「网页」再要一个" in page.text


def test_a_reading_link_does_not_open_what_is_held_about_the_member(town, visit):
    for path in ("/p/data", "/p/record"):
        visit("王党员", path, READING, 410)
        visit("王党员", path, PERSONAL)


def test_links_die_with_the_binding(town, visit):
    with town.db() as db:
        bindings.unbind(db, "official", town.cast.openid("王党员"), town.now, "own wish")
    visit("王党员", "/p/", READING, 410)


def test_every_lecture_and_every_month_opens_as_a_page(town, visit):
    library = town.services.library
    for lecture in library.lectures():
        page = visit("王党员", f"/p/lectures/{lecture.slug}")
        assert page.h1.text == lecture.title
        assert len(page.select("details")) == len(lecture.questions)
        assert len(page.select("[data-text] p")) >= 3
    for month in library.months():
        assert len(visit("王党员", f"/p/first-topic/{month}").select("article")) == len(
            library.first_topics(month).items
        )


def test_every_link_on_the_pages_leads_somewhere(town, visit):
    meeting = plan(town)
    notice_id = send(town, "王党员")
    todo, seen = ["/p/"], set()
    token = LINKS.token(town.cast.ids["王党员"], town.now, PERSONAL)
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        page = town.browser.get(f"{path}?k={token}")
        assert page.status_code == 200, path
        for link in BeautifulSoup(page.text, "html.parser").select("a[href]"):
            address, _, rest = link["href"].partition("?")
            assert rest.split("#")[0] == f"k={token}", "a page leads on with the link that opened it"
            todo.append(address)
    assert {f"/p/meetings/{meeting.id}", f"/p/notices/{notice_id}", "/p/record", "/p/data"} <= seen


def test_a_meeting_page_says_when_where_and_how_one_stands(town, visit, say):
    meeting = plan(town)
    assert "三楼会议室" in visit("王党员", f"/p/meetings/{meeting.id}").text
    say("王党员", "请假 开庭")
    assert "请假：" in visit("王党员", f"/p/meetings/{meeting.id}").text
    town.at(START)
    say("周组织", "到 4")
    say("周组织", "1")
    assert "实到（代签）" in visit("吴党员", f"/p/meetings/{meeting.id}").text


def test_the_meeting_of_another_branch_is_not_there(town, visit):
    meeting = plan(town)
    visit("蒋党员", f"/p/meetings/{meeting.id}", status=404)


def test_looking_at_a_notice_is_no_reading_but_the_page_says_when_it_is_shown(town, visit):
    notice_id = send(town, "王党员")
    visit("王党员", f"/p/notices/{notice_id}")
    assert _received(town, "王党员").opened_at is None
    shown = visit("王党员", f"/p/notices/{notice_id}").select_one("[data-opened]")["data-opened"]
    assert town.browser.post(shown).status_code == 204
    assert _received(town, "王党员").opened_at == town.now


def test_a_notice_is_confirmed_by_a_tap_once(town, visit):
    notice_id = send(town, "王党员")
    form = visit("王党员", f"/p/notices/{notice_id}").form
    for _ in range(2):
        answer = town.browser.post(form["action"])
        assert answer.status_code == 303
    assert "已收到" in visit("王党员", f"/p/notices/{notice_id}").text
    assert _received(town, "王党员").confirmed_at == town.now


def test_a_notice_to_others_is_not_there(town, visit):
    notice_id = send(town, "吴党员")
    visit("王党员", f"/p/notices/{notice_id}", status=404)
    token = LINKS.token(town.cast.ids["王党员"], town.now)
    assert town.browser.post(f"/p/notices/{notice_id}/confirm?k={token}").status_code == 404
    assert _received(town, "吴党员").confirmed_at is None


def test_nothing_changes_by_get(town):
    notice_id = send(town, "王党员")
    token = LINKS.token(town.cast.ids["王党员"], town.now)
    for act in ("confirm", "opened"):
        assert town.browser.get(f"/p/notices/{notice_id}/{act}?k={token}").status_code == 405
    assert _received(town, "王党员").confirmed_at is None


def test_ones_own_record_shows_how_each_mark_came_about(town, visit):
    meeting = plan(town)
    close(town, meeting)
    town.at(START + timedelta(days=1))
    page = visit("王党员", "/p/record", PERSONAL)
    assert "缺席" in page.text
    assert "吴党员" not in page.text


def test_the_phone_number_is_masked_even_for_oneself(town, visit):
    page = visit("王党员", "/p/data", PERSONAL)
    assert not re.search(r"1\d{10}", page.text)


def test_large_type_reaches_the_pages(town, visit, say):
    assert "data-weui-mode" not in visit("王党员", "/p/lectures").body.attrs
    say("王党员", "大字")
    assert visit("王党员", "/p/lectures").body["data-weui-mode"] == "care"


def test_pages_are_kept_by_nobody_and_run_nothing_of_others(town):
    page = town.browser.get(LINKS.url("/p/", town.cast.ids["王党员"], town.now))
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_the_first_view_of_a_page_is_small(town):
    """Over the wire, packed as a phone asks for it: 100 KB is the most for a page with all it needs."""
    ask = {"Accept-Encoding": "gzip"}
    slug = town.services.library.lectures()[0].slug
    page = town.browser.get(LINKS.url(f"/p/lectures/{slug}", town.cast.ids["王党员"], town.now), headers=ask)
    soup = BeautifulSoup(page.text, "html.parser")
    needed = [tag.get("href") or tag.get("src") for tag in soup.select("link[rel=stylesheet], script[src]")]
    weights = [len(town.browser.get(address, headers=ask).data) for address in needed]
    assert all(weights), "a style or script is missing: make setup"
    assert len(page.data) + sum(weights) < 100_000


def _received(town, name):
    with town.db() as db:
        return notices.of_member(db, town.cast.ids[name], town.now)[0]


def test_a_first_view_is_no_more_than_a_hundred_kilobytes(town):
    """On a phone in a court corridor: the page and what it fetches with it, as they are sent."""
    lecture = max(town.services.library.lectures(), key=lambda one: len(one.text)).slug
    packed = {"Accept-Encoding": "gzip"}
    for path in ("/p/", "/p/first-topic", "/p/lectures", f"/p/lectures/{lecture}", "/p/record", "/p/data"):
        url = LINKS.url(path, town.cast.ids["王党员"], town.now, PERSONAL)
        page = town.browser.get(url, headers=packed)
        names = set(re.findall(r'(?:href|src)="(/p/static/[^"]+)"', page.text))
        assert len(names) >= 3
        sent = len(page.data) + sum(len(town.browser.get(name, headers=packed).data) for name in names)
        assert sent <= 100_000, (path, sent)
