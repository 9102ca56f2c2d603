"""Votes entered on a screen: looked at with the rule behind them, entered once, taken back; as in chat."""

from __future__ import annotations

import pytest

from bot.ledger import minutes, votes
from tests.chat.evenings import START, plan
from tests.chat.test_votes import come


@pytest.fixture
def held(town):
    """A 党员大会 of 7 voters, 5 of them there."""
    held = plan(town)
    town.at(START)
    come(town, held, "李书记", "周组织", "王党员", "吴党员", "冯党员", "卫预备")
    return held


def page(held):
    return f"/console/meetings/{held.id}/vote"


def test_a_vote_is_looked_at_first_and_then_entered_once(town, visitor, held):
    one = visitor("李书记")
    assert one.page(f"/console/meetings/{held.id}").select_one(f'a[href="{page(held)}"]')
    shown = one.press(page(held), "/look", 200, matter="通过年度计划", yes=4, no=1, abstain=0)
    assert (
        "通过年度计划：应到有表决权 7，到会 5，赞成 4，反对 1，弃权 0，超过应到半数，通过" in shown.main.text
    )
    with town.db() as db:
        assert votes.of_meeting(db, held.id) == []
    form = shown.select_one("form[action$=enter]")
    fields = {str(it["name"]): str(it["value"]) for it in form.select("input")}
    for _ in range(2):
        assert one.post(page(held) + "/enter", fields).status_code == 303
    with town.db() as db:
        (entered,) = votes.of_meeting(db, held.id)
        assert (entered.outcome, entered.voting_due, entered.voting_present) == ("passed", 7, 5)
        assert [line.said for line in minutes.of(db, held).of("vote")] == [votes.said(entered)]


def test_a_candidate_is_read_from_the_words_and_written_opinions_count(town, visitor, held):
    shown = visitor("李书记").press(
        page(held), "/look", 200, matter="接收 张三", yes=3, no=0, abstain=2, written_yes=1
    )
    assert "接收张三为预备党员：应到有表决权 7，到会 5" in shown.main.text
    assert "超过应到半数，通过" in shown.main.text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"yes": 9}, "票数 9 比到会有表决权的 5 人多"),
        ({"yes": "八"}, "赞成：请写票数"),
        ({"matter": "划"}, "事项写 2 到 60 个字"),
        ({"matter": "接收 张三", "written_yes": 3}, "书面意见 3 份"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(town, visitor, held, said, why):
    fields = {"matter": "通过年度计划", "yes": 4, "no": 0, "abstain": 0, **said}
    wrong = visitor("李书记").press(page(held), "/look", 422, **fields)
    assert why in wrong.select_one(".problems").text
    assert wrong.select_one("form[action$=look] input[name=matter]")["value"] == fields["matter"]
    with town.db() as db:
        assert votes.of_meeting(db, held.id) == []


def test_a_vote_is_taken_back_and_so_is_its_line(town, visitor, held):
    one = visitor("李书记")
    shown = one.press(page(held), "/look", 200, matter="通过年度计划", yes=4, no=1, abstain=0)
    form = shown.select_one("form[action$=enter]")
    one.post(page(held) + "/enter", {str(it["name"]): str(it["value"]) for it in form.select("input")})
    assert "✓ 已收回：通过年度计划" in one.press(page(held), "/withdraw").text
    with town.db() as db:
        assert votes.of_meeting(db, held.id) == []
        assert minutes.of(db, held).of("vote") == []


@pytest.mark.parametrize("kind", ["党课", "主题党日"])
def test_a_gathering_that_does_not_vote_has_no_form(town, visitor, kind):
    held = plan(town, kind=kind)
    town.at(START)
    one = visitor("李书记")
    assert one.page(f"/console/meetings/{held.id}").select_one(f'a[href="{page(held)}"]') is None
    assert one.page(page(held)).select_one("form[action$=look]") is None


def test_before_the_opening_there_is_nothing_to_vote_on(town, visitor):
    held = plan(town)
    one = visitor("李书记")
    shown = one.page(page(held))
    assert "现在不能记表决" in shown.main.text
    key = shown.select_one("[name=key]") or one.page(f"/console/meetings/{held.id}").select_one("[name=key]")
    sent = {"key": key["value"], "form": "x", "matter": "通过年度计划", "yes": 1}
    assert "不能记表决" in one.post(page(held) + "/enter", sent).text
    with town.db() as db:
        assert votes.of_meeting(db, held.id) == []
