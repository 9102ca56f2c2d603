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
            if word == "网页":  # answered with a card: tests/pages
                continue
            answer = town.event("王党员", wire.click, word)
            assert answer, word
            assert "没听懂" not in answer, word
            town.say("王党员", "取消")


def test_it_is_published_to_both_platforms_and_read_back(ledger, tmp_path):
    from bot.channels.client import Client
    from bot.channels.wecom.client import WecomClient
    from bot.config import OfficialSettings, WecomSettings
    from bot.ledger.tokens import Tokens
    from sandbox import platform, wecom
    from sandbox.server import running
    from tests.town import ACCOUNT, AGENT, COMPANY, KEYS

    account = platform.Platform(account=ACCOUNT, app_secret="s")
    company = wecom.Company(account=COMPANY, app_secret="s", agent_id=AGENT)
    tokens = Tokens(ledger, KEYS)
    with running(platform.api_app(account)) as here, running(wecom.api_app(company)) as there:
        official = OfficialSettings(app_id=ACCOUNT.app_id, app_secret="s", api_base_url=here)
        app = WecomSettings(corp_id=COMPANY.app_id, agent_id=AGENT, secret="s", api_base_url=there)
        assert menu.publish(Client(official, tokens)) == 15
        assert menu.publish(WecomClient(app, tokens)) == 15
    assert account.menu == company.menu == menu.wanted()
    _forget(ledger)


def _forget(ledger):
    from sqlalchemy import text

    with ledger.begin() as db:
        db.execute(text("DELETE FROM platform_token"))
