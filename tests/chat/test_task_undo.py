"""A task that was entered as done by mistake is owed again; that it had been entered is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.ledger import attendance, tasks
from bot.ledger.tables import audit
from tests.chat.evenings import START, bubbles, plan


@pytest.fixture
def tell(say):
    return bubbles(say)


def done(town, branch="first"):
    with town.db() as db:
        return {one.no for one in tasks.of_month(db, getattr(town.cast, branch), "2026-11") if one.done_at}


@pytest.fixture
def entered(town, tell):
    tell("李书记", "完成 2 已走访")
    assert 2 in done(town)
    return town


@pytest.mark.parametrize("words", ["撤销完成 2", "撤销完成2", "收回完成 2", "撤销完成第2件"])
def test_it_is_owed_again(entered, tell, words):
    assert tell("周组织", words).startswith("✓ 已撤销　2 ")
    assert 2 not in done(entered)
    assert tell("李书记", "完成 2 这次真的走访了").startswith("✓ 已完成　2 ")


def test_what_had_been_said_is_kept(entered, tell):
    tell("李书记", "撤销完成 2")
    with entered.db() as db:
        [kept] = db.execute(select(audit).where(audit.c.verb == "task_undo"))
    assert kept.member_id == entered.cast.ids["李书记"]
    assert kept.detail.endswith("已走访")


def test_undone_twice_says_so(entered, tell):
    tell("李书记", "撤销完成 2")
    assert tell("李书记", "撤销完成 2").startswith("第 2 件还没有完成")


def test_a_number_that_is_not_there(entered, tell):
    assert "没有第 99 件任务" in tell("李书记", "撤销完成 99")
    assert tell("李书记", "撤销完成").startswith("撤销哪一件？")


def test_what_a_meeting_has_done_stays(town, tell):
    held = plan(town)
    tell("李书记", "任务")
    before = done(town)
    with town.db() as db:
        attendance.close(db, held.id, town.cast.ids["李书记"], START + timedelta(minutes=90))
    town.at(START + timedelta(hours=2))
    [by_meeting] = sorted(done(town) - before)[:1]
    assert "开会自动完成的，撤不了" in tell("李书记", f"撤销完成 {by_meeting}")
    assert by_meeting in done(town)


def test_who_acts_for_several_branches_chooses(entered, tell):
    tell("钱书记", "完成 2 已走访")
    assert tell("孙指导", "撤销完成 2").startswith("哪个支部的任务？")
    tell("孙指导", "2")
    assert 2 in done(entered)
    assert 2 not in done(entered, "joint")


def test_a_member_undoes_nothing(entered, tell):
    tell("王党员", "撤销完成 2")
    assert 2 in done(entered)
