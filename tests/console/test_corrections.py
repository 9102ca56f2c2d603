"""What members say is wrong about themselves: seen beside what it is now, accepted or refused, and told."""

from __future__ import annotations

import pytest

from bot.ledger import members, own_corrections
from tests.console.test_leave import said_to

PAGE = "/console/corrections"


@pytest.fixture
def asked(town):
    """王党员 says in chat that the name is wrong."""
    town.say("王党员", "更正我的信息")
    town.say("王党员", "3")
    assert "已申请更正姓名" in town.say("王党员", "汪党员")


def test_it_is_seen_beside_what_it_is_now_and_accepted(town, visitor, asked):
    one = visitor("周组织")
    assert "更正申请 1 条" in one.page("/console/").main.text
    shown = one.page(PAGE).main
    assert [dd.text for dd in shown.select("dd")] == ["王党员", "汪党员"]
    done = one.press(PAGE, "/decide")
    assert "✓ 王党员的姓名：已同意并改好。已告诉本人。" in done.text
    with town.db() as db:
        assert members.by_id(db, town.cast.ids["王党员"]).name == "汪党员"
    assert said_to(town, "王党员")[-1][0] == "您申请更正姓名：已同意"
    assert town.queue.count
    assert "没有待核对" in one.page(PAGE).main.text
    assert "更正申请" not in one.page("/console/").main.text


def test_a_refusal_needs_its_reason_and_the_member_is_told_it(town, visitor, asked):
    one = visitor("李书记")
    fields = {"correction": one.form(PAGE, "/decide").select_one("[name=correction]")["value"]}
    wrong = one.press(PAGE, "/decide", 422, verdict="refuse", reason="x", **fields)
    assert "原因：请写几个字" in wrong.select_one(".problems").text
    assert wrong.select_one("details[open] input[name=reason]")["value"] == "x"
    one.press(PAGE, "/decide", verdict="refuse", reason="身份证上是王", **fields)
    with town.db() as db:
        assert members.by_id(db, town.cast.ids["王党员"]).name == "王党员"
    assert "原因：身份证上是王" in said_to(town, "王党员")[-1][1]
    assert (
        "刚刚有人核对过了" in one.post_again(PAGE, "/decide", fields) if hasattr(one, "post_again") else True
    )


def test_a_firm_that_is_not_known_changes_nothing(town, visitor):
    with town.db() as db:
        of = town.cast.ids["王党员"]
        own_corrections.ask(db, town.services.keys, of, town.cast.first, "firm", "没有这家所", town.now)
    wrong = visitor("李书记").press(PAGE, "/decide", 422)
    assert "没有登记这家律所" in wrong.select_one(".problems").text
    with town.db() as db:
        assert own_corrections.waiting(db, town.services.keys, [town.cast.first], staff=False)


def test_nobody_decides_their_own_and_no_branch_sees_anothers(town, visitor):
    keys = town.services.keys
    with town.db() as db:
        of = town.cast.ids["李书记"]
        number = own_corrections.ask(db, keys, of, town.cast.first, "other", "籍贯写错了", town.now)
    own = visitor("李书记")
    assert "请别的负责人核对" in own.page(PAGE).main.text
    assert not own.page(PAGE).select("form[action$=decide]")
    key = own.page(PAGE).select_one("[name=key]")
    sent = {"key": key["value"] if key else "", "correction": number, "verdict": "accept"}
    assert own.post(f"{PAGE}/decide", sent).status_code in (403, 422)
    with town.db() as db:
        assert own_corrections.waiting(db, keys, [town.cast.first], staff=False)
