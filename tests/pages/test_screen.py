"""The meeting-room screen: opened by the link from chat, read by everybody in the room."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from bot.ledger import offices
from bot.page_links import READING, SCREEN, PageLinks
from bot.pages.screen.scene_pictures import ScenePictures
from sandbox import wire
from tests.cast import FIRST, NOW
from tests.chat.evenings import START, close, code, plan
from tests.town import ACCOUNT, KEYS

LINKS = PageLinks(KEYS, "")


def address(town, name="李书记", meeting_id=1, kind=SCREEN):
    return LINKS.url(f"/screen/{meeting_id}", town.cast.ids[name], town.now, kind, meeting_id)


@pytest.fixture
def evening(town):
    meeting = plan(town)
    town.at(START)
    return meeting


def test_the_words_in_chat_give_the_link(town, evening):
    said = wire.text(town.cast.openid("李书记"), "会场屏幕", 9001, int(town.now.timestamp()))
    card = wire.open_reply(
        ACCOUNT, town.post(*wire.seal(ACCOUNT, town.mode, said, int(town.now.timestamp()), "n"))
    )
    found = re.search(r"https://rongshu\.example(/screen/1\?k=[\w-]+)", str(card))
    assert found is not None
    assert town.browser.get(found[1]).status_code == 200


def test_it_shows_the_code_that_checks_in_and_counts_who_did(town, evening, say):
    page = BeautifulSoup(town.browser.get(address(town)).text, "html.parser")
    shown = page.select_one(".code").text
    assert shown == code(town, evening)
    assert say("王党员", shown).startswith("✓ 已签到")
    live = BeautifulSoup(town.browser.get(page.select_one("#live")["data-now"]).text, "html.parser")
    figures = dict(zip([t.text for t in live.select("dt")], [d.text for d in live.select("dd")], strict=True))
    assert figures == {"应到": "8", "实到": "1", "请假": "0", "未到": "7"}


def test_there_is_no_name_on_it(town, evening, say):
    say("王党员", code(town, evening))
    assert not [name for name in FIRST if name in town.browser.get(address(town)).text]


def test_the_code_moves_on_with_time(town, evening):
    before = BeautifulSoup(town.browser.get(address(town)).text, "html.parser").select_one(".code").text
    town.later(seconds=2 * town.services.config.meetings.code_seconds)
    after = BeautifulSoup(town.browser.get(address(town)).text, "html.parser").select_one(".code").text
    assert after == code(town, evening)
    assert before != after


def test_before_its_time_and_after_its_end_there_is_no_code(town, evening):
    town.at(START - timedelta(hours=2))
    early = town.browser.get(address(town)).text
    assert "19:00 开始签到" in early
    assert 'class="code"' not in early
    close(town, evening)
    town.at(START + timedelta(hours=2))
    late = town.browser.get(address(town)).text
    assert "已散会" in late
    assert 'class="code"' not in late


@pytest.mark.parametrize("path", ["/screen/1", "/screen/1/now"])
def test_without_the_officers_link_it_stays_dark(town, evening, path):
    me = town.cast.ids["李书记"]
    keys = ["", LINKS.token(me, town.now, READING), LINKS.token(me, town.now, SCREEN, 2)]
    keys += [LINKS.token(town.cast.ids[name], town.now, SCREEN, 1) for name in ("王党员", "钱书记")]
    for key in keys:
        page = town.browser.get(f"{path}?k={key}")
        assert page.status_code == 410
        assert code(town, evening) not in page.text


def test_it_goes_dark_when_the_office_ends(town, evening):
    good = address(town)
    assert town.browser.get(good).status_code == 200
    with town.db() as db:
        assert offices.relieve(db, town.cast.ids["李书记"], "secretary", town.now, branch_id=town.cast.first)
    assert town.browser.get(good).status_code == 410


def test_a_member_gets_no_screen(town, evening, say):
    assert "/screen/" not in say("王党员", "会场屏幕")


class Platform:
    """Answers as slowly as it is let to; counts how often it was asked."""

    def __init__(self):
        self.asked = []
        self.go = threading.Event()
        self.done = threading.Event()

    def __call__(self, scene, seconds):
        self.asked.append((scene, seconds))
        self.go.wait(5)
        self.done.set()
        return "http://weixin.qq.com/q/02abc"


def test_the_picture_comes_when_the_platform_has_answered_and_is_asked_for_once():
    platform = Platform()
    pictures = ScenePictures(platform)
    assert pictures.svg("m1.2.3", 240, NOW) == ""
    assert pictures.svg("m1.2.3", 240, NOW + timedelta(minutes=2)) == "" or platform.asked
    platform.go.set()
    _until(lambda: pictures.svg("m1.2.3", 240, NOW))
    assert pictures.svg("m1.2.3", 240, NOW).startswith("<svg")
    assert platform.asked[0] == ("m1.2.3", 240)


def test_a_platform_that_refuses_is_left_alone_for_half_a_minute():
    asked = []

    def refuse(scene, seconds):
        asked.append(scene)
        raise OSError("no way there")

    pictures = ScenePictures(refuse)
    for seconds in (0, 3, 29):
        assert pictures.svg("m1.2.3", 240, NOW + timedelta(seconds=seconds)) == ""
    _until(lambda: asked)
    assert asked == ["m1.2.3"]
    pictures.svg("m1.2.3", 240, NOW + timedelta(seconds=31))
    _until(lambda: len(asked) == 2)


def _until(true):
    for _ in range(500):
        if true():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came")
