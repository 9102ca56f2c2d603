"""The platform delivers a message again, on many threads at once: one effect, one answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, select

from bot import webhook
from bot.chat import Message
from bot.ledger.tables import inbox, metadata
from tests import cast as people
from tests.town import Town, config

THREADS, MESSAGES = 8, 100


@pytest.fixture
def committed_town(ledger, library, data_dir):
    """A town on the shared ledger of either kind; everything is taken away afterwards."""
    with ledger.begin() as db:
        entered = people.enter(db)
    yield Town(config(data_dir), ledger, entered, library)
    with ledger.begin() as db:
        for table in reversed(metadata.sorted_tables):
            db.execute(delete(table))


def test_eight_threads_each_deliver_a_hundred_messages_with_a_hundred_effects(committed_town):
    town = committed_town
    words = ("第一议题", "党课", "帮助", "隐私")

    def deliver_all(_: int) -> list[str]:
        return [
            webhook.answer(town.services, message(number), town.now)[0].text for number in range(MESSAGES)
        ]

    def message(number: int) -> Message:
        sender = town.cast.openid(people.FIRST[number % 8])
        return Message("official", f"official:gh:{number}", sender, "gh", "text", town.now, words[number % 4])

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(deliver_all, range(THREADS)))
    assert sum(len(one) for one in answers) == THREADS * MESSAGES
    assert all(one == answers[0] for one in answers)
    assert not any("抱歉" in text for text in answers[0])
    with town.db() as db:
        assert db.execute(select(func.count()).select_from(inbox)).scalar() == MESSAGES
