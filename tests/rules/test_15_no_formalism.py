"""Rule 15: no points, no ranking, no time on line; absentees' names to the own officers only; secrets are spoken of."""

from __future__ import annotations

import re

import pytest

import handlers
from bot.ledger import duties
from bot.ledger.notices.announcing import doubts
from bot.ledger.tables import hour_credit, metadata
from content.problems import File, refused
from tests.chat.evenings import START, close, plan

SCORES = re.compile(r"score|point|rank|streak|watch|online")


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_table_has_a_score_or_time_on_line(table):
    assert [column.name for column in table.columns if SCORES.search(column.name)] == []


def test_asked_for_points_it_tells_the_own_hours_and_that_there_are_none(say):
    for said in ("我的积分", "积分", "我的分数", "查积分"):
        shown = say("王党员", said)
        assert "没有积分，不排名" in shown
        assert "李书记" not in shown


def test_hours_are_in_no_table_of_persons():
    assert not any(key.column.table.name == "member" for key in hour_credit.foreign_keys)


@pytest.mark.parametrize("said", ["排名", "积分排名", "谁积分最高", "学时排名"])
def test_there_is_no_ranking_to_be_had(say, said):
    for who in ("李书记", "郑干事"):
        shown = say(who, said)
        assert not re.search(r"第\s*1\s*名|王党员", shown)


def test_the_committees_summary_is_in_the_order_of_the_roster(town, say):
    shown = say("郑干事", "支部情况")
    assert shown.index("一支部") < shown.index("联合支部")
    assert "不排名" in shown
    with town.db() as db:
        found = duties.of_branches(db, [town.cast.joint, town.cast.first], town.now.date())
    assert set(duties.Tally.__slots__) == {"done", "owed", "overdue", "not_applicable"}
    assert set(found) == {town.cast.first, town.cast.joint}


def test_absentees_are_named_to_their_own_officers_only(town, say):
    held = plan(town, joint=True)
    town.at(START)
    close(town, held)
    assert "王党员" in say("李书记", "名单")
    assert "王党员" not in say("钱书记", "名单")
    assert "吴党员" not in say("王党员", "我的记录")


def test_attendance_may_be_entered_by_the_recorder_for_anyone(town, say):
    plan(town)
    town.at(START)
    say("周组织", "到 1-8")
    assert say("周组织", "1").startswith("✓ 已记　到 8")


@pytest.mark.parametrize("text", ["机密文件见附件", "绝密", "内部资料，不得外传"])
def test_secret_or_internal_text_is_stopped_in_content_and_spoken_of_in_notices(text):
    assert refused(File("x.md", text), text, "text")
    assert doubts(text)


def test_nothing_forces_an_answer(say):
    commands = handlers.router().commands
    assert "unsubscribe_push" in commands
    assert "退订" in say("王党员", "推送设置") or "关" in say("王党员", "推送设置")
