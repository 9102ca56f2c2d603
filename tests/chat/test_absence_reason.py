"""缺席原因: an absence with a reason is still one, but not an unexcused one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.ledger import attendance
from bot.ledger.tables import attendance as marks
from tests.chat.evenings import START, bubbles, close, plan, state


@pytest.fixture
def tell(say):
    return bubbles(say)


@pytest.fixture
def held(town):
    held = plan(town)
    close(town, held)
    town.at(START + timedelta(days=1))
    return held


def test_a_reason_is_entered_by_name_and_by_number(town, tell, held):
    told = tell("李书记", "缺席原因 王党员 去外地开会")
    assert told.startswith("✓ 已记　王党员缺席，原因：去外地开会")
    assert tell("李书记", "缺席原因 4 出差").startswith("✓ 已记　吴党员缺席，原因：出差")
    assert "没写原因的 6" in tell("李书记", "缺席原因")
    assert state(town, held, "王党员") == "absent"
    with town.db() as db:
        history = attendance.events(db, held.id, town.cast.ids["王党员"])
    assert [(one.verb, one.after, one.note) for one in history][-1] == ("correct", "absent", "去外地开会")


def test_who_is_not_absent_is_not_found(tell, held):
    assert "没有「钱书记」" in tell("李书记", "缺席原因 钱书记 出差")


def test_of_an_illness_only_that_it_was_one_is_kept(town, tell, held):
    assert "原因：身体原因（只记这几个字，病情不记）" in tell("李书记", "缺席原因 王党员 住院做手术")
    with town.db() as db:
        history = attendance.events(db, held.id, town.cast.ids["王党员"])
        row = db.execute(select(marks).where(marks.c.member_id == town.cast.ids["王党员"])).one()
    assert (row.reason, row.reason_code) == ("身体原因", "health")
    assert history[-1].note == "身体原因"
