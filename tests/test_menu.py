"""The menu: three by five, within the platform's limits, and every entry a word that a handler takes."""

import handlers
from bot import menu


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
            answer = town.event("王党员", wire.click, word)
            assert answer, word
            assert "没听懂" not in answer, word
            town.say("王党员", "取消")
