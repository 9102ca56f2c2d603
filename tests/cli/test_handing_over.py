"""``officer handover`` and ``member transfer``: done whole, or refused with a line that says why."""

from __future__ import annotations

from sqlalchemy import select

from bot.ledger import members, terms
from bot.ledger.tables import audit


def offices(district, name):
    with district.ledger() as db:
        (one,) = members.named(db, name)
        return {held.role for held in one.offices}


def test_a_branch_changes_hands(district):
    done = district.run(
        "officer", "handover", "--branch", "一支部", "--secretary", "王党员", "--with", "organiser", "周组织",
        "--since", "2026-01-10",
    )  # fmt: skip
    assert done.code == 0, done.complained
    assert "本届到 2029-01-10" in done.said
    assert "新任：书记 王党员；卸任：书记 李书记。" in done.said
    assert (offices(district, "王党员"), offices(district, "李书记")) == ({"secretary"}, set())
    with district.ledger() as db:
        (branch_id, _) = members.branch_named(db, "一支部")
        assert terms.of_branches(db, [branch_id])[branch_id].entered
        assert db.execute(select(audit.c.actor).where(audit.c.verb == "handover")).scalar() == "cli"


def test_who_is_not_of_the_branch_cannot_take_it_over(district):
    refused = district.run("officer", "handover", "--branch", "一支部", "--secretary", "蒋党员")
    assert refused.code == 1
    assert "没有叫「蒋党员」的人（在这个支部）" in refused.complained
    assert offices(district, "李书记") == {"secretary"}


def test_a_day_to_come_is_refused(district):
    refused = district.run(
        "officer", "handover", "--branch", "一支部", "--secretary", "王党员", "--since", "2999-01-01"
    )
    assert refused.code == 1
    assert "到那天再办" in refused.complained
    assert offices(district, "李书记") == {"secretary"}


def test_a_member_is_transferred(district):
    done = district.run("member", "transfer", "--name", "周组织", "--to", "联合支部")
    assert done.code == 0, done.complained
    assert done.said.strip() == "周组织 已转到 联合支部。原支部的职务 1 个已结束。"
    with district.ledger() as db:
        assert members.named(db, "周组织")[0].branch_name == "联合支部"


def test_a_transfer_to_the_same_branch_or_of_nobody_is_refused(district):
    assert "不用转" in district.run("member", "transfer", "--name", "王党员", "--to", "一支部").complained
    assert (
        "没有叫「某某」的人"
        in district.run("member", "transfer", "--name", "某某", "--to", "一支部").complained
    )
    assert district.run("member", "transfer", "--name", "王党员", "--to", "九支部").code == 1
