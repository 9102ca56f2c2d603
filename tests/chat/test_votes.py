"""``表决``: one matter at a time, the result with its figures, in the minutes and in the document."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ledger import attendance, minutes, restrictions, votes
from bot.ledger.attendance import NewMark
from tests.chat.evenings import START, bubbles, close, plan
from tests.chat.test_minutes import document, text


@pytest.fixture
def tell(say):
    return bubbles(say)


def come(town, held, *names):
    """These members are there, entered by the officer."""
    with town.db() as db:
        marks = [NewMark(town.cast.ids[name], town.cast.first, "full", "present") for name in names]
        attendance.mark(db, held, marks, "officer", town.cast.ids["李书记"], town.now)


@pytest.fixture
def held(town):
    """A 党员大会 of 7 voters, 5 of them there; 卫预备 may not vote."""
    held = plan(town)
    town.at(START)
    come(town, held, "李书记", "周组织", "王党员", "吴党员", "冯党员", "卫预备")
    return held


def test_a_vote_is_asked_for_one_thing_at_a_time(town, tell, held):
    assert "哪一类？1 一般表决　2 接收、转正表决　3 选举" in tell("李书记", "表决")
    assert "表决什么？" in tell("李书记", "1")
    asked = tell("李书记", "通过年度计划")
    assert "应到有表决权 7，到会 5" in asked
    shown = tell("李书记", "4 1 0")
    assert shown.splitlines()[0] == (
        "通过年度计划：应到有表决权 7，到会 5，赞成 4，反对 1，弃权 0，超过应到半数，通过"
    )
    with town.db() as db:
        assert votes.of_meeting(db, held.id) == []
    assert tell("李书记", "1").startswith("✓ 已记表决　通过年度计划：应到有表决权 7")
    with town.db() as db:
        (one,) = votes.of_meeting(db, held.id)
        assert (one.outcome, one.voting_due, one.voting_present) == ("passed", 7, 5)
        assert [line.said for line in minutes.of(db, held).of("vote")] == [votes.said(one)]


def test_a_vote_in_one_sentence(town, tell, held):
    shown = tell("李书记", "表决 通过年度计划 赞成3 反对1 弃权1")
    assert "没有超过应到半数，不通过" in shown
    assert "赞成超过到会的半数，但要按应到算" in shown
    assert "记上" in shown
    assert tell("李书记", "2").startswith("好，没有记")


def test_written_opinions_count_at_an_admission(town, tell, held):
    tell("李书记", "表决")
    tell("李书记", "2")
    assert "书面意见" in tell("李书记", "接收 赵新人")
    shown = tell("李书记", "3 0 2 书面赞成 1")
    assert shown.startswith(
        "接收赵新人为预备党员：应到有表决权 7，到会 5，赞成 3，反对 0，弃权 2，书面意见 赞成 1"
    )
    assert "通过" in shown
    assert "赞成超过应到半数" in shown


def test_two_candidates_are_voted_one_by_one(town, tell, held):
    tell("李书记", "表决")
    tell("李书记", "3")
    assert "一次一个人" in tell("李书记", "选举 王党员、吴党员")
    assert "表决：选举王党员为书记" in tell("李书记", "选举 王党员 为书记")


def test_an_election_with_too_few_there_is_not_valid(town, tell, held):
    shown = tell("李书记", "表决 选举王党员 赞成5 反对0 弃权0")
    assert "表决无效" in shown
    assert "到会不到五分之四" in shown


def test_more_ballots_than_voters_are_refused(town, tell, held):
    assert "票数 6 比到会有表决权的 5 人多" in tell("李书记", "表决 通过年度计划 赞成6 反对0 弃权0")
    assert "4，反对 1" in tell("李书记", "4 1 0")


def test_a_lecture_does_not_vote(town, tell):
    plan(town, kind="党课")
    town.at(START)
    assert "党课不表决" in tell("李书记", "表决 通过年度计划 赞成1 反对0 弃权0")


def test_who_is_under_observation_does_not_vote(town, tell, held):
    with town.db() as db:
        restrictions.restrict(db, town.cast.ids["王党员"], date(2026, 3, 1), None, "区纪委", None, town.now)
    assert "有表决权 6 人，到 4 人" in tell("李书记", "点名")
    tell("李书记", "表决")
    tell("李书记", "1")
    assert "应到有表决权 6，到会 4" in tell("李书记", "通过年度计划")


def test_after_the_closing_a_vote_is_entered_and_taken_back(town, tell, held):
    close(town, held)
    tell("李书记", "表决 通过年度计划 赞成5 反对0 弃权0")
    tell("李书记", "1")
    assert "要收回这一项吗" in tell("李书记", "撤销表决")
    assert tell("李书记", "1").startswith("✓ 已收回")
    with town.db() as db:
        assert votes.of_meeting(db, held.id) == []
        assert minutes.of(db, held).of("vote") == []


def test_the_same_confirmation_twice_is_one_vote(town, tell, held):
    tell("李书记", "表决 通过年度计划 赞成5 反对0 弃权0")
    tell("李书记", "1")
    tell("李书记", "表决 通过年度计划 赞成5 反对0 弃权0")
    with town.db() as db:
        assert len(votes.of_meeting(db, held.id)) == 1


def test_a_line_of_the_minutes_may_still_begin_with_the_word(town, tell, held):
    close(town, held)
    tell("李书记", "会议记录")
    assert tell("李书记", "表决 赞成 2 票").startswith("✓ 已记表决：赞成 2 票")


def test_at_a_joint_meeting_each_branch_votes_by_itself(town, tell):
    held = plan(town, joint=True)
    town.at(START)
    come(town, held, "李书记", "王党员")
    assert "（一支部）" in tell("李书记", "表决")
    tell("李书记", "1")
    assert "应到有表决权 7，到会 2" in tell("李书记", "通过年度计划")
    assert "（联合支部）" in tell("钱书记", "表决")
    tell("钱书记", "1")
    assert "应到有表决权 3，到会 0" in tell("钱书记", "通过年度计划")
    assert "（一支部）" in tell("孙指导", "表决")


def test_the_document_has_the_vote_with_its_figures(town, tell, held):
    tell("李书记", "表决 通过年度计划 赞成5 反对0 弃权0")
    tell("李书记", "1")
    close(town, held)
    tell("李书记", "会议记录")
    said = text(document(town, tell("李书记", "1")))
    assert "通过年度计划：应到有表决权 7，到会 5，赞成 5，反对 0，弃权 0，超过应到半数，通过" in said


def test_a_name_alone_is_enough_where_the_kind_was_chosen(town, tell, held):
    tell("李书记", "表决")
    tell("李书记", "2")
    assert tell("李书记", "卫预备").startswith("表决：卫预备转正")
    tell("李书记", "取消")
    tell("李书记", "表决")
    tell("李书记", "3")
    assert tell("李书记", "老吴").startswith("表决：选举吴党员")
