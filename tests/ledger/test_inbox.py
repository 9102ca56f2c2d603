"""Answers are kept for the platform's next delivery, and no longer than they serve."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat import Message, Reply
from bot.ledger import inbox
from tests.cast import NOW

ASKED = Message(
    channel="official", key="m-1", sender="o-1", receiver="gh", kind="text", sent_at=NOW, text="我的数据"
)


def test_an_answer_is_forgotten_after_an_hour_and_the_message_after_thirty_days(db):
    inbox.claim(db, ASKED, NOW)
    inbox.remember(db, ASKED.key, "my_data", Reply("姓名 林晓彤"))
    inbox.forget_replies(db, NOW + timedelta(minutes=59))
    assert inbox.reply_to(db, ASKED.key) == Reply("姓名 林晓彤")

    assert inbox.forget_replies(db, NOW + timedelta(minutes=61)) == 1
    assert inbox.reply_to(db, ASKED.key) == Reply()
    assert not inbox.claim(db, ASKED, NOW + timedelta(minutes=61)), (
        "a message seen before has no second effect"
    )
    assert inbox.last_message_at(db, "official", "o-1") == NOW

    later = NOW + timedelta(days=30, minutes=1)
    assert inbox.forget(db, later - timedelta(days=30)) == 1
    assert inbox.claim(db, replace(ASKED), later)
