"""The menu: three by five, within the platform's limits, and every entry a word that a handler takes."""

import copy

import pytest

import handlers
from bot import menu
from bot.ledger import bindings


def test_the_menu_is_within_the_platforms_limits():
    assert len(menu.MENU) <= 3
    for tab, words in menu.MENU:
        assert len(tab.encode()) <= 16
        assert 1 <= len(words) <= 5
        assert all(len(word.encode()) <= 40 for word in words)


def test_every_entry_is_a_word_of_a_handler():
    known = {word for command in handlers.router().commands.values() for word in command.words}
    assert {word for _, words in menu.MENU for word in words} <= known


def test_every_entry_answers_a_member(town):
    from sandbox import wire

    for _, words in menu.MENU:
        for word in words:
            if word == "网页":  # answered with a card: tests/pages
                continue
            answer = town.event("王党员", wire.click, word)
            assert answer, word
            assert "没听懂" not in answer, word
            town.say("王党员", "取消")


def test_every_entry_answers_in_wecom(town):
    from sandbox import wire

    with town.db() as db:
        bindings.bind_directly(db, "wecom", "WangDangYuan", town.cast.ids["王党员"], town.now)
    for _, words in menu.MENU:
        for word in words:
            answer = town.send_in_wecom(wire.click("WangDangYuan", word, int(town.now.timestamp())))
            assert answer["MsgType"] == ("news" if word == "网页" else "text"), word
            assert "没听懂" not in answer.get("Content", ""), word
            town.say_in_wecom("WangDangYuan", "取消")


class Shows:
    """A client of a platform that shows what it likes."""

    def __init__(self, shown):
        self.shown = shown

    def create_menu(self, given):
        self.given = given

    def get_menu(self):
        return self.shown


def changed(change):
    """The wanted menu with something else about it."""
    whole = copy.deepcopy(menu.wanted())
    change(whole["button"])
    return {"menu": whole}


def test_it_is_published_and_compared():
    client = Shows({"menu": menu.wanted(), "conditionalmenu": []})
    assert menu.publish(client) == 15
    assert client.given == menu.wanted()


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"menu": {}},
        {"menu": []},
        {"menu": {"button": {}}},
        {"menu": {"button": ["学习", "会议", "我的"]}},
        changed(lambda tabs: tabs.pop()),
        changed(lambda tabs: tabs.reverse()),
        changed(lambda tabs: tabs[0]["sub_button"].pop()),
        changed(lambda tabs: tabs[0]["sub_button"][0].update(key="党课")),
        changed(lambda tabs: tabs[0]["sub_button"][0].update(type="view")),
        changed(lambda tabs: tabs[0].update(name="学")),
    ],
)
def test_another_menu_than_ours_is_noticed(shown):
    with pytest.raises(menu.NotPublished):
        menu.publish(Shows(shown))
