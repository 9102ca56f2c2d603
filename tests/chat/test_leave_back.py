"""``销假``: who asked leave and can come after all says so; the leave is gone, whoever answers for the branch knows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ledger import leave
from tests.chat.evenings import START, bubbles, code, plan, state
from tests.console.test_leave import said_to


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.fixture
def held(town, tell):
    """王党员 has leave from the only meeting to come."""
    held = plan(town)
    tell("王党员", "请假 开庭")
    tell("李书记", "准 1")
    return held


def asked(town, held):
    with town.db() as db:
        return leave.open_request(db, held.id, town.cast.ids["王党员"])


@pytest.mark.parametrize("said", ["销假", "取消请假", "不请假了"])
def test_it_is_taken_back_and_the_officers_are_told(town, tell, held, said):
    assert tell("王党员", said).startswith("✓ 已销假　11月25日（周三）19:30 支部党员大会")
    assert asked(town, held) is None
    assert said_to(town, "李书记")[-1][0] == "已销假：王党员"
    assert state(town, held, "王党员") == ""
    assert tell("王党员", said).startswith("现在没有您请的假")


def test_a_sentence_that_says_so_is_asked_back(town, tell, held):
    assert "您是要「销假」吗" in tell("王党员", "庭改期了，我又能来了")
    assert asked(town, held) is not None
    assert tell("王党员", "1").startswith("✓ 已销假")


def test_of_two_it_is_asked_which(town, tell, held):
    other = plan(town, kind="党课", starts_at=START + timedelta(days=2))
    tell("王党员", "请假 11月27日 出差")
    assert tell("王党员", "销假").startswith("销哪一次的假？")
    assert "请回 1 到 2" in tell("王党员", "9")
    assert "党课" in tell("王党员", "2")
    assert asked(town, held) is not None
    assert asked(town, other) is None


def test_leave_can_be_asked_again_and_who_comes_is_present(town, tell, held):
    tell("王党员", "销假")
    assert tell("王党员", "请假 出差").startswith("✓ 已请假")
    tell("王党员", "销假")
    town.at(START)
    assert tell("王党员", f"签到 {code(town, held)}").startswith("✓ 已签到")
    assert state(town, held, "王党员") == "present"


def test_once_it_has_begun_one_just_checks_in(town, tell, held):
    town.at(START)
    assert tell("王党员", "销假") == "现在没有您请的假。\n能来了？到场直接签到就行。"
    assert asked(town, held) is not None
